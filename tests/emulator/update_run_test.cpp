#include "emulator/update_run.hpp"

#include "base/files.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <catch2/catch.hpp>

#include <exception>
#include <signal.h>
#include <string>

using namespace cupspec;
using namespace cupspec::emulator;

namespace {

const TemporaryDirectory& place() {
    static const TemporaryDirectory directory = TemporaryDirectory::make().value();
    return directory;
}

UpdateRunResult run_script(const std::string& name, const std::string& script,
                           std::chrono::milliseconds limit) {
    const auto file = place().path() / name;
    REQUIRE(write_file(file, as_bytes(script), 0750).has_value());
    UpdateRunOptions options;
    options.directory = place().path();
    options.environment = {"PATH=/usr/bin:/bin", "GIVEN=yes"};
    options.limit = limit;
    net::asio::io_context io{1};
    auto result = net::asio::co_spawn(io, run_update(file, options), net::asio::use_future);
    io.run();
    return result.get();
}

constexpr std::chrono::milliseconds kLong{30'000};

}  // namespace

TEST_CASE("run_update reports a script's exit code") {
    const auto result = run_script("exits", "#!/bin/sh\nexit 3\n", kLong);
    CHECK(result.exit_code == 3);
    CHECK_FALSE(result.ok());
    CHECK(describe(result) == "exit 3");
}

TEST_CASE(
    "run_update runs a text without a shebang by the shell, in the home and with nothing but its "
    "environment") {
    const auto result =
        run_script("plain", "test \"$GIVEN\" = yes && test -z \"$HOME\" && pwd -P > where\n", kLong);
    CHECK(result.ok());
    CHECK(to_text(read_file(place().path() / "where").value()) == place().path().string() + '\n');
}

TEST_CASE("run_update kills what does not end, with its children") {
    const auto result = run_script("hangs", "#!/bin/sh\nsleep 1000 &\necho $! > child\nwait\n",
                                   std::chrono::milliseconds{500});
    CHECK(result.timed_out);
    CHECK(describe(result) == "no end within its time: killed");
}

TEST_CASE("run_update tells the signal that ended a script") {
    CHECK(run_script("dies", "#!/bin/sh\nkill -9 $$\n", kLong).signal == SIGKILL);
}

TEST_CASE("run_update says why nothing was started") {
    const auto file = place().path() / "absent";
    UpdateRunOptions options;
    options.directory = place().path();
    net::asio::io_context io{1};
    auto future = net::asio::co_spawn(io, run_update(file, options), net::asio::use_future);
    io.run();
    const auto result = future.get();
    CHECK_FALSE(result.ok());
    CHECK(describe(result) == "not started: No such file or directory");
}
