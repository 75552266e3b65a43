#include "protocol/uri.hpp"
#include "server/errc.hpp"
#include "server/lns_messages.hpp"
#include "tests/server/lns_client.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using Kind = LnsEvent::Kind;

TEST_CASE("Each endpoint serves its path alone, and WebSocket alone") {
    RunningLns running{plain_lns()};
    CHECK(run(running.context, discover({running.lns->discovery_port(), "/router", {}, {}}, "{}")) == "404");
    CHECK(run(running.context, discover({running.lns->muxs_port(), "/router-info", {}, {}}, "{}")) == "404");
    CHECK(exchange(running.context, running.lns->discovery_port(), "GET /router-info HTTP/1.1\r\n\r\n")
              .status == 426);
    CHECK(exchange(running.context, running.lns->muxs_port(), "nonsense\r\n\r\n").status == 400);
    CHECK(running.kinds() == std::vector<Kind>(4, Kind::refused));
}

TEST_CASE("Discovery turns away by an error text") {
    LnsOptions options = plain_lns();
    std::string query = R"({"router":"::1"})";
    std::string why;
    SECTION("an unknown router") {
        options.routers = {{2}};
        why = "unknown router";
    }
    SECTION("everybody") {
        options.refusal = LnsRefusal::discovery_error;
        options.refusal_text = "try later";
        why = "try later";
    }
    RunningLns running{std::move(options)};
    const std::string answer =
        run(running.context, discover({running.lns->discovery_port(), "/router-info", {}, {}}, query));
    CHECK(field(answer, "error") == why);
    CHECK(field(answer, "router") == "::1");
    CHECK_FALSE(field(answer, "uri"));
    CHECK(running.kinds() == std::vector{Kind::refused});
}

TEST_CASE("Discovery answers a query it cannot read by an error text") {
    RunningLns running{plain_lns()};
    const std::string query = GENERATE("{}", "[]", R"({"router":"x"})", R"({"router":{}})", "{");
    const std::string answer =
        run(running.context, discover({running.lns->discovery_port(), "/router-info", {}, {}}, query));
    CHECK(field(answer, "error").has_value());
}

TEST_CASE("The LNS refuses upgrades by status where it shall") {
    LnsOptions options = plain_lns();
    SECTION("discovery") {
        options.refusal = LnsRefusal::discovery_status;
        options.refusal_status = 503;
        RunningLns running{std::move(options)};
        CHECK(run(running.context, discover({running.lns->discovery_port(), "/router-info", {}, {}}, "{}")) ==
              "503");
    }
    SECTION("muxs") {
        options.refusal = LnsRefusal::muxs_status;
        RunningLns running{std::move(options)};
        CHECK(run(running.context, attach({running.lns->muxs_port(), "/router", {}, {}}, kVersion)) == "401");
        CHECK(field(run(running.context,
                        discover({running.lns->discovery_port(), "/router-info", {}, {}}, R"({"router":1})")),
                    "uri")
                  .has_value());
    }
}

TEST_CASE("The LNS wants a token at both endpoints in token mode") {
    LnsOptions options = plain_lns();
    options.tc_root = recording("session-tls/cups-0");  // no identity files: plain ws
    options.auth = AuthMode::token;
    options.tokens = {"Bearer secret"};
    RunningLns running{std::move(options)};
    const std::string query = R"({"router":1})";
    CHECK(run(running.context, discover({running.lns->discovery_port(), "/router-info", {}, {}}, query)) ==
          "401");
    CHECK(run(running.context, attach({running.lns->muxs_port(), "/router", "wrong", {}}, kVersion)) ==
          "401");
    CHECK(field(run(running.context,
                    discover({running.lns->discovery_port(), "/router-info", "secret", {}}, query)),
                "uri")
              .has_value());
}

TEST_CASE("With identity files the LNS speaks mutual TLS at both endpoints") {
    LnsOptions options = plain_lns();
    options.auth.reset();
    RunningLns running{std::move(options)};
    CHECK(running.lns->uri() == "wss://localhost:" + std::to_string(running.lns->discovery_port()));
    const auto tls = client("session-tls/tc-0/tc.ca", "session-tls/tc-0/tc-router-1");
    const std::string answer =
        run(running.context,
            discover({running.lns->discovery_port(), "/router-info", {}, tls}, R"({"router":"::1"})"));
    CAPTURE(answer);
    CHECK(protocol::parse_muxs_uri(field(answer, "uri").value())->tls);
    const std::string config =
        run(running.context, attach({running.lns->muxs_port(), "/router", {}, tls}, kVersion));
    CHECK(message_type(config).value() == "router_config");
    const auto stranger = client("session-tls/tc-0/tc.ca", "");
    CHECK(run(running.context,
              discover({running.lns->discovery_port(), "/router-info", {}, stranger}, "{}")) == "0");
}

TEST_CASE("Without identity files the LNS speaks plain ws") {
    LnsOptions options;
    options.tc_root = recording("session-tls/cups-0");
    RunningLns running{std::move(options)};
    CHECK_THAT(running.lns->uri(), Catch::StartsWith("ws://"));
}

TEST_CASE("The LNS does not start on what cannot work") {
    net::asio::io_context context;
    NullLog log;
    const Copy copy{"session-tls"};
    LnsOptions options;
    options.tc_root = copy.path("tc-0");
    SECTION("one identity of two") {
        copy.remove("tc-0/muxs-0.crt");
        copy.remove("tc-0/muxs-0.key");
        const auto started = Lns::start(context.get_executor(), std::move(options), log);
        REQUIRE_FALSE(started.has_value());
        CHECK(started.error().code == Errc::missing_file);
    }
    SECTION("no pings at all") {
        options.ping_every = std::chrono::milliseconds{0};
        CHECK(Lns::start(context.get_executor(), std::move(options), log).error().code == Errc::bad_option);
    }
    SECTION("a discovery port in use, after the muxs has begun to listen") {
        RunningLns first{plain_lns()};
        options.auth = AuthMode::none;
        options.discovery.port = first.lns->discovery_port();
        const auto started = Lns::start(first.context.get_executor(), std::move(options), log);
        REQUIRE_FALSE(started.has_value());
        CHECK(started.error().code == boost::system::errc::address_in_use);
    }
}
