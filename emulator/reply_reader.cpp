#include "emulator/reply_reader.hpp"

#include "base/ascii.hpp"
#include "base/hex.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace cupspec::emulator {
namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::string_view kContentLength = "content-length:";
constexpr std::string_view kTransferEncoding = "transfer-encoding:";

/// Digits from the front, decimal or after "0x" hex; nothing where there are none. Wraps like the machine's
/// own arithmetic.
std::optional<std::uint64_t> read_number(std::string_view text) {
    unsigned base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    std::uint64_t value = 0;
    bool any = false;
    for (const char c : text) {
        const auto digit = hex_digit(c);
        if (!digit || *digit >= base) break;
        value = value * base + *digit;
        any = true;
    }
    return any ? std::optional{value} : std::nullopt;
}

/// @param name in lower case, with its colon
bool starts_with_name(std::string_view line, std::string_view name = kContentLength) {
    if (line.size() < name.size()) return false;
    return std::equal(name.begin(), name.end(), line.begin(), [](char want, char have) {
        return want == static_cast<char>(std::tolower(static_cast<unsigned char>(have)));
    });
}

/// Blanks, tabs and line folds in front of a field value.
std::string_view skip_blanks(std::string_view text) {
    for (;;) {
        const auto blank = std::min(text.find_first_not_of(" \t"), text.size());
        text.remove_prefix(blank);
        const bool folded =
            text.size() > 2 && text.starts_with("\r\n") && (text[2] == ' ' || text[2] == '\t');
        if (!folded) return text;
        text.remove_prefix(2);
    }
}

int read_status(std::string_view head) {
    constexpr std::size_t kNumberAt =
        9;  // behind "HTTP/1.x "; characters 0 to 3 and the minor version are ignored
    if (head.size() <= kNumberAt || head.substr(4, 3) != "/1." || head[8] != ' ') return -1;
    const auto number = read_number(head.substr(kNumberAt));
    constexpr std::uint64_t kKept = 0xFFFF;  // Station keeps the status in 16 bits
    return number ? static_cast<int>(*number & kKept) : -1;
}

/// Takes one line off the front.
std::string_view next_line(std::string_view& text) {
    const auto end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    return line;
}

/// "HTTP/1.1 200 " and whatever reason.
bool is_status_line(std::string_view line) {
    constexpr std::string_view kPattern = "HTTP/1.# ### ";
    return line.size() >= kPattern.size() &&
           std::equal(kPattern.begin(), kPattern.end(), line.begin(),
                      [](char want, char have) { return want == '#' ? is_digit(have) : want == have; });
}

/// A number that fits into nine digits, blanks around it.
std::optional<std::size_t> plain_decimal(std::string_view value) {
    constexpr std::size_t kMostDigits = 9;
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    value = value.substr(0, value.find_last_not_of(" \t") + 1);
    if (value.empty() || value.size() > kMostDigits || !std::all_of(value.begin(), value.end(), is_digit))
        return std::nullopt;
    return read_number(value);
}

}  // namespace

ReplyHead read_head(std::string_view head) {
    ReplyHead result;
    result.status = read_status(head);
    // A line begins behind any line feed, with a carriage return in front of it or without.
    for (std::size_t line = head.find('\n'); line != std::string_view::npos; line = head.find('\n', line)) {
        ++line;
        if (!starts_with_name(head.substr(line))) continue;
        const auto value = skip_blanks(head.substr(line + kContentLength.size()));
        const auto length =
            static_cast<std::int32_t>(read_number(value).value_or(0));  // cut to 32 bits, signed
        result.body_length = length > 0 ? static_cast<std::size_t>(length) : 0;
        break;
    }
    return result;
}

ReplyHead read_head_strictly(std::string_view head) {
    constexpr ReplyHead kNotUnderstood;
    std::string_view rest = head;
    const std::string_view status_line = next_line(rest);
    if (!is_status_line(status_line)) return kNotUnderstood;
    std::optional<std::size_t> length;
    while (!rest.empty()) {
        const std::string_view line = next_line(rest);
        if (starts_with_name(line, kTransferEncoding)) return kNotUnderstood;
        if (!starts_with_name(line)) continue;
        const auto value = plain_decimal(line.substr(kContentLength.size()));
        if (!value || length) return kNotUnderstood;
        length = value;
    }
    if (!length) return kNotUnderstood;
    return {read_status(status_line), *length};
}

std::size_t ReplyReader::capacity_for(std::size_t buffer_bytes, std::string_view port) {
    const std::size_t prefix = port.size() + 2;
    return buffer_bytes > prefix ? buffer_bytes - prefix : 0;
}

bool ReplyReader::find_head() {
    const auto text = as_text(buffer_);
    const auto end = text.find(kEndOfHead);
    if (end == std::string_view::npos) return false;
    head_bytes_ = end + kEndOfHead.size();
    head_text_ = text.substr(0, head_bytes_);
    head_ = strict_ ? read_head_strictly(head_text_) : read_head(head_text_);
    chunk_at_ = head_bytes_;
    chunk_bytes_ = std::min(head_.body_length, capacity_ - head_bytes_);
    return true;
}

ReplyReader::Event ReplyReader::on_bytes(ByteView bytes) {
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
    if (head_bytes_ == 0 && !find_head()) return buffer_.size() == capacity_ ? Event::head_full : Event::more;
    const std::size_t wanted = chunk_at_ + chunk_bytes_;
    if (buffer_.size() > wanted) {
        excess_ = buffer_.size() - wanted;
        return Event::excess;
    }
    if (buffer_.size() < wanted) return Event::more;
    if (dies_ && first_ && head_.status != 200 && head_.body_length > chunk_bytes_) return Event::crash;
    delivered_ += chunk_bytes_;
    return Event::chunk;
}

void ReplyReader::next_chunk() {
    buffer_.clear();
    first_ = false;
    chunk_at_ = 0;
    chunk_bytes_ = std::min(head_.body_length - delivered_, capacity_);
}

}  // namespace cupspec::emulator
