#include "server/bundle_name.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <chrono>

namespace cupspec::server {
namespace {

using namespace std::chrono;

constexpr std::string_view kPattern = "YYYYMMDDTHHMMSSZ";  ///< ISO 8601, basic format
constexpr std::string_view kSuffix = ".bin";
constexpr std::size_t kLeftoverBytes = 7;  ///< of ".XXXXXX": base/files.hpp writes beside the file first

std::string stamp_of(TimePoint time) {
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<seconds>(time) - day};
    const auto two = [](auto value) { return zero_padded(static_cast<unsigned>(value), 2); };
    return zero_padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) +
           two(static_cast<unsigned>(date.month())) + two(static_cast<unsigned>(date.day())) + 'T' +
           two(clock.hours().count()) + two(clock.minutes().count()) + two(clock.seconds().count()) + 'Z';
}

/// Digits where the pattern has letters of a date, the same letter elsewhere.
bool has_form(std::string_view stamp) {
    return std::equal(stamp.begin(), stamp.end(), kPattern.begin(), kPattern.end(), [](char c, char wanted) {
        return wanted == 'T' || wanted == 'Z' ? c == wanted : c >= '0' && c <= '9';
    });
}

std::optional<TimePoint> time_of(std::string_view stamp) {
    if (!has_form(stamp)) return std::nullopt;
    const auto number = [stamp](std::size_t at, std::size_t width) {
        unsigned value = 0;
        for (const char c : stamp.substr(at, width)) value = value * 10 + static_cast<unsigned>(c - '0');
        return value;
    };
    const year_month_day date{year{static_cast<int>(number(0, 4))}, month{number(4, 2)}, day{number(6, 2)}};
    const hours hour{number(9, 2)};
    const minutes minute{number(11, 2)};
    const seconds second{number(13, 2)};
    if (!date.ok() || hour >= days{1} || minute >= hours{1} || second >= minutes{1}) return std::nullopt;
    return TimePoint{sys_days{date} + hour + minute + second};
}

}  // namespace

std::string bundle_prefix(protocol::Eui64 router) { return "tc_cred_" + protocol::to_hex16(router) + '-'; }

std::string bundle_name(protocol::Eui64 router, TimePoint expiry) {
    return bundle_prefix(router) + stamp_of(expiry) + std::string{kSuffix};
}

std::optional<BundleName> parse_bundle_name(std::string_view name, protocol::Eui64 router) {
    const std::string prefix = bundle_prefix(router);
    if (!name.starts_with(prefix)) return std::nullopt;
    name.remove_prefix(prefix.size());
    const auto expiry = time_of(name.substr(0, kPattern.size()));
    if (!expiry) return std::nullopt;
    name.remove_prefix(kPattern.size());
    if (!name.starts_with(kSuffix)) return std::nullopt;
    name.remove_prefix(kSuffix.size());
    const bool is_leftover = name.size() == kLeftoverBytes && name.front() == '.';
    if (!name.empty() && !is_leftover) return std::nullopt;
    return BundleName{*expiry, name.empty()};
}

}  // namespace cupspec::server
