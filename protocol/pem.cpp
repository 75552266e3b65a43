#include "protocol/credentials.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace cupspec::protocol {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr std::string_view kBlanks = " \t\r\n\v\f";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// The file's lines in turn, without the blanks around them.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_{text} {}

    std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
        return trimmed(line);
    }

    Error refuse(std::string_view why) const {
        return {Errc::bad_pem, "pem", "line " + std::to_string(number_) + ": " + std::string{why}};
    }

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

/// What stands between the dashes, if the line is such a line.
std::optional<std::string_view> label(std::string_view line, std::string_view prefix) {
    if (!line.starts_with(prefix) || line.size() < prefix.size() + kDashes.size() || !line.ends_with(kDashes))
        return std::nullopt;
    return line.substr(prefix.size(), line.size() - prefix.size() - kDashes.size());
}

constexpr std::uint8_t kBlank = 64;
constexpr std::uint8_t kPadding = 65;
constexpr std::uint8_t kOther = 66;

/// What each character stands for: six bits, or one of the above.
constexpr std::array<std::uint8_t, 256> make_meanings() {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<std::uint8_t, 256> meanings{};
    meanings.fill(kOther);
    for (std::size_t bits = 0; bits < kAlphabet.size(); ++bits)
        meanings.at(static_cast<unsigned char>(kAlphabet[bits])) = static_cast<std::uint8_t>(bits);
    for (const char blank : kBlanks) meanings.at(static_cast<unsigned char>(blank)) = kBlank;
    meanings.at('=') = kPadding;
    return meanings;
}

constexpr auto kMeanings = make_meanings();

/// Base64 as it comes in, line by line. Source: RFC 4648 §4.
class Base64 {
public:
    bool add(std::string_view line) {
        return std::all_of(line.begin(), line.end(), [this](char c) { return add(c); });
    }
    bool complete() const { return count_ % 4 == 0; }
    Bytes take() { return std::move(bytes_); }

private:
    bool add(char c) {
        const std::uint8_t meaning = kMeanings[static_cast<unsigned char>(c)];
        if (meaning == kBlank) return true;
        if (meaning == kOther) return false;
        const bool is_padding = meaning == kPadding;
        if (is_padding && count_ % 4 < 2) return false;  // at most two, at the end of a group of four
        if (!is_padding && padding_) return false;
        padding_ = is_padding;
        group_ = (group_ << 6U | (is_padding ? 0U : meaning)) & 0xFFFFFFU;
        // A group's byte is full at its second, third and fourth character.
        if (++count_ % 4 != 1 && !is_padding)
            bytes_.push_back(static_cast<std::uint8_t>(group_ >> (2 * ((4 - count_ % 4) % 4)) & 0xFFU));
        return true;
    }

    Bytes bytes_;
    unsigned group_ = 0;
    std::size_t count_ = 0;
    bool padding_ = false;
};

/// A line between BEGIN and END. @return why it cannot be read, or nothing to say
std::string_view read_line(Base64& base64, std::string_view line) {
    if (line.find("ENCRYPTED") != std::string_view::npos) return "the block is encrypted";
    if (line.find(':') != std::string_view::npos) return {};  // an RFC 1421 header
    return base64.add(line) ? std::string_view{} : "not base64";
}

/// The rest of a block whose BEGIN line has been read.
Result<Bytes> content(Lines& lines, std::string_view name) {
    Base64 base64;
    while (const auto line = lines.next()) {
        if (const auto end = label(*line, kEnd)) {
            if (*end != name) return lines.refuse("the END line is another block's");
            if (!base64.complete()) return lines.refuse("the base64 text is cut off");
            return base64.take();
        }
        if (const auto why = read_line(base64, *line); !why.empty()) return lines.refuse(why);
    }
    return lines.refuse("the block has no END line");
}

}  // namespace

Result<Bytes> first_pem_block(ByteView file) {
    if (!file.empty() && file.front() == 0x30) return Bytes{file.begin(), file.end()};
    Lines lines{as_text(file)};
    while (const auto line = lines.next()) {
        const auto name = label(*line, kBegin);
        if (!name) continue;
        auto block = content(lines, *name);
        if (!block || *name != "EC PARAMETERS") return block;
    }
    return lines.refuse("no BEGIN line up to here");
}

bool looks_like_pem(ByteView file) {
    const std::string_view text = as_text(file);
    return text.substr(std::min(text.find_first_not_of(kBlanks), text.size())).starts_with(kBegin);
}

}  // namespace cupspec::protocol
