// Faults of certificates and of TLS's parameters, from a whole server's side.
#include "server/cups_server.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

const char* const kSomeGateway = R"({"router":"::1"})";

}  // namespace

TEST_CASE("A server refuses faults it cannot have") {
    net::asio::io_context context;
    NullLog log;
    const auto refusal = [&](const std::string& line, bool tls) {
        FaultPlayer player{parse_faults("\n* 1 " + line + '\n', "f").value()};
        CupsOptions options = tls ? mutual("cups-0") : recorded_options("session-plain", 1);
        options.faults = &player;
        const auto started = CupsServer::start(context.get_executor(), std::move(options), log);
        return started ? std::string{} : describe(started.error());
    };
    CHECK_THAT(refusal("tls-wrong-ca", false),
               Catch::StartsWith("f:2: ") && Catch::EndsWith("tls-wrong-ca: this server speaks no TLS"));
    CHECK_THAT(refusal("tls-expired", true), Catch::StartsWith("f:2: ") && Catch::Contains("tls-expired") &&
                                                 Catch::Contains("a CA that the gateways trust is needed"));
}

TEST_CASE("Of two faults of a connection's TLS the last one holds, and the other says so") {
    FaultPlayer player{parse_faults("* 1 tls-wrong-ca\n* 1 tls-1.3-only\n", "f").value()};
    CupsOptions options = mutual("cups-0");
    options.faults = &player;
    Running server{std::move(options)};
    const auto gateway = client("session-tls/cups-0/cups.ca", "session-tls/cups-0/cups-router-1");
    CHECK(server(post(kSomeGateway), gateway).status == 200);
    CHECK(server.log.count(LogLevel::info, R"("tls-wrong-ca" at connection 1 (f:1) changed nothing: )"
                                           R"("tls-1.3-only" holds in its place)") == 1);
    CHECK(server.log.count(LogLevel::info, "changed nothing") == 1);
}

TEST_CASE("no-client-auth goes with another fault of TLS, in either order of the lines") {
    const std::string lines =
        GENERATE(as<std::string>{}, "tls-1.3-only\n* * no-client-auth", "no-client-auth\n* * tls-1.3-only");
    FaultPlayer player{parse_faults("* * " + lines + '\n', "f").value()};
    CupsOptions options = mutual("cups-0");
    options.faults = &player;
    Running server{std::move(options)};
    CHECK(server(post(kSomeGateway), client("session-tls/cups-0/cups.ca", "")).status == 200);
    CHECK(server.log.count(LogLevel::info, "changed nothing") == 0);
}

TEST_CASE("The faults' CA must have its own key") {
    net::asio::io_context context;
    NullLog log;
    FaultPlayer player{parse_faults("* 1 tls-expired\n", "f").value()};
    CupsOptions options = mutual("cups-0");
    options.faults = &player;
    options.fault_authority = []() -> Result<FaultAuthority> {
        return FaultAuthority{recorded("session-tls/cups-0/cups.ca"),
                              recorded("session-tls/cups-0/cups-0.key")};
    };
    const auto started = CupsServer::start(context.get_executor(), std::move(options), log);
    REQUIRE_FALSE(started.has_value());
    CHECK_THAT(describe(started.error()), Catch::Contains("the key is not the certificate's"));
}
