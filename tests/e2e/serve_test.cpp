#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using test::Ended;
using test::run_command;
using test::run_program;
using test::Server;
using test::vector_path;

namespace {

const std::string kSession = "session-tls/";

std::string recorded_body(int n) {
    const auto http =
        to_text(read_file(vector_path(kSession + "req-" + std::to_string(n) + ".http")).value());
    return http.substr(http.find("\r\n\r\n") + 4);
}

std::vector<std::string> serve(const std::string& name) {
    return {"serve",
            "--root",
            vector_path(kSession + name),
            "--identity",
            name,
            "--tc-root",
            vector_path(kSession + "tc-0"),
            "--auth",
            "mutual",
            "--listen",
            "127.0.0.1:0"};
}

/// The answer's body to recorded request `n`, sent by curl with the gateway's certificate.
Ended curl(const std::string& name, const std::string& port, int n) {
    const std::string root = vector_path(kSession + name + '/');
    return run_command({"curl", "--silent", "--show-error", "--fail", "--http1.1", "--noproxy", "*",
                        "--cacert", root + "cups.ca", "--cert", root + "cups-router-1.crt", "--key",
                        root + "cups-router-1.key", "-H", "Content-Type: application/json", "--data-binary",
                        "@-", "https://localhost:" + port + "/update-info"},
                       recorded_body(n));
}

}  // namespace

TEST_CASE("serve answers the recorded requests byte for byte as recorded") {
    struct Exchange {
        std::string server;
        int number;
    };
    for (const Exchange& one : {Exchange{"cups-0", 1}, Exchange{"cups-1", 2}, Exchange{"cups-1", 3}}) {
        CAPTURE(one.server, one.number);
        Server server{serve(one.server)};
        const Ended answer = curl(one.server, server.port(), one.number);
        CHECK(answer.err == "");
        CHECK(answer.exit == 0);
        const auto recorded =
            read_file(vector_path(kSession + "resp-" + std::to_string(one.number) + ".bin")).value();
        CHECK((answer.out == as_text(recorded)));
        CHECK(server.stop().exit == 0);
    }
}

TEST_CASE("serve with threads answers on every connection and ends cleanly") {
    auto arguments = serve("cups-1");
    arguments.insert(arguments.end(), {"--threads", "3"});
    Server server{arguments};
    for (int i = 0; i < 6; ++i) CHECK(curl("cups-1", server.port(), 3).out == std::string(14, '\0'));
    CHECK(server.stop(SIGINT).exit == 0);
}

TEST_CASE("serve turns away a client without a certificate") {
    Server server{serve("cups-1")};
    const auto refused = run_command(
        {"curl", "--silent", "--noproxy", "*", "--cacert", vector_path(kSession + "cups-1/cups.ca"),
         "--data-binary", "@-", "https://localhost:" + server.port() + "/update-info"},
        recorded_body(3));
    CHECK(refused.exit != 0);
    CHECK(refused.out.empty());
}

TEST_CASE("serve prints its URL first and ends with 0 on SIGTERM") {
    Server tls{serve("cups-1")};
    CHECK(tls.first_line().find("https://127.0.0.1:") == 0);
    const Ended ended = tls.stop();
    CHECK(ended.exit == 0);

    Server plain{{"serve", "--root", vector_path("session-plain/cups-1"), "--listen", "localhost:0"}};
    CHECK(plain.first_line().find("http://127.0.0.1:") == 0);
    CHECK(plain.stop().exit == 0);
}

TEST_CASE("serve warns that its LNS has no TLS where it has itself") {
    const std::string root = vector_path(kSession + "cups-1");
    const auto arguments = [&](const std::string& tc_root) {
        return std::vector<std::string>{"serve",     "--root", root,    "--identity", "cups-1",
                                        "--tc-root", tc_root,  "--lns", "127.0.0.1:0"};
    };
    Server bare{arguments(root)};
    CHECK(bare.says("muxs ws://"));
    CHECK_THAT(bare.stop().err, Catch::Contains("without TLS, for " + root + " has no infos-0.crt"));
    Server whole{arguments(vector_path(kSession + "tc-0"))};
    CHECK(whole.says("muxs wss://"));
    CHECK_THAT(whole.stop().err, !Catch::Contains("without TLS"));
}

TEST_CASE("serve exits with 3 when the port is taken") {
    Server first{{"serve", "--root", vector_path("session-plain/cups-1")}};
    const auto second = run_program(
        {"serve", "--root", vector_path("session-plain/cups-1"), "--listen", "127.0.0.1:" + first.port()});
    CHECK(second.exit == 3);
    CHECK(second.out.empty());
    CHECK(second.err.find(first.port()) != std::string::npos);
}

TEST_CASE("serve speaks a dialect, and proposes the nearest one to an unknown name") {
    const auto temp = TemporaryDirectory::make().value();
    const std::vector<std::string> arguments{
        "serve", "--root", temp.path().string(), "--auth", "none", "--register-unknown", "--dialect"};
    auto known = arguments;
    known.push_back("the-things-stack");
    Server server{known};
    const Ended answer = run_command({"curl", "--silent", "--noproxy", "*", "--data-binary", "@-",
                                      "http://localhost:" + server.port() + "/update-info"},
                                     R"({"router":"::1"})");
    CHECK(answer.out == std::string(18, '\0'));
    CHECK(server.stop().exit == 0);

    auto unknown = arguments;
    unknown.push_back("azur");
    const Ended refused = run_program(unknown);
    CHECK(refused.exit == 2);
    CHECK(refused.out.empty());
    CHECK(refused.err.find("\"azur\" is no dialect; did you mean \"azure\"?") != std::string::npos);
}

TEST_CASE("serve writes TLS secrets for Wireshark where it is told") {
    const auto temp = TemporaryDirectory::make().value();
    const std::string log = (temp.path() / "keys").string();
    auto arguments = serve("cups-1");
    arguments.insert(arguments.end(), {"--keylog", log});
    Server server{arguments};
    CHECK(curl("cups-1", server.port(), 3).exit == 0);
    CHECK(server.stop().exit == 0);
    const auto lines = to_text(read_file(log).value());
    CHECK((lines.find("CLIENT_") != std::string::npos));
    CHECK((std::filesystem::status(log).permissions() & std::filesystem::perms::others_read) ==
          std::filesystem::perms::none);
}
