#include "capture/log_line.hpp"

#include "capture/har_failure.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace cupspec::capture {
namespace {

constexpr std::size_t kModuleLetters = 3;
constexpr std::size_t kLevelLetters = 4;
constexpr std::size_t kTagBytes = 1 + kModuleLetters + 1 + kLevelLetters + 1;  // "[CUP:INFO]"
constexpr std::array<std::string_view, 8> kStationLevels{"XDEB", "DEBU", "VERB", "INFO",
                                                         "NOTI", "WARN", "ERRO", "CRIT"};

bool is_module(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
}

std::optional<StationLevel> level_of_word(std::string_view word) {
    const auto found = std::ranges::find(kStationLevels, word);
    if (found == kStationLevels.end()) return std::nullopt;
    return static_cast<StationLevel>(found - kStationLevels.begin());
}

/// Digits at a place; nothing for anything else.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    int value = 0;
    const char* end = text.data() + at + count;                       // NOLINT(*-pointer-arithmetic)
    const auto read = std::from_chars(text.data() + at, end, value);  // NOLINT(*-pointer-arithmetic)
    if (read.ec != std::errc{} || read.ptr != end || value < 0) return std::nullopt;
    return value;
}

/// "2026-11-21 01:02:36.439" at the end of what stands before the tag.
std::optional<TimePoint> time_before(std::string_view before) {
    constexpr std::string_view kForm = "2026-11-21 01:02:36.439";
    while (before.ends_with(' ')) before.remove_suffix(1);
    if (before.size() < kForm.size()) return std::nullopt;
    const std::string_view text = before.substr(before.size() - kForm.size());
    constexpr std::array<std::pair<std::size_t, std::size_t>, 7> kFields{
        {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}, {20, 3}}};
    std::array<int, kFields.size()> values{};
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        const auto value = digits(text, kFields.at(i).first, kFields.at(i).second);
        if (!value) return std::nullopt;
        values.at(i) = *value;
    }
    using namespace std::chrono;  // NOLINT(google-build-using-namespace)
    const year_month_day date{year{values[0]}, month{static_cast<unsigned>(values[1])},
                              day{static_cast<unsigned>(values[2])}};
    if (!date.ok()) return std::nullopt;
    return time_point_cast<milliseconds>(sys_days{date} + hours{values[3]} + minutes{values[4]} +
                                         seconds{values[5]} + milliseconds{values[6]});
}

std::string_view after_blank(std::string_view text) {
    if (text.starts_with(' ')) text.remove_prefix(1);
    return text;
}

std::optional<LogLine> station_line(std::string_view line) {
    for (std::size_t at = line.find('['); at != std::string_view::npos; at = line.find('[', at + 1)) {
        if (line.size() - at < kTagBytes) return std::nullopt;
        const std::string_view tag = line.substr(at, kTagBytes);
        const std::size_t colon = 1 + kModuleLetters;
        if (tag[colon] != ':' || tag.back() != ']' || !is_module(tag.substr(1, kModuleLetters))) continue;
        const auto level = level_of_word(tag.substr(colon + 1, kLevelLetters));
        if (!level) continue;
        return LogLine{1, time_before(line.substr(0, at)), tag.substr(1, kModuleLetters), *level,
                       after_blank(line.substr(at + kTagBytes))};
    }
    return std::nullopt;
}

/// One of `cupspec --log-format json station`: {"time":"2026-11-21T01:02:36.439Z",...,"text":"round 1, ..."}.
std::optional<LogLine> own_object(std::string_view line) {
    constexpr std::string_view kText = "\"text\":\"";
    constexpr std::string_view kTime = "\"time\":\"";
    const std::size_t at = line.find(kText);
    const std::size_t time = line.find(kTime);
    if (at == std::string_view::npos || time == std::string_view::npos) return std::nullopt;
    std::string_view text = line.substr(at + kText.size());
    text = text.substr(0, std::min(text.find('"'), text.size()));
    if (!text.starts_with("round ")) return std::nullopt;
    return LogLine{1, har_time(line.substr(time + kTime.size())), {}, StationLevel::info, text};
}

/// One of `cupspec station`: "2026-11-21 01:02:36.439 info    [CUP] round 1, ...".
std::optional<LogLine> own_line(std::string_view line) {
    constexpr std::string_view kTag = "[CUP] round ";
    constexpr std::string_view kSpeaker = "[CUP] ";
    constexpr std::size_t kLevelColumn = 8;
    const std::size_t at = line.find(kTag);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view before = line.substr(0, at);
    const auto time = time_before(before.substr(0, before.size() - std::min(before.size(), kLevelColumn)));
    return LogLine{1, time, {}, StationLevel::info, line.substr(at + kSpeaker.size())};
}

}  // namespace

std::vector<LogLine> station_log_lines(std::string_view log) {
    std::vector<LogLine> lines;
    std::size_t number = 0;
    while (!log.empty()) {
        const std::size_t end = std::min(log.find('\n'), log.size());
        std::string_view line = log.substr(0, end);
        log.remove_prefix(std::min(end + 1, log.size()));
        ++number;
        while (line.ends_with('\r')) line.remove_suffix(1);
        auto known = station_line(line);
        if (!known) known = own_line(line);
        if (!known) known = own_object(line);
        if (!known) continue;
        known->number = number;
        lines.push_back(*known);
    }
    return lines;
}

}  // namespace cupspec::capture
