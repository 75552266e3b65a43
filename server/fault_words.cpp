#include "server/fault_words.hpp"

#include "base/nearest.hpp"
#include "protocol/quoted.hpp"
#include "protocol/raw.hpp"
#include "server/made_credentials.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace cupspec::server {
namespace {

using protocol::quoted;
using Trouble = std::optional<std::string>;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30U;
constexpr std::chrono::milliseconds kLongest = std::chrono::hours{1};

Trouble read_status(std::string_view word, Fault& fault) {
    constexpr std::uint64_t kLeast = 100;
    constexpr std::uint64_t kMost = 599;
    const auto status = decimal(word, kMost);
    if (!status || *status < kLeast) return quoted(word) + " is no status; 100 to 599";
    fault.number = static_cast<std::int64_t>(*status);
    return std::nullopt;
}

Trouble read_time(std::string_view word, Fault& fault) {
    struct Unit {
        std::string_view name;
        std::chrono::milliseconds length;
    };
    constexpr std::array kUnits{Unit{"ms", std::chrono::milliseconds{1}}, Unit{"s", std::chrono::seconds{1}},
                                Unit{"m", std::chrono::minutes{1}}, Unit{"h", std::chrono::hours{1}}};
    const auto digits = std::min(word.find_first_not_of("0123456789"), word.size());
    const auto* unit = std::find_if(kUnits.begin(), kUnits.end(),
                                    [&](const Unit& one) { return one.name == word.substr(digits); });
    const auto count = decimal(word.substr(0, digits), static_cast<std::uint64_t>(kLongest.count()));
    if (unit == kUnits.end() || !count || *count * unit->length > kLongest)
        return quoted(word) + " is no time; such as 500ms, 2s or 1m, at most 1h";
    fault.time = static_cast<std::chrono::milliseconds::rep>(*count) * unit->length;
    return std::nullopt;
}

Trouble read_count(std::string_view word, Fault& fault) {
    const auto count = decimal(word, kMostBytes);
    if (!count || *count == 0) return quoted(word) + " is no count of bytes; 1 to 2^30";
    fault.number = static_cast<std::int64_t>(*count);
    return std::nullopt;
}

Trouble read_place(std::string_view word, Fault& fault) {
    constexpr std::string_view kBody = "body+";
    const std::string_view whole = word;
    fault.relative = word.starts_with(kBody);
    if (fault.relative) word.remove_prefix(kBody.size());
    const auto count = decimal(word, kMostBytes);
    if (!count) return quoted(whole) + " is no place; N bytes from the start of the answer, or body+N";
    fault.number = static_cast<std::int64_t>(*count);
    return std::nullopt;
}

Trouble read_change(std::string_view word, Fault& fault) {
    constexpr std::uint64_t kMostLength = std::uint64_t{1} << 40U;
    const std::string_view whole = word;
    const char sign = word.empty() ? ' ' : word.front();
    fault.relative = sign == '+' || sign == '-';
    if (fault.relative) word.remove_prefix(1);
    const auto count = decimal(word, kMostLength);
    if (!count) return quoted(whole) + " is no length; N, or +N or -N for a difference";
    fault.number = static_cast<std::int64_t>(*count) * (sign == '-' ? -1 : 1);
    return std::nullopt;
}

Trouble read_segment(std::string_view word, Fault& fault) {
    constexpr std::array<std::string_view, protocol::kSegments> kSegments{"cupsUri", "tcUri",     "cupsCred",
                                                                          "tcCred",  "signature", "update"};
    const auto* found = std::find(kSegments.begin(), kSegments.end(), word);
    if (found == kSegments.end()) return quoted(word) + " is no segment; " + suggestion(word, kSegments);
    fault.segment = static_cast<protocol::Segment>(found - kSegments.begin());
    return std::nullopt;
}

Trouble read_category(std::string_view word, Fault& fault) {
    if (word != "cups" && word != "tc") return quoted(word) + " is neither cups nor tc";
    fault.cups = word == "cups";
    fault.tc = word == "tc";
    return std::nullopt;
}

std::optional<char> escaped_byte(std::string_view digits) {
    constexpr int kHex = 16;
    constexpr std::size_t kDigits = 2;
    if (digits.size() < kDigits) return std::nullopt;
    unsigned value = 0;
    const auto* end = digits.data() + kDigits;  // NOLINT(*-pointer-arithmetic): what from_chars wants
    const auto [stop, error] = std::from_chars(digits.data(), end, value, kHex);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return static_cast<char>(value);
}

Trouble read_text(std::string_view word, Fault& fault) {
    fault.value.clear();
    for (std::size_t i = 0; i < word.size(); ++i) {
        char byte = word[i];
        if (byte == '%') {
            const auto escaped = escaped_byte(word.substr(i + 1));
            if (!escaped) return quoted(word) + ": % and two hex digits are one byte; %25 is a %";
            byte = *escaped;
            i += 2;
        }
        fault.value += byte;
    }
    return std::nullopt;
}

Trouble read_shape(std::string_view word, Fault& fault) {
    const auto shapes = made_shapes();
    if (std::find(shapes.begin(), shapes.end(), word) == shapes.end())
        return quoted(word) + " is no shape; " + suggestion(word, shapes);
    fault.value = word;
    return std::nullopt;
}

Trouble read_argument(FaultArgument argument, std::string_view word, Fault& fault) {
    switch (argument) {
        case FaultArgument::none: break;
        case FaultArgument::status: return read_status(word, fault);
        case FaultArgument::time:
        case FaultArgument::optional_time: return read_time(word, fault);
        case FaultArgument::count:
        case FaultArgument::rate: return read_count(word, fault);
        case FaultArgument::place: return read_place(word, fault);
        case FaultArgument::change: return read_change(word, fault);
        case FaultArgument::segment: return read_segment(word, fault);
        case FaultArgument::category:
        case FaultArgument::optional_category: return read_category(word, fault);
        case FaultArgument::text: return read_text(word, fault);
        case FaultArgument::shape: return read_shape(word, fault);
    }
    return std::nullopt;
}

/// What a length field would cut would be another length than the one that was meant.
Trouble exceeds_field(const Fault& fault) {
    if (fault.kind != FaultKind::wrong_length || fault.relative) return std::nullopt;
    const std::size_t width = protocol::rule_of(fault.segment).length_bytes;
    if (static_cast<std::uint64_t>(fault.number) <= protocol::raw::largest_length(width)) return std::nullopt;
    return std::to_string(fault.number) + " is more than the " + std::to_string(width) +
           (width == 1 ? " byte" : " bytes") + " of that length field can say; at most " +
           std::to_string(protocol::raw::largest_length(width));
}

/// NAME:VALUE
Trouble lacks_name(const Fault& fault) {
    if (fault.kind != FaultKind::header) return std::nullopt;
    const auto colon = fault.value.find(':');
    if (colon != std::string::npos && colon != 0) return std::nullopt;
    return protocol::quoted(fault.value) + " is no header; NAME:VALUE, such as Content-Encoding:gzip";
}

/// What no single word shows.
Trouble trouble_of_all(const Fault& fault) {
    if (auto trouble = exceeds_field(fault)) return trouble;
    return lacks_name(fault);
}

bool may_be_left_out(FaultArgument argument) {
    return argument == FaultArgument::none || argument == FaultArgument::optional_time ||
           argument == FaultArgument::optional_category;
}

}  // namespace

std::optional<std::uint64_t> decimal(std::string_view word, std::uint64_t most) {
    std::uint64_t value = 0;
    const auto* end = word.data() + word.size();  // NOLINT(*-pointer-arithmetic): what from_chars wants
    const auto [stop, error] = std::from_chars(word.data(), end, value);
    if (error != std::errc{} || stop != end || value > most) return std::nullopt;
    return value;
}

std::optional<std::string> read_arguments(const FaultRule& rule, std::span<const std::string_view> words,
                                          Fault& fault) {
    std::size_t taken = 0;
    for (const FaultArgument argument : rule.arguments) {
        if (argument == FaultArgument::none) break;
        if (taken == words.size()) {
            if (may_be_left_out(argument)) break;
            return std::string{rule.name} + " is written \"" + std::string{rule.usage} + '"';
        }
        if (auto trouble = read_argument(argument, words[taken], fault)) return trouble;
        ++taken;
    }
    if (taken == words.size()) return trouble_of_all(fault);
    return quoted(words[taken]) + " is too much; it is written \"" + std::string{rule.usage} + '"';
}

}  // namespace cupspec::server
