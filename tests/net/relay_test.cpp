#include "net/relay.hpp"

#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

#include <string>
#include <utility>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

/// A gateway, a relay between two connections, and a server; the gateway's side speaks TLS.
struct Between {
    explicit Between(RelayLimits limits = {})
        : near{make_pair(context, context_of(server_options()), context_of(client_options()))},
          far{make_pair(context, {}, {})},
          running{context, relay(*near.server, *far.client, limits)} {}

    Stream& gateway() { return *near.client; }
    Stream& server() { return *far.server; }
    Relayed end() { return run(context, running.join()); }

    asio::io_context context;
    Pair near;
    Pair far;
    Beside<Relayed> running;
};

error_code read_error(Between& between, Stream& stream) {
    Bytes block(10);
    return run(between.context, stream.read_some(block)).error;
}

}  // namespace

TEST_CASE("relay carries what each side says as it comes, until both have ended") {
    Between between;
    run(between.context, write_text(between.gateway(), "ask"));
    CHECK(run(between.context, read_exactly(between.server(), 3)) == "ask");
    run(between.context, write_text(between.server(), "half"));
    CHECK(run(between.context, read_exactly(between.gateway(), 4)) == "half");
    run(between.context, write_text(between.server(), "rest"));
    run(between.context, between.server().close());
    CHECK(run(between.context, read_all(between.gateway())) == "rest");
    run(between.context, between.gateway().close());
    const Relayed carried = between.end();
    CHECK(carried.to_far == 3);
    CHECK(carried.to_near == 8);
}

TEST_CASE("relay ends the server's side when the gateway goes without a word, as Station does") {
    Between between;
    between.gateway().abort();
    CHECK(run(between.context, read_all(between.server())).empty());
    run(between.context, write_text(between.server(), "too late"));
    run(between.context, between.server().close());
    between.end();
}

TEST_CASE("relay hands a reset on as a reset") {
    Between between;
    run(between.context, write_text(between.gateway(), "ask"));
    CHECK(run(between.context, read_exactly(between.server(), 3)) == "ask");
    between.server().reset();
    CHECK(read_error(between, between.gateway()) == asio::error::connection_reset);
    between.gateway().abort();
    between.end();
}

TEST_CASE("relay lets an answer through to a gateway that has not sent all of its request") {
    Between between;
    run(between.context, write_text(between.gateway(), "half a request"));
    CHECK(run(between.context, read_exactly(between.server(), 4)) == "half");
    run(between.context, write_text(between.server(), "413"));
    run(between.context, between.server().close());
    CHECK(run(between.context, read_all(between.gateway())) == "413");
    between.gateway().abort();
    between.end();
}

TEST_CASE("relay cuts both sides off when neither says anything any more") {
    using namespace std::chrono_literals;
    Between between{{.silence = 1ms, .parting = 1ms}};
    const Relayed carried = between.end();
    CHECK(carried.to_far + carried.to_near == 0);
    CHECK(read_error(between, between.gateway()) == asio::error::eof);
    CHECK(read_error(between, between.server()) == asio::error::eof);
}
