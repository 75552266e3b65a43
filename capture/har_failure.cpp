#include "capture/har_failure.hpp"

#include "emulator/tls_client.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cupspec::capture {
namespace {

struct FailureWord {
    std::string_view part;
    Ending ending;
    std::string_view slug;
};

// Chromium's names of net errors, then words of proxies; the first that occurs decides.
constexpr std::array kFailureWords{
    FailureWord{"CERT_DATE_INVALID", Ending::handshake_failed, "tls-certificate-expired"},
    FailureWord{"CERT_COMMON_NAME_INVALID", Ending::handshake_failed, "tls-name-mismatch"},
    FailureWord{"CERT_", Ending::handshake_failed, "tls-untrusted"},
    FailureWord{"SSL_VERSION", Ending::handshake_failed, "tls-version"},
    FailureWord{"SSL_CLIENT_AUTH", Ending::handshake_failed, "tls-refused"},
    FailureWord{"ERR_SSL", Ending::handshake_failed, "tls-handshake-failed"},
    FailureWord{"TIMED_OUT", Ending::timeout, ""},
    FailureWord{"imed out", Ending::timeout, ""},
    FailureWord{"imeout", Ending::timeout, ""},
    FailureWord{"REFUSED", Ending::connect_failed, ""},
    FailureWord{"refused", Ending::connect_failed, ""},
    FailureWord{"NAME_NOT_RESOLVED", Ending::connect_failed, ""},
    FailureWord{"UNREACHABLE", Ending::connect_failed, ""},
    FailureWord{"unreachable", Ending::connect_failed, ""},
    FailureWord{"onnect call failed", Ending::connect_failed, ""},
    FailureWord{"CONNECTION_FAILED", Ending::connect_failed, ""},
    FailureWord{"Name or service", Ending::connect_failed, ""}};

std::optional<int> next_number(std::string_view& text) {
    int value = 0;
    const char* end = text.data() + text.size();  // NOLINT(*-pointer-arithmetic)
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || value < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return value;
}

/// ".439123" as milliseconds; nothing there is none.
int fraction_of_second(std::string_view& text) {
    if (!text.starts_with('.')) return 0;
    text.remove_prefix(1);
    int value = 0;
    constexpr int kMilliDigits = 3;
    constexpr int kTen = 10;
    int digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits)
        if (digits < kMilliDigits) value = value * kTen + (text.front() - '0');
    for (; digits < kMilliDigits; ++digits) value *= kTen;
    return value;
}

/// "+01:00", "-0530", "Z" or nothing, as what to take off.
std::chrono::minutes zone_of(std::string_view text) {
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::chrono::minutes{0};
    const int sign = text.front() == '+' ? 1 : -1;
    text.remove_prefix(1);
    constexpr std::size_t kHourDigits = 2;
    std::string_view hours = text.substr(0, kHourDigits);
    text.remove_prefix(std::min(kHourDigits, text.size()));
    if (text.starts_with(':')) text.remove_prefix(1);
    return sign * (std::chrono::hours{next_number(hours).value_or(0)} +
                   std::chrono::minutes{next_number(text).value_or(0)});
}

}  // namespace

HarFailure failure_told(const std::string& tls, const std::string& error) {
    if (!tls.empty()) return {Ending::handshake_failed, emulator::tls_problem(tls), true};
    for (const FailureWord& word : kFailureWords)
        if (error.find(word.part) != std::string::npos) return {word.ending, std::string{word.slug}, true};
    constexpr std::array<std::string_view, 3> kTlsWords{"TLS", "SSL", "ertificate"};
    const bool about_tls = std::ranges::any_of(
        kTlsWords, [&error](std::string_view word) { return error.find(word) != std::string::npos; });
    if (about_tls) return {Ending::handshake_failed, emulator::tls_problem(error), true};
    return {Ending::closed, {}, !error.empty()};
}

std::optional<TimePoint> har_time(std::string_view text) {
    constexpr std::size_t kFields = 6;
    constexpr std::array<char, kFields> kBehind{'-', '-', 'T', ':', ':', '\0'};
    std::array<int, kFields> values{};
    for (std::size_t i = 0; i < kFields; ++i) {
        const auto value = next_number(text);
        if (!value) return std::nullopt;
        values.at(i) = *value;
        if (i + 1 == kFields) break;
        if (!text.starts_with(kBehind.at(i))) return std::nullopt;
        text.remove_prefix(1);
    }
    const int milliseconds = fraction_of_second(text);
    using namespace std::chrono;  // NOLINT(google-build-using-namespace)
    const year_month_day date{year{values[0]}, month{static_cast<unsigned>(values[1])},
                              day{static_cast<unsigned>(values[2])}};
    if (!date.ok()) return std::nullopt;
    return time_point_cast<std::chrono::milliseconds>(
        sys_days{date} + hours{values[3]} + minutes{values[4]} + seconds{values[5]} +
        std::chrono::milliseconds{milliseconds} - zone_of(text));
}

}  // namespace cupspec::capture
