#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

using OpenLoop = Result<std::unique_ptr<AcceptLoop>>;
using std::chrono::steady_clock;

awaitable<void> echo_until_end(std::unique_ptr<Stream> stream) {
    std::array<std::uint8_t, 256> block{};
    for (;;) {
        const IoResult got = co_await stream->read_some(block);
        if (got.error) co_return;
        co_await stream->write(ByteView{block}.first(got.bytes));
    }
}

awaitable<std::string> say(Stream& stream, std::string text) {
    co_await write_text(stream, text);
    std::string answer = co_await read_exactly(stream, text.size());
    co_return answer;
}

OpenLoop open_loop(asio::io_context& context, std::optional<TlsContext> tls = {}) {
    return AcceptLoop::open(context.get_executor(), "127.0.0.1", 0, std::move(tls), echo_until_end);
}

}  // namespace

TEST_CASE("AcceptLoop that accepts no more serves who is there and who waits in the backlog") {
    asio::io_context context;
    const OpenLoop loop = open_loop(context);
    const auto inside = run(context, dial((*loop)->port()));
    CHECK(run(context, say(*inside, "a")) == "a");
    const auto waiting = run(context, dial((*loop)->port()));
    (*loop)->stop_accepting();
    CHECK(run(context, say(*inside, "b")) == "b");
    CHECK(run(context, say(*waiting, "c")) == "c");
    CHECK((*loop)->connections() == 2);
    const std::string port = std::to_string((*loop)->port());
    CHECK_FALSE(run(context, connect("127.0.0.1", port, {}, std::chrono::seconds{20})).has_value());

    CHECK_FALSE(run(context, (*loop)->ended(steady_clock::now() + std::chrono::milliseconds{5})));
    inside->abort();
    waiting->abort();
    CHECK(run(context, (*loop)->ended(steady_clock::now() + std::chrono::seconds{20})));
    run(context, (*loop)->stop());
}

TEST_CASE("AcceptLoop gives new connections a new certificate and leaves the others alone") {
    asio::io_context context;
    const OpenLoop loop = open_loop(context, context_of(server_options()));
    const auto old = run(context, dial((*loop)->port(), context_of(client_options())));
    REQUIRE_FALSE(run(context, old->handshake()));

    ServerTlsOptions other = server_options();
    other.identity = {foreign("cups-0.crt"), foreign("cups-0.key")};
    (*loop)->use(context_of(other).value());
    CHECK(run(context, say(*old, "still")) == "still");

    ClientTlsOptions trusting = client_options();
    trusting.trust = foreign("cups.ca");
    const auto fresh = run(context, dial((*loop)->port(), context_of(trusting)));
    REQUIRE_FALSE(run(context, fresh->handshake()));
    CHECK(run(context, say(*fresh, "new")) == "new");
    CHECK(fresh->tls().peer_sha256 != old->tls().peer_sha256);
    const auto refusing = run(context, dial((*loop)->port(), context_of(client_options())));
    CHECK(run(context, refusing->handshake()));
    run(context, (*loop)->stop());
}
