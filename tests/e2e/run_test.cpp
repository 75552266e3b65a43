#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sys/stat.h>

namespace cupspec::test {
namespace {

namespace fs = std::filesystem;

TEST_CASE("run interrupted in the middle of a round leaves no file and no process behind") {
    const auto temp = TemporaryDirectory::make().value();
    const auto mark = TemporaryDirectory::make().value();
    const auto pipe = (mark.path() / "started").string();
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    // The station writes its process id once it runs, then does nothing: the scenario waits for its first
    // request.
    const std::string station = "echo $$ > " + pipe + "; exec sleep 600";
    Process run{{"env", "TMPDIR=" + temp.path().string(), CUPSPEC_PROGRAM, "run", "redirect-only",
                 "--station", station},
                "",
                ""};
    pid_t id = 0;
    std::ifstream{pipe} >> id;
    REQUIRE(id > 0);
    CHECK(::kill(id, 0) == 0);
    CHECK_FALSE(fs::is_empty(temp.path()));

    run.signal(SIGINT);
    CHECK(run.wait().exit == 1);
    CHECK(::kill(id, 0) != 0);
    CHECK(fs::is_empty(temp.path()));
}

TEST_CASE("run leaves no file behind") {
    const auto temp = TemporaryDirectory::make().value();
    const Ended ended =
        run_command({"env", "TMPDIR=" + temp.path().string(), CUPSPEC_PROGRAM, "run", "--quiet", "-j", "4"});
    CHECK(ended.exit == 0);
    CHECK(fs::is_empty(temp.path()));
}

TEST_CASE("run takes a built-in scenario by its name and names an unknown one") {
    CHECK(run_program({"run", "steady-state", "--quiet"}).exit == 0);
    const Ended ended = run_program({"run", "steady-stat"});
    CHECK(ended.exit == 2);
    CHECK(ended.err.find("steady-stat: No such file or directory") != std::string::npos);
}

}  // namespace
}  // namespace cupspec::test
