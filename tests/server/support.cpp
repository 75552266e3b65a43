#include "tests/server/support.hpp"

#include "net/connect.hpp"
#include "tests/recordings.hpp"

#include <algorithm>
#include <array>

namespace cupspec::server::testing {
namespace {

namespace fs = std::filesystem;

/// The number behind "Content-Length:", once the head is whole.
std::optional<std::size_t> body_bytes(const std::string& received) {
    const auto head_end = received.find("\r\n\r\n");
    if (head_end == std::string::npos) return std::nullopt;
    const auto at = received.find("Content-Length: ");
    if (at > head_end) return std::nullopt;
    return std::stoul(received.substr(at + 16));
}

bool is_whole(const std::string& received) {
    const auto body = body_bytes(received);
    return body && received.size() >= received.find("\r\n\r\n") + 4 + *body;
}

net::awaitable<std::string> send_and_read(std::uint16_t port, std::string bytes,
                                          std::optional<net::TlsContext> tls) {
    auto stream =
        co_await net::connect("127.0.0.1", std::to_string(port), std::move(tls), std::chrono::seconds{20});
    if (!stream) co_return std::string{};
    (*stream)->expires_after(std::chrono::seconds{20});
    const error_code failed = co_await (*stream)->handshake();
    if (failed) co_return std::string{};
    const net::IoResult sent = co_await (*stream)->write(as_bytes(bytes));
    if (sent.error) co_return std::string{};
    std::string received;
    std::array<std::uint8_t, 4096> block{};
    while (!is_whole(received)) {
        const net::IoResult got = co_await (*stream)->read_some(block);
        if (got.error) break;
        received += as_text(ByteView{block}.first(got.bytes));
    }
    co_return received;
}

}  // namespace

fs::path recording(const std::string& name) { return test::recorded_path(name); }
Bytes recorded(const std::string& name) { return read_file(recording(name)).value(); }

protocol::UpdateInfo recorded_request(const std::string& name) {
    const std::string bytes = to_text(recorded(name));
    return protocol::parse_update_info(as_bytes(bytes.substr(bytes.find("\r\n\r\n") + 4))).value();
}

Copy::Copy(const std::string& session) : directory_{TemporaryDirectory::make().value()} {
    for (const char* name : {"cups-0", "cups-1", "tc-0"})
        fs::copy(recording(session + '/' + name), path(name), fs::copy_options::recursive);
}

void Copy::write(const std::string& name, std::string_view text) const {
    write_file(path(name), as_bytes(text)).value();
}

std::string Copy::text(const std::string& name) const { return to_text(read_file(path(name)).value()); }

void KeptLog::write(LogLevel level, std::string_view /*source*/, std::string_view text) {
    lines_.emplace_back(level, text);
}

std::size_t KeptLog::count(LogLevel level, std::string_view text) const {
    return static_cast<std::size_t>(std::count_if(lines_.begin(), lines_.end(), [&](const auto& line) {
        return line.first == level && line.second.find(text) != std::string::npos;
    }));
}

Answer exchange(net::asio::io_context& context, std::uint16_t port, std::string bytes,
                std::optional<net::TlsContext> tls) {
    const std::string received = run(context, send_and_read(port, std::move(bytes), std::move(tls)));
    Answer answer;
    if (!is_whole(received)) return answer;
    const auto head_end = received.find("\r\n\r\n") + 4;
    answer.head = received.substr(0, head_end);
    answer.body = to_bytes(received.substr(head_end));
    answer.status = static_cast<unsigned>(std::stoul(answer.head.substr(9)));
    return answer;
}

std::string post(const std::string& body, const std::string& headers) {
    return "POST /update-info HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + headers + "\r\n" + body;
}

std::optional<net::TlsContext> client(const std::string& trust, const std::string& identity) {
    net::ClientTlsOptions options;
    options.trust = recorded(trust);
    if (!identity.empty()) options.identity = {recorded(identity + ".crt"), recorded(identity + ".key")};
    options.server_name = "localhost";
    return net::TlsContext::client(options).value();
}

Bytes read_all(net::BodySource& source) {
    Bytes all;
    Bytes block(100);
    for (std::size_t n = 1; n != 0;) {
        n = source.read(block).value();
        all.insert(all.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(n));
    }
    return all;
}

Result<std::size_t> MemorySource::read(std::span<std::uint8_t> buffer) {
    const std::size_t some = std::min(buffer.size(), bytes_.size() - done_);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(done_), some, buffer.begin());
    done_ += some;
    return some;
}

Content content_of(std::string_view text) { return cut_content(text, text.size()); }

Content cut_content(std::string_view text, std::uint64_t announced) {
    return [bytes = to_bytes(text), announced]() -> Result<std::unique_ptr<net::BodySource>> {
        std::unique_ptr<net::BodySource> source = std::make_unique<MemorySource>(bytes, announced);
        return source;
    };
}

CupsOptions plain(const fs::path& root, const fs::path& tc_root) {
    CupsOptions options;
    options.root = root;
    options.tc_root = tc_root;
    return options;
}

CupsOptions recorded_options(const std::string& session, int n) {
    return plain(recording(session + (n == 1 ? "/cups-0" : "/cups-1")), recording(session + "/tc-0"));
}

CupsOptions mutual(const std::string& name) {
    CupsOptions options = plain(recording("session-tls/" + name), recording("session-tls/tc-0"));
    options.identity = name;
    return options;
}

Running::Running(CupsOptions options) {
    if (!options.on_exchange) options.on_exchange = [this](const Served& one) { served.push_back(one); };
    server = std::move(CupsServer::start(context.get_executor(), std::move(options), log).value());
}

Running::~Running() { run(context, server->stop()); }

Answer Running::operator()(std::string bytes, std::optional<net::TlsContext> tls) {
    return exchange(context, server->port(), std::move(bytes), std::move(tls));
}

}  // namespace cupspec::server::testing
