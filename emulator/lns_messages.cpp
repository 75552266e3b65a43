#include "emulator/lns_messages.hpp"

#include "emulator/station_json.hpp"
#include "protocol/update_info.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::emulator {
namespace {

constexpr std::array<std::string_view, 5> kRadioSections{"sx1301_conf", "sx1302_conf", "SX1301_conf",
                                                         "SX1302_conf", "radio_conf"};

bool is_read(std::string_view name) {
    return name == "router" || name == "muxs" || name == "uri" || name == "error";
}

/// @return false, with the reason noted, when the whole answer fails at it
bool take_member(const StationMember& member, DiscoveryAnswer& answer) {
    if (!member.is_text) {
        answer.error = '/' + member.name + ": not a string";
        return false;
    }
    if (member.name == "error") answer.error = member.text;
    if (member.name != "uri") return true;
    auto muxs = protocol::parse_muxs_uri(member.text);
    if (!muxs) {
        answer.error = describe(muxs.error());
        return false;
    }
    answer.muxs = std::move(*muxs);
    answer.uri = member.text;
    return true;
}

/// Of a router_config whose object was read to its end.
void judge_config(const StationObject& config, MuxsMessage& message) {
    bool hardware = false;
    bool radio = false;
    for (const StationMember& member : config.members) {
        // Reading a hwspec of another kind fails, and what cannot be read is ignored.
        if (member.name == "hwspec" && !member.is_text) return;
        hardware = hardware || (member.name == "hwspec" && !member.text.empty());
        radio = radio ||
                std::find(kRadioSections.begin(), kRadioSections.end(), member.name) != kRadioSections.end();
    }
    if (!hardware) message.why = "router_config without hwspec";
    if (!radio) message.why = "router_config without a radio section (sx1301_conf or its kin)";
    message.fate = MuxsMessage::Fate::configured;
    if (message.why.empty()) return;
    // What follows the object is an error first, and errors are ignored.
    message.fate = config.problem.empty() ? MuxsMessage::Fate::refused : MuxsMessage::Fate::ignored;
}

}  // namespace

DiscoveryAnswer read_discovery(std::string_view text) {
    const StationObject object = read_station_object(text);
    DiscoveryAnswer answer;
    bool refused = false;
    for (const StationMember& member : object.members) {
        if (!is_read(member.name)) continue;
        if (!take_member(member, answer)) return answer;
        refused = refused || member.name == "error";
    }
    if (!object.problem.empty()) {
        answer.error = object.problem;
        return answer;
    }
    if (!refused && answer.uri.empty()) answer.error = "the answer names no uri";
    answer.fate =
        refused || answer.uri.empty() ? DiscoveryAnswer::Fate::rejected : DiscoveryAnswer::Fate::accepted;
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

MuxsMessage read_muxs_message(std::string_view text) {
    MuxsMessage message;
    message.type = find_msgtype(text);
    if (message.type != "router_config") return message;
    const StationObject object = read_station_object(text);
    if (object.complete) judge_config(object, message);
    return message;
}

}  // namespace cupspec::emulator
