#include "report/style.hpp"

#include "base/hex.hpp"

#include <algorithm>
#include <array>

namespace cupspec::report {

std::string Style::paint(Colour colour_of_text, std::string_view text) const {
    constexpr std::array<std::string_view, 6> kCodes{"31", "32", "33", "36", "2", "1"};
    if (!colour) return std::string{text};
    return "\x1B[" + std::string{kCodes.at(static_cast<std::size_t>(colour_of_text))} + 'm' +
           std::string{text} + "\x1B[0m";
}

std::string verdict_word(Verdict verdict, Style style, std::size_t width) {
    struct Word {
        std::string_view text;
        Colour colour;
    };
    constexpr std::array<Word, 5> kWords{Word{"ok", Colour::green}, Word{"FAIL", Colour::red},
                                         Word{"warn", Colour::yellow}, Word{"skip", Colour::cyan},
                                         Word{"BROKEN", Colour::red}};
    const Word& word = kWords.at(static_cast<std::size_t>(verdict));
    return style.paint(word.colour, padded(std::string{word.text}, width));
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string printable(std::string_view text) {
    constexpr char kDelete = 0x7F;
    const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == kDelete; };
    // Most have none, and each line of a server's log is one.
    if (std::none_of(text.begin(), text.end(), is_control)) return std::string{text};
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (is_control(c)) {
            out += "\\x" + to_hex(ByteView{&byte, 1});
        } else {
            out += c;
        }
    }
    return out;
}

std::string took_text(std::chrono::microseconds took) {
    using std::chrono::milliseconds;
    constexpr std::int64_t kTenSeconds = 10'000;
    const std::int64_t whole = std::chrono::round<milliseconds>(took).count();
    if (whole < kTenSeconds) return std::to_string(whole) + " ms";
    const std::int64_t tenths = (whole + 50) / 100;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
}

std::string interval_text(std::chrono::milliseconds interval) {
    using namespace std::chrono_literals;
    if (interval % 1s != 0ms) return std::to_string(interval.count()) + " ms";
    if (interval >= 1h && interval % 1h == 0ms) return std::to_string(interval / 1h) + " h";
    return std::to_string(interval / 1s) + " s";
}

std::string bytes_text(std::uint64_t bytes) {
    return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

std::string indented(std::string_view text, std::size_t blanks) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (!line.empty()) out += std::string(blanks, ' ') + std::string{line};
        out += '\n';
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return out;
}

}  // namespace cupspec::report
