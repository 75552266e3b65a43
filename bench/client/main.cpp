// bench_client WHAT PORT CREDENTIALS HELLO COUNT CONNECTIONS [BODY] : load for bench/server, from as many
// threads as there are connections.
//   WHAT         handshakes: COUNT full handshakes; resumptions: COUNT of the session of one; requests: COUNT
//   requests
//                with BODY (a file), on connections that live as long as the server lets them; downloads: the
//                same, reported in bytes
//   CREDENTIALS  the path of .crt, .key and .trust without the extension
//   HELLO        station: as a gateway says it; tls1.2, tls1.3: OpenSSL's own, up to that version
// Prints how many bytes the bodies had. Exit: 0 all was done, 1 something was not (said on stderr).
#include "base/files.hpp"
#include "bench/client/connection.hpp"
#include "emulator/tls_client.hpp"

#include <openssl/ssl.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace cupspec::bench {
namespace {

struct Job {
    std::string what;
    std::uint16_t port = 0;
    std::optional<net::TlsContext> tls;
    std::size_t connections = 1;
    Bytes request;
};

/// What the threads share.
struct Progress {
    std::atomic<long> left{0};
    std::atomic<std::uint64_t> bytes{0};
    std::mutex mutex;
    std::string trouble;
};

template <class T>
T take(Result<T> result) {
    if (!result) throw std::runtime_error{describe(result.error())};
    return std::move(*result);
}

net::TlsContext context_for(const std::string& stem, const std::string& hello) {
    const protocol::CredentialSet files{take(read_file(stem + ".trust")), take(read_file(stem + ".crt")),
                                        take(read_file(stem + ".key"))};
    if (hello == "station") {
        const emulator::TlsClientSetup setup{"localhost", true, emulator::AuthMode::mutual, {}, {}};
        return take(emulator::make_tls_client(files, setup));
    }
    net::ClientTlsOptions options;
    options.verify = false;  // the script has looked at the server; checking here would only slow the client
    options.identity = {files.certificate, files.key};
    options.offer_ticket = true;
    options.max = hello == "tls1.2" ? net::TlsVersion::tls1_2 : net::TlsVersion::tls1_3;
    return take(net::TlsContext::client(options));
}

Bytes request_with(const Bytes& body) {
    Bytes request = to_bytes(
        "POST /update-info HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n");
    request.insert(request.end(), body.begin(), body.end());
    return request;
}

bool next(Progress& progress) { return progress.left.fetch_sub(1) > 0; }

void shake_hands(const Job& job, Progress& progress) {
    while (next(progress)) Connection{job.tls->native(), job.port}.part();
}

using Session = std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)>;

/// Each thread resumes a session of its own; TLS 1.3 hands it out behind the handshake, with the first
/// answer. OpenSSL marks a session that ended without close_notify (nginx) as spent, so each time it is a
/// copy.
void resume(const Job& job, Progress& progress) {
    Connection first{job.tls->native(), job.port};
    first.exchange(job.request);
    const Session session{SSL_get1_session(first.native()), SSL_SESSION_free};
    while (next(progress)) {
        const Session copy{SSL_SESSION_dup(session.get()), SSL_SESSION_free};
        Connection{job.tls->native(), job.port, copy.get()}.part();
    }
}

void ask(const Job& job, Progress& progress) {
    std::optional<Connection> connection;
    while (next(progress)) {
        if (!connection) connection.emplace(job.tls->native(), job.port);
        const Connection::Answer answer = connection->exchange(job.request);
        progress.bytes += answer.body_bytes;
        if (!answer.keep_alive) connection.reset();
    }
}

void work(const Job& job, Progress& progress) {
    try {
        if (job.what == "handshakes") return shake_hands(job, progress);
        if (job.what == "resumptions") return resume(job, progress);
        ask(job, progress);
    } catch (const std::exception& e) {
        progress.left = 0;
        const std::scoped_lock lock{progress.mutex};
        progress.trouble = e.what();
    }
}

int run(const std::vector<std::string>& arguments) {
    constexpr std::size_t kLeast = 6;
    if (arguments.size() < kLeast)
        throw std::runtime_error{"WHAT PORT CREDENTIALS HELLO COUNT CONNECTIONS [BODY]"};
    Job job;
    job.what = arguments[0];
    job.port = static_cast<std::uint16_t>(std::stoul(arguments[1]));
    job.tls = context_for(arguments[2], arguments[3]);
    job.connections = std::stoul(arguments[5]);
    if (arguments.size() > kLeast) job.request = request_with(take(read_file(arguments[kLeast])));
    Progress progress;
    progress.left = std::stol(arguments[4]);

    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < job.connections; ++i) threads.emplace_back([&] { work(job, progress); });
    for (std::thread& thread : threads) thread.join();
    if (!progress.trouble.empty()) throw std::runtime_error{progress.trouble};
    std::cout << progress.bytes << '\n';
    return 0;
}

}  // namespace
}  // namespace cupspec::bench

int main(int argc, char** argv) {
    try {
        if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return 1;
        const std::span all{argv, static_cast<std::size_t>(argc)};
        return cupspec::bench::run({all.begin() + 1, all.end()});
    } catch (const std::exception& e) {
        std::cerr << "bench_client: " << e.what() << '\n';
        return 1;
    }
}
