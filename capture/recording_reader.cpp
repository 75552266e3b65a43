#include "base/base64.hpp"
#include "capture/recording.hpp"
#include "capture/recording_cursor.hpp"
#include "emulator/setting_values.hpp"
#include "json/cursor.hpp"
#include "protocol/eui64.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>

namespace cupspec::capture {
namespace {

using json::Cursor;

constexpr auto kAnyNumber = std::numeric_limits<std::int64_t>::max();

std::string text_of(const Cursor& at, std::string_view name) {
    const auto member = at.find(name);
    return member ? member->text() : std::string{};
}

bool flag_of(const Cursor& at, std::string_view name) {
    const auto member = at.find(name);
    return member && member->boolean();
}

std::chrono::milliseconds span_of(const Cursor& at) {
    const std::string text = at.text();
    const auto span = emulator::parse_span(text);
    if (!span) at.fail(json::Errc::bad_value, '"' + text + "\" is no time; \"600ms\" would be one");
    return span.value_or(std::chrono::milliseconds{0});
}

/// One of `words`; its place in them.
template <class Enum, std::size_t N>
Enum word_of(const Cursor& at, const std::array<std::string_view, N>& words) {
    const std::string text = at.text();
    const auto found = std::find(words.begin(), words.end(), text);
    if (found == words.end()) {
        at.fail(json::Errc::bad_value, '"' + text + "\" is none of the words for it");
        return {};
    }
    return static_cast<Enum>(found - words.begin());
}

constexpr std::array<std::string_view, 3> kSets{"reg", "bak", "boot"};
constexpr std::array<std::string_view, 2> kCategories{"cups", "tc"};
constexpr std::array<std::string_view, 4> kVerdicts{"none", "verified", "refused", "unsigned"};
constexpr std::array<std::string_view, 4> kFileKinds{"file", "directory", "other", "unreadable"};
constexpr std::array<std::string_view, 6> kEndings{"none",           "closed",           "timeout",
                                                   "connect-failed", "handshake-failed", "no-credentials"};
constexpr std::array<std::string_view, 12> kOutcomes{
    "updated", "no-updates", "rejected",       "protocol-error", "timeout",       "closed",
    "no-uri",  "bad-uri",    "connect-failed", "no-credentials", "start-refused", "crashed"};

/// `{"text"}` or `{"base64"}`, other members beside it are the caller's.
Bytes bytes_of(const Cursor& at) {
    if (const auto text = at.find("text")) return to_bytes(text->text());
    const Cursor base64 = at["base64"];
    const std::string text = base64.text();
    auto bytes = from_base64(text);
    if (!bytes) base64.fail(json::Errc::bad_value, "no base64");
    return bytes.value_or(Bytes{});
}

Bytes bytes_of(const Cursor& at, std::string_view name) {
    const auto member = at.find(name);
    return member ? bytes_of(*member) : Bytes{};
}

unsigned mode_of(const Cursor& at) {
    constexpr unsigned kDigitBits = 3;
    unsigned mode = 0;
    for (const char digit : at.text()) {
        if (digit < '0' || digit > '7') at.fail(json::Errc::bad_value, "no octal number");
        mode = mode << kDigitBits | static_cast<unsigned>(digit - '0');
    }
    return mode;
}

emulator::HomeFiles home_of(const Cursor& at) {
    emulator::HomeFiles home;
    for (const auto& [name, file] : at.members()) {
        emulator::HomeEntry entry;
        entry.content = bytes_of(file);
        entry.mode = mode_of(file["mode"]);
        if (const auto kind = file.find("kind"))
            entry.kind = word_of<emulator::HomeEntry::Kind>(*kind, kFileKinds);
        home.emplace(name, std::move(entry));
    }
    return home;
}

protocol::TlsFacts tls_of(const Cursor& at) {
    protocol::TlsFacts tls;
    tls.version = text_of(at, "version");
    tls.cipher = text_of(at, "cipher");
    tls.server_name = text_of(at, "serverName");
    tls.peer_common_name = text_of(at, "peerCommonName");
    tls.peer_sha256 = text_of(at, "peerSha256");
    tls.failure = text_of(at, "failure");
    return tls;
}

std::vector<Read> reads_of(const Cursor& at) {
    std::vector<Read> reads;
    for (const Cursor& item : at.items()) {
        const auto pair = item.items();
        if (pair.size() != 2) {
            item.fail(json::Errc::bad_value, "[milliseconds, bytes] is expected");
            break;
        }
        reads.push_back({std::chrono::milliseconds{pair[0].integer(0, kAnyNumber)},
                         static_cast<std::size_t>(pair[1].integer(0, kAnyNumber))});
    }
    return reads;
}

Observed observed_of(const Cursor& at) {
    Observed observed;
    if (const auto outcome = at.find("outcome"))
        observed.outcome = word_of<emulator::Outcome>(*outcome, kOutcomes);
    if (const auto problems = at.find("problems")) {
        observed.problems.emplace();
        for (const Cursor& problem : problems->items()) observed.problems->push_back(problem.text());
    }
    if (const auto committed = at.find("committed")) {
        observed.committed.emplace();
        for (const Cursor& category : committed->items())
            observed.committed->push_back(word_of<emulator::Category>(category, kCategories));
    }
    if (const auto update = at.find("update"))
        observed.verdict = word_of<emulator::UpdateVerdict::Kind>(*update, kVerdicts);
    if (const auto next = at.find("next"))
        observed.next =
            emulator::NextContact{std::chrono::milliseconds{(*next)["afterMs"].integer(0, kAnyNumber)},
                                  word_of<emulator::SetName>((*next)["credentialSet"], kSets)};
    return observed;
}

emulator::Settings settings_of(const Cursor& at) {
    constexpr std::int64_t kMostBuffer = std::int64_t{1} << 30U;
    emulator::Settings settings;
    settings.cups_buffer = static_cast<std::size_t>(at["CUPS_BUFSZ"].integer(1, kMostBuffer));
    settings.cups_timeout = span_of(at["CUPS_CONN_TIMEOUT"]);
    settings.resync = span_of(at["CUPS_RESYNC_INTV"]);
    settings.oksync = span_of(at["CUPS_OKSYNC_INTV"]);
    settings.tc_timeout = span_of(at["TC_TIMEOUT"]);
    settings.tls_sni = at["TLS_SNI"].boolean();
    return settings;
}

/// One line as one document. @param read takes its root
template <class Reader>
Result<void> read_line(std::string_view line, const std::string& name, Reader read) {
    const auto document = json::parse(std::string{line}, {name, false});
    if (!document) return document.error();
    json::Reading reading{*document};
    read(reading.root());
    if (reading.error()) return *reading.error();
    return {};
}

}  // namespace

void read_gateway(const Cursor& at, Capture& capture) {
    constexpr std::int64_t kFormat = 1;
    if (at["cupspec"].text() != "recording") at.fail(json::Errc::bad_value, "no recording of cupspec's");
    at["format"].integer(kFormat, kFormat);
    if (const auto router = at.find("router")) {
        const auto eui = protocol::parse_eui64(router->text());
        if (!eui) router->fail(eui.error().code, eui.error().detail);
        if (eui) capture.gateway.router = *eui;
    }
    capture.gateway.personality = text_of(at, "as");
    capture.gateway.station = text_of(at, "station");
    capture.gateway.model = text_of(at, "model");
    capture.gateway.lns = !at.find("lns") || flag_of(at, "lns");
    capture.gateway.refuses_updates = flag_of(at, "refusesUpdates");
    if (const auto settings = at.find("settings")) capture.gateway.settings = settings_of(*settings);
    capture.is_masked = flag_of(at, "masked");
}

Round read_round(const Cursor& at) {
    Round round;
    round.started = TimePoint{std::chrono::milliseconds{at["started"].integer(0, kAnyNumber)}};
    round.took = std::chrono::milliseconds{at["took"].integer(0, kAnyNumber)};
    round.restarted = flag_of(at, "restarted");
    round.lns_connected = flag_of(at, "lnsConnected");
    if (const auto home = at.find("home")) round.home = home_of(*home);
    round.uri = text_of(at, "uri");
    if (const auto set = at.find("credentialSet")) round.set = word_of<emulator::SetName>(*set, kSets);
    round.peer = text_of(at, "peer");
    if (const auto tls = at.find("tls")) round.tls = tls_of(*tls);
    round.request_head = to_text(bytes_of(at, "requestHead"));
    round.request_body = bytes_of(at, "requestBody");
    round.is_request_exact = flag_of(at, "exact");
    round.answer = bytes_of(at, "answer");
    if (const auto reads = at.find("reads")) round.reads = reads_of(*reads);
    if (const auto omitted = at.find("omitted"))
        round.omitted = static_cast<std::uint64_t>(omitted->integer(0, kAnyNumber));
    if (const auto ending = at.find("ending")) round.ending = word_of<Ending>(*ending, kEndings);
    round.trouble = text_of(at, "trouble");
    if (const auto observed = at.find("observed")) round.observed = observed_of(*observed);
    return round;
}

Result<Round> parse_round(std::string_view json, const std::string& name) {
    Round round;
    auto read = read_line(json, name, [&round](const Cursor& root) { round = read_round(root); });
    if (!read) return read.error();
    round.where = name;
    return round;
}

Result<Capture> parse_recording(std::string_view text, const std::string& name) {
    Capture capture;
    capture.form = "recording";
    capture.file = name;
    std::size_t number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        const std::string where = name + " line " + std::to_string(++number);
        if (end == std::string_view::npos) {
            capture.missing.push_back(where + " has no end: the process that wrote it was ended there");
            break;
        }
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (number == 1) {
            auto read =
                read_line(line, where, [&capture](const Cursor& root) { read_gateway(root, capture); });
            if (!read) return read.error();
            continue;
        }
        auto round = parse_round(line, where);
        if (!round) return round.error();
        capture.rounds.push_back(std::move(*round));
    }
    return capture;
}

}  // namespace cupspec::capture
