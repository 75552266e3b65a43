#include "capture/factory_home.hpp"

#include "capture/stand_in.hpp"
#include "protocol/credentials.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace cupspec::capture {
namespace {

constexpr std::size_t kSigningKeyBytes = 64;  // protocol.md §6

void put(emulator::HomeFiles& home, const std::string& name, Bytes content) {
    if (!content.empty()) home[name].content = std::move(content);
}

void put_set(emulator::HomeFiles& home, const std::string& stem, const SetShape& shape) {
    const auto set = stand_in_set(shape);
    put(home, stem + ".trust", set.trust);
    put(home, stem + ".crt", set.certificate);
    put(home, stem + ".key", set.key);
}

bool has_token(std::string_view head) {
    constexpr std::string_view kName = "\r\nauthorization:";
    return std::search(head.begin(), head.end(), kName.begin(), kName.end(), [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) == b;
           }) != head.end();
}

/// A set that is reported with this checksum, empty where that is the empty set's.
void put_reported(emulator::HomeFiles& home, const std::string& stem, std::optional<std::uint32_t> crc,
                  bool is_token) {
    constexpr std::size_t kTokenBytes = 80;
    if (!crc || *crc == protocol::crc({})) return;
    SetShape shape{kUsualBytes, false, crc};
    if (is_token) shape = {{kUsualBytes[0], 0, kTokenBytes}, true, crc};
    put_set(home, stem, shape);
}

}  // namespace

std::optional<protocol::UpdateInfo> request_of(const Round& round) {
    if (round.request_body.empty()) return std::nullopt;
    auto request = protocol::parse_update_info(round.request_body);
    if (!request) return std::nullopt;
    return std::move(*request);
}

emulator::HomeFiles factory_home(const Round& round) {
    emulator::HomeFiles home;
    const auto request = request_of(round);
    std::string uri = request && request->cups_uri ? *request->cups_uri : round.uri;
    if (uri.empty()) uri = "http://server.invalid:80";
    put(home, "cups.uri", to_bytes(uri));
    if (!request) return home;
    if (request->tc_uri) put(home, "tc.uri", to_bytes(*request->tc_uri));
    if (request->package) put(home, "version.txt", to_bytes(*request->package));
    put_reported(home, "cups", request->cups_cred_crc, has_token(round.request_head));
    put_reported(home, "tc", request->tc_cred_crc, false);
    for (std::size_t i = 0; i < request->keys.size(); ++i) {
        Bytes key(kSigningKeyBytes, 0);
        constexpr std::size_t kForced = 4;
        force_crc(key, request->keys[i], kSigningKeyBytes - kForced, kForced);
        put(home, "sig-" + std::to_string(i) + ".key", std::move(key));
    }
    return home;
}

}  // namespace cupspec::capture
