#include "tests/net/support.hpp"

#include "base/files.hpp"

#include <array>

namespace cupspec::net::testing {
namespace {

Bytes vector_file(const std::string& name) {
    return read_file(CUPSPEC_VECTORS "/session-tls/" + name).value();
}

/// Where an accept loop's only session leaves what it got.
struct Meeting {
    explicit Meeting(asio::io_context& context) : changed{context.get_executor()} {}
    std::unique_ptr<Stream> stream;
    bool failed = false;
    protocol::TlsFacts facts;
    Event changed;
};

awaitable<void> hand_over(Meeting& meeting, std::unique_ptr<Stream> stream) {
    meeting.facts = stream->tls();
    meeting.stream = std::move(stream);
    meeting.changed.notify();
    co_return;
}

awaitable<Pair> meet(AcceptLoop& loop, Meeting& meeting, std::optional<TlsContext> tls) {
    Pair pair;
    pair.client = co_await dial(loop.port(), std::move(tls));
    pair.client->expires_after(std::chrono::seconds{20});
    pair.client_error = co_await pair.client->handshake();
    if (pair.client_error) {
        co_await pair.client->close();  // as every user of a stream does; the server may wait for it
    }
    while (!meeting.stream && !meeting.failed) co_await meeting.changed.wait();
    pair.server = std::move(meeting.stream);
    pair.server_facts = meeting.facts;
    // Its session must have ended, else stop would abort the stream it left us.
    while (pair.server && loop.connections() > 0) co_await let_others_run();
    co_await loop.stop();
    co_return pair;
}

}  // namespace

Bytes recorded(const std::string& name) { return vector_file("cups-1/" + name); }
Bytes foreign(const std::string& name) { return vector_file("cups-0/" + name); }

ServerTlsOptions server_options(ClientAuth auth) {
    ServerTlsOptions options;
    options.identity = {recorded("cups-1.crt"), recorded("cups-1.key")};
    options.client_auth = auth;
    if (auth != ClientAuth::none) options.client_trust = recorded("cups.ca");
    return options;
}

ClientTlsOptions client_options() {
    ClientTlsOptions options;
    options.trust = recorded("cups.ca");
    options.server_name = "localhost";
    return options;
}

Identity client_identity() { return {recorded("cups-router-1.crt"), recorded("cups-router-1.key")}; }

std::string message_of(const Result<TlsContext>& result) { return result ? "" : describe(result.error()); }

std::optional<TlsContext> context_of(const ServerTlsOptions& options) {
    return TlsContext::server(options).value();
}
std::optional<TlsContext> context_of(const ClientTlsOptions& options) {
    return TlsContext::client(options).value();
}

Pair make_pair(asio::io_context& context, std::optional<TlsContext> server,
               std::optional<TlsContext> client) {
    Meeting meeting{context};
    const auto arrived = [&meeting](std::unique_ptr<Stream> stream) {
        return hand_over(meeting, std::move(stream));
    };
    const auto failed = [&meeting](const protocol::TlsFacts& facts, const std::string&) {
        meeting.facts = facts;
        meeting.failed = true;
        meeting.changed.notify();
    };
    const auto loop =
        AcceptLoop::open(context.get_executor(), "127.0.0.1", 0, std::move(server), arrived, {}, failed);
    return run(context, meet(**loop, meeting, std::move(client)));
}

awaitable<std::string> read_all(Stream& stream) {
    std::string text;
    for (;;) {
        std::array<std::uint8_t, 4096> block{};
        const IoResult got = co_await stream.read_some(block);
        if (got.error) co_return text;
        text.append(as_text(ByteView{block}.first(got.bytes)));
    }
}

awaitable<std::string> read_exactly(Stream& stream, std::size_t size) {
    std::string text;
    while (text.size() < size) {
        Bytes block(size - text.size());
        const IoResult got = co_await stream.read_some(block);
        if (got.error) break;
        text.append(as_text(ByteView{block}.first(got.bytes)));
    }
    co_return text;
}

awaitable<IoResult> write_text(Stream& stream, std::string text) {
    const IoResult sent = co_await stream.write(as_bytes(text));
    co_return sent;
}

awaitable<std::unique_ptr<Stream>> dial(std::uint16_t port, std::optional<TlsContext> tls) {
    auto dialled = connect("127.0.0.1", std::to_string(port), std::move(tls), std::chrono::seconds{20});
    auto stream = co_await std::move(dialled);
    co_return std::move(stream).value();
}

}  // namespace cupspec::net::testing
