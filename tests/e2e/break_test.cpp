#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using test::Ended;
using test::run_command;
using test::run_program;
using test::Server;
using test::vector_path;

namespace {

std::vector<std::string> breaking(std::vector<std::string> more) {
    std::vector<std::string> words{"serve", "--root",    vector_path("session-plain/cups-1"), "--auth",
                                   "none",  "--tc-root", vector_path("session-plain/tc-0")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// Head and body of the answer; what curl is to send beside the URL.
std::string answer_of(const Server& server, std::vector<std::string> words) {
    std::vector<std::string> command{"curl", "--silent", "--noproxy", "*", "-i"};
    command.insert(command.end(), words.begin(), words.end());
    command.push_back("http://127.0.0.1:" + server.port() + "/update-info");
    return run_command(command).out;
}

}  // namespace

TEST_CASE("serve --break breaks the rules it is given, and says so") {
    Server server{breaking({"--break", "request/empty-body-is-refused", "--break", "request/method-is-post",
                            "--break", "http/body-is-octet-stream"})};
    CHECK_THAT(answer_of(server, {"-d", ""}), Catch::StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(answer_of(server, {}), Catch::StartsWith("HTTP/1.1 200 "));
    CHECK_THAT(answer_of(server, {"-d", "words"}), Catch::StartsWith("HTTP/1.1 400 "));
    CHECK_THAT(answer_of(server, {"-d", R"({"router":"::1"})"}),
               Catch::StartsWith("HTTP/1.1 200 ") && Catch::Contains("Content-Type: text/html"));
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    CHECK_THAT(
        ended.err,
        Catch::Contains(R"(fault "status 200 when get" at request 1 (--break request/method-is-post:1))"));
}

TEST_CASE("serve --break refuses what it cannot break with exit code 2") {
    SECTION("no such rule") {
        const Ended ended = run_program(breaking({"--break", "http/not-chunkd"}));
        CHECK(ended.exit == 2);
        CHECK_THAT(ended.err,
                   Catch::Contains(R"("http/not-chunkd" is no rule; did you mean "http/not-chunked"?)"));
    }
    SECTION("a certificate without a CA") {
        const Ended ended = run_program(breaking({"--break", "transport/certificate-not-expired"}));
        CHECK(ended.exit == 2);
        CHECK_THAT(ended.err, Catch::Contains("--fault-ca FILE --fault-ca-key FILE"));
    }
    SECTION("TLS without TLS") {
        const Ended ended = run_program(breaking({"--break", "transport/speaks-tls-1.2"}));
        CHECK(ended.exit == 2);
        CHECK_THAT(ended.err, Catch::Contains("speaks no TLS"));
    }
}
