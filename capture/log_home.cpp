#include "capture/log_home.hpp"

#include <utility>

namespace cupspec::capture {
namespace {

using emulator::Category;
using emulator::SetName;
using protocol::Segment;
using protocol::UpdateInfo;

UpdateInfo first_request_told(const LogTold& log, const std::vector<Round>& rounds) {
    for (const SessionTold& session : log.sessions)
        if (auto request = request_told(session)) return *request;
    UpdateInfo request;
    request.package = log.package;
    bool tc_given = false;
    for (const SessionTold& session : log.sessions) {
        if (session.key_crc && request.keys.empty()) request.keys.push_back(*session.key_crc);
        tc_given = tc_given || session.segments.contains(Segment::tc_uri);
    }
    for (const Round& round : rounds) {
        const bool regular = round.set.value_or(SetName::regular) == SetName::regular;
        if (!request.cups_uri && regular && !round.uri.empty()) request.cups_uri = round.uri;
    }
    if (!tc_given && !log.discovery.empty()) request.tc_uri = log.discovery;
    return request;
}

void add_other_sets(const LogTold& log, emulator::HomeFiles& home) {
    bool backed_up = false;
    for (const SessionTold& session : log.sessions) {
        const SetName set = session.set.value_or(SetName::regular);
        backed_up = backed_up || (set == SetName::regular && is_success_told(session));
        if (session.uri.empty() || set == SetName::regular || (set == SetName::backup && backed_up)) continue;
        put_file(home, home_file_name(Category::cups, set, "uri"), as_bytes(session.uri));
        if (session.uri.starts_with("https"))
            put_credentials(home, Category::cups, set, stand_in_set({kUsualBytes, false, {}}));
    }
}

}  // namespace

std::optional<UpdateInfo> request_told(const SessionTold& session) {
    if (session.request.empty()) return std::nullopt;
    auto request = protocol::parse_update_info(as_bytes(session.request));
    if (!request) return std::nullopt;
    return std::move(*request);
}

bool is_success_told(const SessionTold& session) {
    return session.end == Told::no_updates || session.end == Told::done || session.end == Told::cups_changed;
}

HomeHints home_hints_told(const LogTold& log) {
    HomeHints hints;
    for (const SessionTold& session : log.sessions) {
        if (session.read_trust && !session.read_certificate)
            hints.cups = {{kUsualBytes[0], 0, kUsualBytes[2]}, true, {}};
        if (session.read_trust) break;
    }
    return hints;
}

emulator::HomeFiles home_told(const LogTold& log, const std::vector<Round>& rounds) {
    emulator::HomeFiles home = made_home(first_request_told(log, rounds), home_hints_told(log));
    add_other_sets(log, home);
    const bool no_trust = !rounds.empty() && rounds.front().trouble == "no-trust";
    if (no_trust) put_credentials(home, Category::cups, SetName::regular, {});
    return home;
}

}  // namespace cupspec::capture
