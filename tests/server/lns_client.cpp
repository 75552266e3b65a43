#include "tests/server/lns_client.hpp"

#include "json/cursor.hpp"
#include "net/connect.hpp"

#include <utility>

namespace cupspec::server::testing {
namespace {

/// What is left to say when the closing handshake should have gone through. That the server's TCP connection
/// is gone by the time ours goes too is not the handshake's failure.
std::string complaint(const error_code& closed) {
    if (!closed || closed == boost::system::errc::not_connected) return {};
    return "not closed: " + closed.message();
}

}  // namespace

net::awaitable<net::UpgradeResult> open(Target target) {
    net::UpgradeResult failed;
    auto stream =
        co_await net::connect("127.0.0.1", std::to_string(target.port), target.tls, std::chrono::seconds{20});
    if (!stream) co_return failed;
    (*stream)->expires_after(std::chrono::seconds{20});
    const error_code error = co_await (*stream)->handshake();
    if (error) co_return failed;
    std::string head = "GET " + target.path +
                       " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                       "Sec-WebSocket-Key: bpse8nVmEl6ZlX4lSb6RMw==\r\nSec-WebSocket-Version: 13\r\n";
    if (!target.token.empty()) head += "Authorization: " + target.token + "\r\n";
    head += "\r\n";
    auto upgraded =
        co_await net::websocket_connect(std::move(*stream), std::move(head), std::size_t{64} * 1024);
    if (!upgraded) co_return failed;
    co_return std::move(*upgraded);
}

net::awaitable<std::string> discover(Target target, std::string query) {
    auto upgraded = co_await open(std::move(target));
    if (!upgraded.socket) co_return std::to_string(upgraded.status);
    co_await upgraded.socket->write_text(std::move(query));
    const auto answer = co_await upgraded.socket->read();
    const error_code closed = co_await upgraded.socket->close(1000);
    if (!answer) co_return "no answer";
    co_return complaint(closed).empty() ? answer->payload : complaint(closed);
}

net::awaitable<std::string> attach(Target target, std::string version) {
    auto upgraded = co_await open(std::move(target));
    if (!upgraded.socket) co_return std::to_string(upgraded.status);
    co_await upgraded.socket->write_text(R"({"msgtype":"timesync","txtime":1})");
    co_await upgraded.socket->write_text("not JSON");
    co_await upgraded.socket->write_text(std::move(version));
    const auto config = co_await upgraded.socket->read();
    const error_code closed = co_await upgraded.socket->close(1000);
    if (!config) co_return "no router_config";
    co_return complaint(closed).empty() ? config->payload : complaint(closed);
}

std::optional<std::string> field(const std::string& answer, std::string_view name) {
    const auto document = json::parse(answer).value();
    json::Reading reading{document};
    const auto found = reading.root().find(name);
    return found ? std::optional{found->text()} : std::nullopt;
}

LnsOptions plain_lns() {
    LnsOptions options;
    options.tc_root = recording("session-tls/tc-0");
    options.auth = AuthMode::none;
    return options;
}

}  // namespace cupspec::server::testing
