#include "emulator/lns_messages.hpp"

#include "json/cursor.hpp"
#include "protocol/update_info.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::emulator {
namespace {

constexpr std::array<std::string_view, 5> kRadioSections{"sx1301_conf", "sx1302_conf", "SX1301_conf",
                                                         "SX1302_conf", "radio_conf"};

/// The member's text; nothing when absent. Any other type is a failure, as in Station.
std::optional<std::string> optional_text(const json::Cursor& object, std::string_view key) {
    const auto member = object.find(key);
    if (!member) return std::nullopt;
    return member->text();
}

DiscoveryAnswer failed(std::string why) { return {DiscoveryAnswer::Fate::failed, {}, {}, std::move(why)}; }

}  // namespace

DiscoveryAnswer read_discovery(std::string text) {
    const auto document = json::parse(std::move(text), {"", true});
    if (!document) return failed(describe(document.error()));
    json::Reading reading{*document};
    const json::Cursor root = reading.root();
    static_cast<void>(optional_text(root, "router"));
    static_cast<void>(optional_text(root, "muxs"));
    const auto uri = optional_text(root, "uri");
    const auto error = optional_text(root, "error");
    if (!reading.ok()) return failed(describe(*reading.error()));

    DiscoveryAnswer answer;
    if (uri) {
        auto muxs = protocol::parse_muxs_uri(*uri);
        if (!muxs) return failed(describe(muxs.error()));
        answer.muxs = std::move(*muxs);
        answer.uri = *uri;
    }
    answer.fate = error || !uri ? DiscoveryAnswer::Fate::rejected : DiscoveryAnswer::Fate::accepted;
    if (answer.fate == DiscoveryAnswer::Fate::rejected)
        answer.error = error.value_or("the answer names no uri");
    return answer;
}

std::string upgrade_request(const protocol::ServerUri& server, std::string_view path,
                            std::string_view token_lines) {
    std::string head = "GET " + std::string{path} + " HTTP/1.1\r\nHost: " + server.host + ':' + server.port;
    head +=
        "\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Key: bpse8nVmEl6ZlX4lSb6RMw==\r\n"
        "Sec-WebSocket-Version: 13\r\n";
    head += token_lines;
    return head + "\r\n";
}

std::string discovery_request(protocol::Eui64 router) {
    return R"({"router":")" + protocol::to_id6(router) + R"("})";
}

std::string version_message(std::string_view station, std::string_view model,
                            const std::optional<std::string>& package) {
    const std::string version = package ? protocol::station_quoted(*package) : "null";
    return R"({"msgtype":"version","station":)" +
           protocol::station_quoted(station.substr(0, station.find(' '))) + R"(,"firmware":)" + version +
           R"(,"package":)" + version + R"(,"model":)" + protocol::station_quoted(model) +
           R"(,"protocol":2,"features":"rmtsh"})";
}

MuxsMessage read_muxs_message(std::string text) {
    MuxsMessage message;
    const auto document = json::parse(std::move(text), {"", true});
    if (!document || !std::holds_alternative<json::Object>(document->root.content)) return message;
    json::Reading reading{*document};
    const json::Cursor root = reading.root();
    const auto type = root.find("msgtype");
    if (!type || !type->is_text()) return message;
    message.type = type->text();
    if (message.type != "router_config") return message;

    message.fate = MuxsMessage::Fate::configured;
    const bool radio = std::any_of(kRadioSections.begin(), kRadioSections.end(),
                                   [&root](std::string_view key) { return root.find(key).has_value(); });
    if (!root.find("hwspec")) message.why = "router_config without hwspec";
    if (!radio) message.why = "router_config without a radio section (sx1301_conf or its kin)";
    if (!message.why.empty()) message.fate = MuxsMessage::Fate::refused;
    return message;
}

}  // namespace cupspec::emulator
