#include "probe/answer_head.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>
#include <system_error>

namespace cupspec::probe {
namespace {

constexpr unsigned kNoContent = 204;
constexpr unsigned kNotModified = 304;
constexpr unsigned kFirstFinal = 200;

/// The whole text as a decimal number.
template <class Number>
std::optional<Number> decimal(std::string_view text) {
    Number value = 0;
    const char* end = text.data() + text.size();  // NOLINT(*-pointer-arithmetic): from_chars' interface
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end || text.empty()) return std::nullopt;
    return value;
}

/// "HTTP/1.1 404 Not Found" to 404; 0: it is none.
unsigned status_in(std::string_view line) {
    constexpr std::size_t kDigits = 3;
    constexpr std::size_t kNumberAt = std::string_view{"HTTP/1.1 "}.size();
    if (!line.starts_with("HTTP/1.") || line.size() < kNumberAt + kDigits || line[kNumberAt - 1] != ' ')
        return 0;
    if (line.size() > kNumberAt + kDigits && line[kNumberAt + kDigits] != ' ') return 0;
    return decimal<unsigned>(line.substr(kNumberAt, kDigits)).value_or(0);
}

/// @param lower the name in lower case
bool is_named(std::string_view name, std::string_view lower) {
    return std::ranges::equal(
        name, lower, {}, [](char c) { return std::tolower(static_cast<unsigned char>(c)); },
        [](char c) { return static_cast<int>(c); });
}

std::string_view trimmed_value(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view next_line(std::string_view& text) {
    const auto end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    return line;
}

}  // namespace

bool AnswerHead::without_body() const {
    return status == kNoContent || status == kNotModified || (status != 0 && status < kFirstFinal);
}

AnswerHead read_answer_head(std::string_view head) {
    AnswerHead read;
    read.status = status_in(next_line(head));
    read.sound = read.status != 0;
    unsigned lengths = 0;
    while (!head.empty()) {
        const std::string_view line = next_line(head);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = line.substr(0, colon);
        if (is_named(name, "transfer-encoding")) read.sound = false;
        if (!is_named(name, "content-length")) continue;
        ++lengths;
        read.length = decimal<std::uint64_t>(trimmed_value(line.substr(colon + 1)));
        if (!read.length || lengths > 1) read.sound = false;
    }
    return read;
}

bool agrees(const AnswerHead& head, std::uint64_t body_bytes) {
    if (!head.sound) return false;
    if (head.without_body()) return body_bytes == 0;
    return body_bytes == head.length.value_or(0);
}

}  // namespace cupspec::probe
