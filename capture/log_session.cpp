#include "capture/log_session.hpp"

#include "base/hex.hpp"

#include <algorithm>

namespace cupspec::capture {
namespace {

using protocol::Segment;

constexpr std::size_t kHexDigits = 2;

/// Groups of two hex digits behind the length: a few bytes before the element, then its first eight.
Bytes first_bytes(std::string_view text) {
    constexpr std::size_t kShown = 8;
    Bytes bytes;
    while (!text.empty()) {
        const std::string_view word = first_word(text);
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (word.size() != kHexDigits) continue;
        if (const auto byte = from_hex(word)) bytes.push_back(byte->front());
    }
    if (bytes.size() > kShown) bytes.erase(bytes.begin(), bytes.end() - static_cast<std::ptrdiff_t>(kShown));
    return bytes;
}

std::optional<emulator::SetName> set_told(std::string_view text) {
    const std::string_view name = first_word(text_after(text, "CUPS"));
    if (text.find("CUPS-bak") != std::string_view::npos || name == "-bak") return emulator::SetName::backup;
    if (text.find("CUPS-boot") != std::string_view::npos || name == "-boot") return emulator::SetName::boot;
    return emulator::SetName::regular;
}

/// The hex digits behind the last "0x".
std::optional<std::uint64_t> hex_told(std::string_view text) {
    const std::size_t at = text.rfind("0x");
    if (at == std::string_view::npos) return std::nullopt;
    std::optional<std::uint64_t> value;
    constexpr unsigned kDigitBits = 4;
    for (const char c : text.substr(at + 2)) {
        const auto digit = hex_digit(c);
        if (!digit) break;
        value = value.value_or(0) << kDigitBits | *digit;
    }
    return value;
}

class SessionCollector {
public:
    void take(const LogLine& line);
    LogTold finish() && {
        close(nullptr);
        return std::move(log_);
    }

private:
    SessionTold& session(const LogLine& line);
    void close(const LogLine* line);
    void take_process(Told told, const LogLine& line);
    void take_session(Told told, const LogLine& line);
    void take_segment(const LogLine& line);
    void take_part(const LogLine& line);
    void take_firmware(Told told, const LogLine& line);
    void take_end(Told told, const LogLine& line);
    void take_error(Told told, const LogLine& line);
    void refuse_credentials(Told told, const LogLine& line);

    LogTold log_;
    std::optional<SessionTold> open_;
    bool restarted_ = true;
    bool lns_connected_ = false;
};

SessionTold& SessionCollector::session(const LogLine& line) {
    if (!open_) {
        open_.emplace();
        open_->line = line.number;
        open_->started = line.time;
        open_->restarted = restarted_;
        restarted_ = false;
    }
    return *open_;
}

/// @param line that ends it; null: the log ends, or something else began
void SessionCollector::close(const LogLine* line) {
    if (!open_) return;
    if (open_->begun() || open_->end || !open_->own.empty()) {
        if (line != nullptr) open_->ended = line->time;
        open_->lns_connected = lns_connected_;
        log_.sessions.push_back(std::move(*open_));
    } else {
        restarted_ = restarted_ || open_->restarted;
    }
    open_.reset();
}

void SessionCollector::take(const LogLine& line) {
    ++log_.lines;
    log_.finest = std::min(log_.finest, line.level);
    const Told told = told_by(line);
    if (told <= Told::lns_lost) return take_process(told, line);
    if (told <= Told::socket_read) return take_session(told, line);
    if (told == Told::segment) return take_segment(line);
    if (told == Told::credential_part) return take_part(line);
    if (told <= Told::update_run) return take_firmware(told, line);
    if (told <= Told::failed) return take_end(told, line);
    if (told != Told::own_round) return take_error(told, line);
    close(nullptr);
    session(line).own = line.text;
    close(&line);
}

void SessionCollector::take_process(Told told, const LogLine& line) {
    switch (told) {
        case Told::station_version:
            if (open_ && open_->begun()) open_->killed = true;
            close(nullptr);
            restarted_ = true;
            lns_connected_ = false;
            ++log_.starts;
            if (log_.version.empty()) log_.version = text_after(line.text, ": ");
            break;
        case Told::package:
            if (!log_.package) log_.package = text_after(line.text, ": ");
            break;
        case Told::eui:
            if (log_.eui.empty()) log_.eui = first_word(text_after(line.text, ": "));
            break;
        case Told::lns_starting: log_.has_lns = true; break;
        case Told::discovery:
            log_.has_lns = true;
            if (log_.discovery.empty()) log_.discovery = first_word(text_after(line.text, "INFOS:"));
            break;
        case Told::lns_connected: lns_connected_ = true; break;
        case Told::lns_lost: lns_connected_ = false; break;
        default: break;
    }
}

void SessionCollector::take_session(Told told, const LogLine& line) {
    switch (told) {
        case Told::session:
            close(nullptr);
            session(line);
            break;
        case Told::connecting:
            if (open_ && !open_->uri.empty()) close(nullptr);
            session(line).uri = first_word(text_after(line.text, "... "));
            session(line).set = set_told(line.text);
            break;
        case Told::request:
            if (open_ && !open_->request.empty()) close(nullptr);
            session(line).request = text_after(line.text, "CUPS Request:");
            break;
        case Told::certificate_file:
            if (!open_ || line.text.find("cups") == std::string_view::npos) break;
            if (line.text.find(".trust:") != std::string_view::npos) open_->read_trust = true;
            if (line.text.find(".crt:") != std::string_view::npos) open_->read_certificate = true;
            break;
        case Told::http_read:
            if (open_) open_->connection = first_word(line.text);
            break;
        case Told::socket_read:
            if (open_ && open_->connection == first_word(line.text))
                open_->reads.push_back(
                    static_cast<std::size_t>(number_after(line.text, "bytes=").value_or(0)));
            break;
        default: break;
    }
}

std::optional<Segment> segment_named(std::string_view text) {
    struct Name {
        std::string_view words;
        Segment segment;
    };
    constexpr std::array kNames{Name{"CUPS URI", Segment::cups_uri},      Name{"TC URI", Segment::tc_uri},
                                Name{"CUPS Cred", Segment::cups_cred},    Name{"TC Cred", Segment::tc_cred},
                                Name{"FW Signature", Segment::signature}, Name{"FW Update", Segment::update},
                                Name{"Update committed", Segment::update}};
    for (const Name& name : kNames)
        if (text.starts_with(name.words)) return name.segment;
    return std::nullopt;
}

void SessionCollector::take_segment(const LogLine& line) {
    const std::string_view text = text_after(line.text, "[Segment]");
    const auto segment = segment_named(text);
    if (!segment) return;
    SegmentTold& told = session(line).segments[*segment];
    open_->last_segment = segment;
    if (*segment == Segment::cups_uri || *segment == Segment::tc_uri) {
        told.text = text_after(text, "URI:");
        told.bytes = told.text.size();
        told.complete = true;
        return;
    }
    told.bytes = number_after(text, "(").value_or(told.bytes);
    const bool ends =
        text.find("complete") != std::string_view::npos || text.find("committed") != std::string_view::npos;
    // A signature has no second line.
    told.complete = told.complete || ends || *segment == Segment::signature;
}

void SessionCollector::take_part(const LogLine& line) {
    constexpr std::array<std::string_view, 3> kParts{"trust", "cert", "key"};
    if (!open_ || !open_->last_segment) return;
    for (std::size_t i = 0; i < kParts.size(); ++i) {
        const std::string name{kParts.at(i)};
        const auto offset = number_after(line.text, name + "_off");
        const auto bytes = number_after(line.text, name + "_len");
        if (!offset || !bytes) continue;
        PartTold part{static_cast<std::size_t>(*offset), static_cast<std::size_t>(*bytes), {}};
        const std::string_view behind = text_after(line.text, name + "_len");
        part.first = first_bytes(text_after(behind, std::to_string(*bytes)));
        open_->segments[*open_->last_segment].parts.at(i) = std::move(part);
    }
}

void SessionCollector::take_firmware(Told told, const LogLine& line) {
    using Kind = emulator::UpdateVerdict::Kind;
    SessionTold& open = session(line);
    const bool is_signed = open.segments.contains(Segment::signature);
    switch (told) {
        case Told::update: open.verdict = Kind::refused; break;
        case Told::signature: {
            const auto crc = from_hex(first_word(text_after(line.text, "keycrc=")));
            if (!crc) break;
            std::uint32_t value = 0;
            for (const std::uint8_t byte : *crc) value = value << 8U | byte;
            open.key_crc = value;
            break;
        }
        case Told::key_verdict: {
            const bool verified = line.text.find("NOT") == std::string_view::npos;
            if (verified) open.verdict = Kind::verified;
            if (!verified)
                open.problems.push_back("key" + std::to_string(number_after(line.text, "#").value_or(0)) +
                                        ":not-verified");
            break;
        }
        case Told::no_key_verified:
            open.problems.push_back("no-key-verified:tried=" +
                                    std::to_string(number_after(line.text, "ried").value_or(0)));
            open.problems.emplace_back("firmware-dropped");
            break;
        case Told::update_run:
            if (!is_signed) open.verdict = Kind::unsigned_run;
            break;
        default: break;
    }
}

void SessionCollector::take_end(Told told, const LogLine& line) {
    session(line).end = told;
    open_->delay = delay_told(line.text);
    close(&line);
}

void SessionCollector::refuse_credentials(Told told, const LogLine& line) {
    if (!open_ || !open_->last_segment) return;
    SegmentTold& segment = open_->segments[*open_->last_segment];
    segment.refused = told;
    segment.unexpected_byte = hex_told(line.text);
}

void SessionCollector::take_error(Told told, const LogLine& line) {
    if (told == Told::no_sequence || told == Told::lengths_exceed) return refuse_credentials(told, line);
    const bool of_cups = line.module == "CUP";
    const bool is_known = told != Told::other_error;
    // The network's words may be about the LNS: without an open session only CUPS's own words begin one.
    if (!open_ && !(of_cups && is_known)) return;
    const auto again = [told, &line](const ErrorTold& error) {
        return error.told == told && error.module == line.module;
    };
    if (open_ && of_cups && is_known && std::ranges::any_of(open_->errors, again)) close(nullptr);
    session(line).errors.push_back({told, std::string{line.text}, std::string{line.module}});
    if (told == Told::no_uri) {
        open_->set = set_told(line.text);
        close(&line);  // Station says no more of such a session
    }
}

}  // namespace

LogTold sessions_told(const std::vector<LogLine>& lines) {
    SessionCollector collector;
    for (const LogLine& line : lines) collector.take(line);
    return std::move(collector).finish();
}

}  // namespace cupspec::capture
