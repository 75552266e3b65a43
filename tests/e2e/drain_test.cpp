#include "tests/cli/program.hpp"
#include "tests/e2e/plain_client.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::test;

namespace {

constexpr std::size_t kFirmware = std::size_t{32} << 20U;  ///< more than the sockets between us hold

/// A server directory with a firmware that takes its time.
class Depot {
public:
    Depot() {
        write("cups-router-1.cfg", R"({"version": "2.0.0"})");
        write("2.0.0.bin", std::string(kFirmware, 'f'));
    }
    std::vector<std::string> serve(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"serve", "--root", directory_.path().string(), "--auth", "none"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

private:
    void write(const std::string& name, std::string_view text) const {
        write_file(directory_.path() / name, as_bytes(text)).value();
    }
    TemporaryDirectory directory_ = TemporaryDirectory::make().value();
};

void await_closed_port(const std::string& port) {
    while (PlainClient{port}.connected()) continue;
}

/// Asks for the firmware and takes the answer's head.
std::string begin_download(const PlainClient& client) {
    client.send(post("/update-info", R"({"router":"::1","package":"1.0.0"})"));
    return client.read_head();
}

}  // namespace

TEST_CASE("serve that is told to end finishes a download, and closes who asks for nothing") {
    const Depot depot;
    const unsigned threads = GENERATE(1U, 3U);
    Server server{depot.serve({"--threads", std::to_string(threads)})};
    const PlainClient idle{server.port()};
    idle.send(post("/update-info", R"({"router":"::1","package":"2.0.0"})"));
    CHECK(idle.read_head().starts_with("HTTP/1.1 200 "));
    CHECK(idle.read(14).size() == 14);
    const PlainClient slow{server.port()};
    REQUIRE(begin_download(slow).starts_with("HTTP/1.1 200 "));

    server.signal(SIGTERM);
    await_closed_port(server.port());
    CHECK(idle.read_all().empty());
    CHECK(slow.read_all().size() == 14 + kFirmware);
    const Ended ended = server.wait();
    CHECK(ended.exit == 0);
    CHECK_THAT(ended.err, Catch::Contains("ending: "));
}

TEST_CASE("serve ends a download at --drain-timeout") {
    const Depot depot;
    Server server{depot.serve({"--drain-timeout", "0.2"})};
    const PlainClient slow{server.port()};
    REQUIRE(begin_download(slow).starts_with("HTTP/1.1 200 "));
    server.signal(SIGINT);
    CHECK(server.wait().exit == 0);
    CHECK(slow.read_all().size() < kFirmware);
}

TEST_CASE("serve ends at once at the second signal") {
    const Depot depot;
    Server server{depot.serve({"--drain-timeout", "3600", "--threads", "2"})};
    const PlainClient slow{server.port()};
    REQUIRE(begin_download(slow).starts_with("HTTP/1.1 200 "));
    server.signal(SIGTERM);
    await_closed_port(server.port());
    server.signal(SIGTERM);
    CHECK(server.wait().exit == 0);
    CHECK(slow.read_all().size() < kFirmware);
}
