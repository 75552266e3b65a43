#include "net/connect.hpp"

#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

awaitable<error_code> outcome_of(std::string host, std::string port, std::chrono::milliseconds limit) {
    auto connected = co_await connect(std::move(host), std::move(port), {}, limit);
    co_return connected ? error_code{} : connected.error().code;
}

constexpr std::chrono::milliseconds kLong{20'000};

}  // namespace

TEST_CASE("connect looks a name up and says why when it cannot") {
    asio::io_context context;
    CHECK(run(context, outcome_of("localhost", "0", kLong)) == asio::error::connection_refused);
    // A port that is neither a number nor a service; no server is asked.
    CHECK(run(context, outcome_of("localhost", "1?x=1", kLong)) == asio::error::service_not_found);
}

TEST_CASE("connect gives a look-up up at its limit and nothing waits for it") {
    asio::io_context context;
    for (int i = 0; i < 20; ++i)
        CHECK(run(context, outcome_of("localhost", "1", std::chrono::milliseconds{0})) ==
              asio::error::timed_out);
    context.restart();
    context.run();
}
