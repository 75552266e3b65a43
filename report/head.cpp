#include "report/head.hpp"

#include "report/style.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace cupspec::report {
namespace {

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Header lines a Station or its server sends that hold no secret; a token may have any other name.
bool is_public(std::string_view name) {
    constexpr std::array<std::string_view, 10> kPublic{
        "host",   "content-type", "content-length", "connection",        "date",
        "server", "user-agent",   "accept",         "transfer-encoding", "expect"};
    return std::any_of(kPublic.begin(), kPublic.end(),
                       [name](std::string_view known) { return same_word(name, known); });
}

/// Takes the next line off the head. @return it without its end
std::string_view next_line(std::string_view& head) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

HeadLine head_line(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        const std::string shown = '(' + bytes_text(line.size()) + " without a name, not shown)";
        return {shown, {}, shown, true};
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = line.substr(std::min(line.find_first_not_of(' ', colon + 1), line.size()));
    if (is_public(name)) return {printable(name), printable(value), printable(line), false};
    const std::string hidden = '(' + bytes_text(value.size()) + " not shown)";
    return {printable(name), hidden, printable(name) + ": " + hidden, true};
}

}  // namespace

ShownHead shown_head(std::string_view head) {
    ShownHead out;
    if (!head.empty()) out.first = printable(next_line(head));
    while (!head.empty()) {
        const std::string_view line = next_line(head);
        if (!line.empty()) out.lines.push_back(head_line(line));
    }
    return out;
}

std::vector<std::string_view> hidden_words(std::string_view head) {
    std::vector<std::string_view> words;
    if (!head.empty()) static_cast<void>(next_line(head));
    while (!head.empty()) {
        std::string_view line = next_line(head);
        if (!head_line(line).hidden) continue;
        line = line.substr(0, line.find_last_not_of(' ') + 1);
        const std::string_view word = line.substr(line.find_last_of(": ") + 1);
        if (!word.empty()) words.push_back(word);
    }
    return words;
}

}  // namespace cupspec::report
