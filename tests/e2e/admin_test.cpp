#include "tests/cli/program.hpp"
#include "tests/e2e/plain_client.hpp"
#include "tests/server/metrics_page.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace cupspec;
using namespace cupspec::test;
using AdminJson = nlohmann::json;
using server::testing::Copy;

namespace {

const std::string kKnown = R"({"router":"::1"})";

std::string port_of(const std::string& url) { return url.substr(url.rfind(':') + 1); }

/// A server with an admin listener.
struct Watched {
    explicit Watched(std::vector<std::string> arguments)
        : server{with_admin(std::move(arguments))},
          urls(AdminJson::parse(server.first_line())),
          port{port_of(urls.at("url"))},
          admin{port_of(urls.at("admin"))} {}

    static std::vector<std::string> with_admin(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--admin", "127.0.0.1:0", "--json"});
        return arguments;
    }

    /// Status and body.
    std::pair<int, std::string> ask(const std::string& request) const {
        const std::string answer = exchange_plainly(admin, request);
        const auto end = answer.find("\r\n\r\n");
        if (end == std::string::npos) return {0, answer};
        return {std::stoi(answer.substr(9, 3)), answer.substr(end + 4)};
    }

    Server server;
    AdminJson urls;
    std::string port;
    std::string admin;
};

std::vector<std::string> serve(const Copy& copy) {
    return {"serve",  "--root", copy.path("cups-1").string(), "--tc-root", copy.path("tc-0").string(),
            "--auth", "token"};
}

}  // namespace

TEST_CASE("serve's admin listener tells that it lives, and whether its store does") {
    const Copy copy{"session-plain"};
    Watched watched{serve(copy)};
    CHECK(watched.ask(get("/healthz")) == std::pair{200, std::string{"alive\n"}});
    CHECK(watched.ask(get("/readyz?verbose")) == std::pair{200, std::string{"ready\n"}});
    CHECK(watched.ask("HEAD /healthz HTTP/1.1\r\nConnection: close\r\n\r\n") ==
          std::pair{200, std::string{}});
    std::filesystem::remove_all(copy.path("cups-1"));
    const auto [status, why] = watched.ask(get("/readyz"));
    CHECK(status == 503);
    CHECK_THAT(why, Catch::Contains("cups-1") && Catch::Contains("No such file"));
    CHECK(watched.ask(get("/healthz")).first == 200);
    CHECK(watched.server.stop().exit == 0);
}

TEST_CASE("serve's admin listener refuses what it does not know, as it is no CUPS server") {
    const Copy copy{"session-plain"};
    Watched watched{serve(copy)};
    CHECK(watched.ask(get("/")).first == 404);
    CHECK(watched.ask(post("/update-info", kKnown)).first == 404);
    CHECK(watched.ask(get("/reload")).first == 405);
    CHECK(watched.ask(post("/metrics", "")).first == 405);
    CHECK(watched.ask("noise\r\n\r\n").first == 400);
    CHECK(exchange_plainly(watched.port, get("/metrics")).starts_with("HTTP/1.1 404 "));
    CHECK(watched.server.stop().exit == 0);
}

TEST_CASE("serve's metrics add up over its threads") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-1.token", "secret\n");
    auto arguments = serve(copy);
    arguments.insert(arguments.end(), {"--threads", "3", "--max-body", "100"});
    Watched watched{arguments};
    const std::string good = "POST /update-info HTTP/1.1\r\nAuthorization: secret\r\nContent-Length: " +
                             std::to_string(kKnown.size()) + "\r\n\r\n" + kKnown;
    for (int i = 0; i < 9; ++i) CHECK(exchange_plainly(watched.port, good).starts_with("HTTP/1.1 200 "));
    CHECK(exchange_plainly(watched.port, post("/update-info", kKnown)).starts_with("HTTP/1.1 401 "));
    CHECK(exchange_plainly(watched.port, post("/", std::string(101, ' '))).starts_with("HTTP/1.1 413 "));
    const PlainClient kept{watched.port};
    REQUIRE(kept.send(good));
    CHECK(kept.read_head().starts_with("HTTP/1.1 200 "));

    CHECK_THAT(exchange_plainly(watched.admin, get("/metrics")),
               Catch::Contains("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    const MetricsPage page{watched.ask(get("/metrics")).second};
    CHECK(page["cups_request_received_total"] == 12);
    CHECK(page["cups_request_succeeded_total"] == 10);
    CHECK(page["cups_request_failed_total"] == 2);
    CHECK(page["cupspec_responses_total{status=\"401\"}"] == 1);
    CHECK(page["cupspec_responses_total{status=\"413\"}"] == 1);
    CHECK(page["cupspec_answers_total{kind=\"firmware\"}"] == 10);
    CHECK(page["cupspec_connections_total"] == 12);
    CHECK(page["cupspec_connections"] >= 1);
    CHECK(page["cupspec_workers"] == 3);
    CHECK(page["cupspec_draining"] == 0);
    CHECK(page.has_family("cupspec_build_info"));
    CHECK(watched.server.stop().exit == 0);
}

TEST_CASE("serve's admin listener shows the last exchanges without a secret") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-1.token", "secret-token\n");
    auto arguments = serve(copy);
    arguments.insert(arguments.end(), {"--threads", "2"});
    Watched watched{arguments};
    CHECK(AdminJson::parse(watched.ask(get("/exchanges")).second) == AdminJson::array());
    const std::string head = "POST /update-info HTTP/1.1\r\nAuthorization: secret-token\r\nContent-Length: ";
    const std::string body = R"({"router":"::1","package":"1.0.0","keys":[2228604451]})";
    exchange_plainly(watched.port, head + std::to_string(body.size()) + "\r\n\r\n" + body);
    exchange_plainly(watched.port, post("/update-info", R"({"router":"::2","model":")"
                                                        "\xff"
                                                        R"("})"));

    const auto [status, text] = watched.ask(get("/exchanges"));
    CHECK(status == 200);
    CHECK(text.find("secret-token") == std::string::npos);
    CHECK(text.find("PRIVATE") == std::string::npos);
    const AdminJson list = AdminJson::parse(text);
    REQUIRE(list.size() == 2);
    const AdminJson& answer = list.at(1);  // newest first
    CHECK(list.at(0).at("status") != 200);
    CHECK(answer.at("request").at("router") == "::1");
    CHECK(answer.at("request").at("package") == "1.0.0");
    CHECK(answer.at("status") == 200);
    CHECK(answer.at("response").at("tcUri") == "ws://localhost:6038");
    CHECK(answer.at("response").at("tcCred") == AdminJson({{"bytes", 1031}, {"crc", 3891698220}}));
    CHECK(answer.at("response").at("signature").at("keyCrc") == 2228604451);
    CHECK(answer.at("response").at("update") == AdminJson({{"bytes", 137}}));
    CHECK(answer.at("decision").get<std::string>().find("firmware 2.0.0") != std::string::npos);
    for (int i = 0; i < 101; ++i) exchange_plainly(watched.port, post("/update-info", kKnown));
    CHECK(AdminJson::parse(watched.ask(get("/exchanges")).second).size() == 100);
    CHECK(watched.server.stop().exit == 0);
}

TEST_CASE("serve's admin listener reloads, and says what is wrong with the files") {
    const Copy copy{"session-tls"};
    Watched watched{{"serve", "--root", copy.path("cups-1").string(), "--identity", "cups-1"}};
    CHECK(watched.ask(post("/reload", "")) == std::pair{200, std::string{"reloaded\n"}});
    copy.write("cups-1/cups-1.trust", "none");
    const auto [status, why] = watched.ask(post("/reload", ""));
    CHECK(status == 500);
    CHECK_THAT(why, Catch::Contains("cups-1/cups-1.trust: "));
    const MetricsPage page{watched.ask(get("/metrics")).second};
    CHECK(page["cupspec_reloads_total{result=\"good\"}"] == 1);
    CHECK(page["cupspec_reloads_total{result=\"failed\"}"] == 1);
    CHECK(watched.server.stop().exit == 0);
}

TEST_CASE("serve is not ready, but alive, while it drains") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/2.0.0.bin", std::string(std::size_t{32} << 20U, 'f'));
    auto arguments = serve(copy);
    arguments.back() = "none";
    Watched watched{arguments};
    const PlainClient slow{watched.port};
    REQUIRE(slow.send(post("/update-info", kKnown)));
    CHECK(slow.read_head().starts_with("HTTP/1.1 200 "));
    watched.server.signal(SIGTERM);
    while (PlainClient{watched.port}.connected()) continue;
    const auto [status, why] = watched.ask(get("/readyz"));
    CHECK(status == 503);
    CHECK_THAT(why, Catch::Contains("draining"));
    CHECK(watched.ask(get("/healthz")).first == 200);
    CHECK(MetricsPage{watched.ask(get("/metrics")).second}["cupspec_draining"] == 1);
    CHECK(slow.read_all().size() > std::size_t{32} << 20U);
    CHECK(watched.server.wait().exit == 0);
}

TEST_CASE("serve tells where its admin listener is, and keeps it on loopback") {
    const Copy copy{"session-plain"};
    auto arguments = serve(copy);
    arguments.insert(arguments.end(), {"--admin", "localhost:0"});
    Server server{arguments};
    CHECK(server.says("admin on http://127.0.0.1:"));
    CHECK(server.stop().exit == 0);

    arguments.back() = "0.0.0.0:0";
    const auto refused = run_program(arguments);
    CHECK(refused.exit == 2);
    CHECK_THAT(refused.err, Catch::Contains("--admin 0.0.0.0:0") && Catch::Contains("--expose"));
    arguments.back() = "127.0.0.1";
    CHECK(run_program(arguments).exit == 2);
}
