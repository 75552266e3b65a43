#include "tests/cli/program.hpp"

using namespace cupspec;
using test::Ended;
using test::run_command;
using test::run_program;

namespace {

constexpr std::string_view kCleared = "\r\x1B[K";

/// What the program writes to a terminal, which is both its stdout and its stderr.
std::string on_terminal(const std::string& arguments) {
    const Ended ended = run_command({"env", "-u", "NO_COLOR", "TERM=xterm", "script", "-qec",
                                     "'" + std::string{CUPSPEC_PROGRAM} + "' " + arguments, "/dev/null"});
    return ended.out;
}

bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("On a terminal run says what plays, and each result has its line to itself") {
    const std::string text = on_terminal("run steady-state redirect-only");
    INFO(text);
    CHECK(says(text, std::string{kCleared} + "1 of 2: steady-state"));
    CHECK(says(text, std::string{kCleared} + "2 of 2: redirect-only"));
    CHECK(says(text, std::string{kCleared} + "\x1B[32mok  \x1B[0m steady-state"));
    CHECK(says(text, std::string{kCleared} + "\x1B[32m2 passed, 0 failed\x1B[0m in "));
}

TEST_CASE("On a terminal run --quiet and run --json show no progress") {
    CHECK(on_terminal("run steady-state --quiet").starts_with("\x1B[32m1 passed"));
    const std::string json = on_terminal("run steady-state --log-format json --json");
    CHECK(json.starts_with("{\r\n  \"ok\": true"));
}

TEST_CASE("On a terminal check says what is asked, and takes it back") {
    const std::string text = on_terminal("check http://127.0.0.1:1 --timeout 0.2");
    INFO(text);
    CHECK(says(text, std::string{kCleared} + "http://127.0.0.1:1  1: a round of the gateway's life"));
    CHECK(says(text, std::string{kCleared} + "\x1B[1mhttp://127.0.0.1:1\x1B[0m  as ::1"));
}

TEST_CASE("In a pipe run has no colour and no progress") {
    const Ended ended = run_program({"run", "steady-state", "redirect-only"});
    CHECK(ended.exit == 0);
    CHECK(ended.err.empty());
    CHECK(ended.out.find('\x1B') == std::string::npos);
    CHECK(ended.out.starts_with("ok   steady-state"));
}
