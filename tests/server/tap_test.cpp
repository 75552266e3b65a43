#include "server/cups_server.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

/// Keeps both directions, without the borders between reads and writes.
class KeepingTap final : public net::StreamTap {
public:
    KeepingTap(std::string& received, std::string& sent) : received_{received}, sent_{sent} {}
    void on_received(ByteView bytes) override { received_ += as_text(bytes); }
    void on_sent(ByteView bytes) override { sent_ += as_text(bytes); }
    void on_peer_ended() noexcept override {}
    void on_ended() noexcept override {}

private:
    std::string& received_;
    std::string& sent_;
};

}  // namespace

TEST_CASE("CupsServer's tap hears the bytes of both directions as faults left them") {
    auto script = parse_faults("* * extra-bytes 3\n", "faults");
    FaultPlayer faults{script.value()};
    std::string received;
    std::string sent;
    CupsOptions options = recorded_options("session-plain", 3);
    options.faults = &faults;
    options.tap = [&](const net::Stream& stream) {
        CHECK_THAT(stream.peer(), Catch::StartsWith("127.0.0.1:"));
        return std::make_unique<KeepingTap>(received, sent);
    };
    const std::string request = to_text(recorded("session-plain/req-3.http"));
    Running server{std::move(options)};
    const Answer answer = server(request);
    CHECK(received == request);
    CHECK_THAT(sent, Catch::StartsWith(answer.head));
    CHECK(sent.size() == answer.head.size() + recorded("session-plain/resp-3.bin").size() + 3);
}

TEST_CASE("CupsServer goes on without a tap where its source has none for a connection") {
    CupsOptions options = recorded_options("session-plain", 3);
    options.tap = [](const net::Stream&) { return nullptr; };
    Running server{std::move(options)};
    CHECK(server(to_text(recorded("session-plain/req-3.http"))).status == 200);
}
