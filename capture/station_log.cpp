#include "capture/station_log.hpp"

#include "capture/home_making.hpp"
#include "capture/http_text.hpp"
#include "capture/log_answer.hpp"
#include "capture/log_home.hpp"
#include "capture/log_outcome.hpp"
#include "json/errc.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::capture {
namespace {

using emulator::SetName;
using protocol::Segment;

class LogReader {
public:
    LogReader(LogTold told, std::string name) : told_{std::move(told)} {
        capture_.form = "Station log";
        capture_.file = std::move(name);
        capture_.is_masked = true;
    }

    Capture read() &&;

private:
    void read_gateway();
    void read_settings();
    Round round_told(std::size_t index);
    void add_answer(std::size_t index, Round& round);
    void add_next(std::size_t index, Round& round) const;
    ChecksumsTold checksums_after(std::size_t index) const;
    void say_understood();
    void say_missing();
    void say(std::size_t count, const std::string& what) {
        if (count > 0) capture_.understood.push_back(what + ": " + std::to_string(count));
    }

    LogTold told_;
    Capture capture_;
    std::size_t answer_bytes_ = 0;  ///< of all rounds so far
    emulator::Traits traits_;
};

/// "2.0.6" of "2.0.6(linux/std) 2022-01-18 10:22:16".
std::string version_number(std::string_view version) {
    return std::string{version.substr(0, std::min(version.find_first_of("( "), version.size()))};
}

void LogReader::read_gateway() {
    GatewayFacts& gateway = capture_.gateway;
    gateway.station = told_.version;
    for (const SessionTold& session : told_.sessions) {
        const auto request = request_told(session);
        if (!request) continue;
        gateway.router = request->router;
        if (request->station) gateway.station = *request->station;
        if (request->model) gateway.model = *request->model;
        break;
    }
    if (!gateway.router)
        if (const auto eui = protocol::parse_eui64(told_.eui); eui && eui->value != 0) gateway.router = *eui;
    const std::string personality = "station-" + version_number(gateway.station);
    if (auto traits = emulator::find_personality(personality)) {
        gateway.personality = personality;
        traits_ = *traits;
    }
    const bool tells_starts = told_.starts > 0 && told_.finest <= StationLevel::info;
    gateway.lns = told_.has_lns || !tells_starts;
}

/// The intervals that the log names are the ones Station was configured with.
void LogReader::read_settings() {
    emulator::Settings settings;
    bool known = false;
    for (const SessionTold& session : told_.sessions) {
        if (!session.delay || !session.end) continue;
        const bool regular = *session.end == Told::done || *session.end == Told::no_updates;
        (regular || session.lns_connected ? settings.oksync : settings.resync) = *session.delay;
        known = true;
    }
    settings.router = capture_.gateway.router;
    if (known) capture_.gateway.settings = settings;
}

/// What the next requests report once this answer's credentials are in force.
ChecksumsTold LogReader::checksums_after(std::size_t index) const {
    ChecksumsTold checksums;
    bool cups_open = true;
    bool tc_open = true;
    for (std::size_t i = index + 1; i < told_.sessions.size() && (cups_open || tc_open); ++i) {
        if (const auto request = request_told(told_.sessions[i])) {
            if (cups_open) checksums.cups = request->cups_cred_crc;
            if (tc_open) checksums.tc = request->tc_cred_crc;
            break;
        }
        cups_open = cups_open && !told_.sessions[i].segments.contains(Segment::cups_cred);
        tc_open = tc_open && !told_.sessions[i].segments.contains(Segment::tc_cred);
    }
    return checksums;
}

void LogReader::add_answer(std::size_t index, Round& round) {
    const SessionTold& session = told_.sessions[index];
    AnswerTold answer = answer_told(session, checksums_after(index));
    constexpr std::size_t kMostAnswerBytes = std::size_t{128} << 20U;
    if (answer.bytes.size() > kMostAnswerBytes - answer_bytes_) {
        capture_.missing.push_back(round.where + ": its answer; those before it fill 128 MiB");
        return;
    }
    answer_bytes_ += answer.bytes.size();
    round.answer = std::move(answer.bytes);
    round.omitted = answer.omitted;
    round.reads = std::move(answer.reads);
}

void LogReader::add_next(std::size_t index, Round& round) const {
    const SessionTold& session = told_.sessions[index];
    if (!session.delay) return;
    std::optional<SetName> set;
    if (is_success_told(session)) set = SetName::regular;
    if (!set && index + 1 < told_.sessions.size() && !told_.sessions[index + 1].restarted)
        set = told_.sessions[index + 1].set;
    if (set) round.observed.next = emulator::NextContact{*session.delay, *set};
}

/// An answer for a line of cupspec's own, which has no bytes.
Bytes answer_of_outcome(const Observed& observed) {
    using emulator::Outcome;
    if (observed.outcome == Outcome::no_updates) return answer_of(Bytes(protocol::kNullResponseBytes));
    if (observed.outcome != Outcome::rejected || !observed.problems) return {};
    for (const std::string& word : *observed.problems)
        if (const auto status = number_after(word, "http-status:"))
            return to_bytes(answer_head(static_cast<unsigned>(*status), "", 0));
    return {};
}

Round LogReader::round_told(std::size_t index) {
    const SessionTold& session = told_.sessions[index];
    Round round;
    round.where = capture_.file + ':' + std::to_string(session.line);
    // A gateway's clock may be set anew while a session lasts, or begin anywhere.
    if (session.started) round.started = std::max(*session.started, TimePoint{});
    if (session.started && session.ended)
        round.took = std::max(*session.ended - *session.started, std::chrono::milliseconds{0});
    round.restarted = session.restarted;
    round.lns_connected = session.lns_connected;
    if (!session.own.empty()) {
        if (read_own_round(session.own, round)) round.answer = answer_of_outcome(round.observed);
        return round;
    }
    round.uri = session.uri;
    round.set = session.set;
    if (!session.request.empty()) {
        round.request_head = station_head(session.uri, session.request.size(), traits_);
        round.request_body = to_bytes(session.request);
    }
    OutcomeTold outcome = outcome_told(session, told_.finest);
    round.observed = std::move(outcome.observed);
    round.ending = outcome.ending;
    round.trouble = std::move(outcome.trouble);
    for (const std::string& unclear : outcome.unclear)
        capture_.missing.push_back(round.where + ": " + unclear);
    if (round.ending == Ending::none || round.ending == Ending::closed || round.ending == Ending::timeout)
        add_answer(index, round);
    add_next(index, round);
    return round;
}

void LogReader::say_understood() {
    capture_.understood.push_back("lines of Station's: " + std::to_string(told_.lines) +
                                  ", CUPS sessions: " + std::to_string(capture_.rounds.size()));
    if (!told_.version.empty()) capture_.understood.push_back("Station " + told_.version);
    const auto count = [this](auto test) {
        return static_cast<std::size_t>(std::ranges::count_if(told_.sessions, test));
    };
    say(told_.starts, "starts of the process");
    say(count([](const SessionTold& s) { return !s.request.empty(); }), "requests as they were logged");
    say(count([](const SessionTold& s) { return !s.segments.empty(); }),
        "answers with segments, by their sizes");
}

void LogReader::say_missing() {
    auto& missing = capture_.missing;
    if (capture_.rounds.empty()) {
        missing.emplace_back(
            told_.finest > StationLevel::info
                ? "the log's level leaves CUPS sessions out; log at INFO at least, better at DEBUG"
                : "no CUPS session is in the log");
        return;
    }
    const bool requests =
        std::ranges::any_of(told_.sessions, [](const SessionTold& s) { return !s.request.empty(); });
    if (!requests)
        missing.emplace_back(
            "no request is in the log (level DEBUG has them): the gateway's files are made up");
    missing.emplace_back(
        "the bytes of credentials, signatures and firmware: stand-ins of the sizes and "
        "checksums that the log tells take their place");
    missing.emplace_back("the heads of requests and answers, and a token, if there was one");
    for (std::size_t i = 0; i < told_.sessions.size(); ++i) {
        const SessionTold& session = told_.sessions[i];
        const std::string& where = capture_.rounds[i].where;
        if (session.end || !session.errors.empty() || !session.own.empty()) continue;
        missing.push_back(where + (session.killed ? ": Station was started again before the session's end"
                                                  : ": the end of the session; the log stops there"));
    }
}

Capture LogReader::read() && {
    read_gateway();
    read_settings();
    for (std::size_t i = 0; i < told_.sessions.size(); ++i) capture_.rounds.push_back(round_told(i));
    if (!capture_.rounds.empty()) capture_.rounds.front().home = home_told(told_, capture_.rounds);
    say_understood();
    say_missing();
    complete_homes(capture_, home_hints_told(told_));
    return std::move(capture_);
}

}  // namespace

bool looks_like_station_log(std::string_view text) { return !station_log_lines(text).empty(); }

Result<Capture> read_station_log(std::string_view text, std::string name) {
    const auto lines = station_log_lines(text);
    if (lines.empty())
        return Error{json::Errc::bad_value, std::move(name),
                     "no line of a Station's log is in it; one looks like \"2026-01-31 12:00:00.000 "
                     "[CUP:INFO] ...\""};
    return LogReader{sessions_told(lines), std::move(name)}.read();
}

}  // namespace cupspec::capture
