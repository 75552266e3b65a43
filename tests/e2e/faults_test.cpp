#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using test::Ended;
using test::run_command;
using test::run_program;
using test::Server;
using test::vector_path;

namespace {

/// A file of faults that goes away with the object.
class FaultFile {
public:
    explicit FaultFile(std::string_view text) { write_file(path(), as_bytes(text)).value(); }
    std::string path() const { return (directory_.path() / "faults.txt").string(); }

private:
    TemporaryDirectory directory_ = TemporaryDirectory::make().value();
};

std::vector<std::string> serve(std::vector<std::string> more) {
    std::vector<std::string> words{"serve", "--root",    vector_path("session-plain/cups-1"), "--auth",
                                   "none",  "--tc-root", vector_path("session-plain/tc-0")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::string status_of(const Server& server) {
    return run_command({"curl", "--silent", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", "-d",
                        R"({"router":"::1"})", "http://127.0.0.1:" + server.port() + "/update-info"})
        .out;
}

}  // namespace

TEST_CASE("serve --faults does wrong what the file says, and says so") {
    const FaultFile file{"# the second one\n* 2 status 503\n"};
    for (const char* threads : {"1", "2"}) {
        Server server{serve({"--faults", file.path(), "--threads", threads})};
        CHECK(status_of(server) == "200");
        CHECK(status_of(server) == "503");
        CHECK(status_of(server) == "200");
        const Ended ended = server.stop();
        CHECK(ended.exit == 0);
        CHECK_THAT(ended.err,
                   Catch::Contains(R"(::1: fault "status 503" at request 2 ()" + file.path() + ":2)"));
    }
}

TEST_CASE("serve refuses faults that make no sense with exit code 2") {
    SECTION("a line") {
        const FaultFile file{"* 1 chunked\n* 1 tls-expird\n"};
        const Ended ended = run_program(serve({"--faults", file.path()}));
        CHECK(ended.exit == 2);
        CHECK(ended.err == "cupspec: " + file.path() +
                               ":2: bad fault: \"tls-expird\" is no fault; did you mean \"tls-expired\"?\n");
    }
    SECTION("no such file") { CHECK(run_program(serve({"--faults", "/nowhere/f"})).exit == 2); }
    SECTION("no CA for a certificate") {
        const FaultFile file{"* 1 tls-expired\n"};
        const Ended ended = run_program(serve({"--faults", file.path()}));
        CHECK(ended.exit == 2);
        CHECK_THAT(ended.err, Catch::Contains("--fault-ca FILE --fault-ca-key FILE"));
    }
    SECTION("half a CA") {
        const Ended ended = run_program(serve({"--fault-ca", "x"}));
        CHECK(ended.exit == 2);
        CHECK_THAT(ended.err, Catch::Contains("go together"));
    }
    SECTION("TLS without TLS") {
        const FaultFile file{"* 1 tls-wrong-ca\n"};
        const Ended ended = run_program(serve({"--faults", file.path()}));
        CHECK(ended.exit == 2);
        CHECK_THAT(ended.err, Catch::Contains(":1: ") && Catch::Contains("speaks no TLS"));
    }
}

TEST_CASE("serve issues the certificates of faults with the CA it is given") {
    const TemporaryDirectory directory = TemporaryDirectory::make().value();
    const std::string plan = (directory.path() / "plan.json").string();
    write_file(plan, as_bytes(R"({"authorities": {"s/ca": {}},
        "servers": {"s/s": {"issuer": "s/ca", "dns": ["localhost"]}}})"))
        .value();
    REQUIRE(run_program({"pki", "build", plan, directory.path().string()}).exit == 0);
    const std::string root = (directory.path() / "s").string();
    const FaultFile file{"* 1 tls-expired\n* 2 tls-wrong-name\n* 3 tls-wrong-ca\n"};
    Server server{{"serve", "--root", root, "--identity", "s", "--auth", "server", "--faults", file.path(),
                   "--fault-ca", root + "/ca.ca", "--fault-ca-key", root + "/ca.ca.key"}};
    const auto curl = [&] {
        return run_command({"curl", "--silent", "--show-error", "--noproxy", "*", "--cacert", root + "/ca.ca",
                            "https://localhost:" + server.port() + '/'});
    };
    CHECK_THAT(curl().err, Catch::Contains("expired"));
    CHECK_THAT(curl().err, Catch::Contains("localhost"));
    CHECK_THAT(curl().err, Catch::Contains("unable to get local issuer"));
    CHECK(curl().err == "");
    CHECK(server.stop().exit == 0);
}
