#include "scenarios/symptom_words.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>

namespace cupspec::scenarios {
namespace {

constexpr std::array<std::string_view, 34> kEverySentence{
    "a",    "after", "all", "an",   "and",  "are",  "as", "at",  "be",   "but", "by", "for",
    "from", "has",   "i",   "if",   "in",   "is",   "it", "its", "my",   "of",  "on", "or",
    "so",   "that",  "the", "then", "they", "this", "to", "was", "when", "with"};

constexpr std::string_view kInsideSlugs = "-:/=._";

constexpr bool is_word_character(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); }

constexpr bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

/// An HTTP status tells one message from another; other numbers are a machine's own.
bool is_status(std::string_view word) {
    constexpr std::size_t kDigits = 3;
    return word.size() == kDigits && word.front() >= '1' && word.front() <= '5';
}

bool varies(std::string_view word) {
    constexpr std::size_t kLongestByte = 4;  // 0x2d
    constexpr std::size_t kShortestHex = 6;
    if (std::all_of(word.begin(), word.end(), is_digit)) return !is_status(word);
    if (word.starts_with("0x")) return word.size() > kLongestByte;
    return word.size() >= kShortestHex && std::all_of(word.begin(), word.end(), is_hex_digit) &&
           std::any_of(word.begin(), word.end(), is_digit);
}

/// Whether the ending goes and at least four letters stay.
bool drop(std::string& word, std::string_view ending) {
    constexpr std::size_t kStays = 4;
    if (word.size() < ending.size() + kStays || !word.ends_with(ending)) return false;
    word.resize(word.size() - ending.size());
    return true;
}

void stem(std::string& word) {
    if (word.ends_with("ss")) return;
    if (drop(word, "ing") || drop(word, "ed")) return;
    static_cast<void>(drop(word, "s"));
}

template <class Keeps>
std::vector<std::string> pieces(std::string_view text, Keeps keeps) {
    std::vector<std::string> found;
    std::string piece;
    for (const char c : text) {
        if (keeps(c)) {
            piece += lower(c);
        } else if (!piece.empty()) {
            found.push_back(std::move(piece));
            piece.clear();
        }
    }
    if (!piece.empty()) found.push_back(std::move(piece));
    return found;
}

}  // namespace

std::vector<std::string> symptom_words(std::string_view text) {
    std::vector<std::string> words;
    for (std::string& word : pieces(text, is_word_character)) {
        if (varies(word)) continue;
        if (std::find(kEverySentence.begin(), kEverySentence.end(), word) != kEverySentence.end()) continue;
        stem(word);
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
    }
    return words;
}

std::vector<std::string> slug_candidates(std::string_view text) {
    const auto keeps = [](char c) {
        return is_word_character(c) || kInsideSlugs.find(c) != std::string_view::npos;
    };
    std::vector<std::string> found;
    for (std::string& piece : pieces(text, keeps)) {
        while (!piece.empty() && !is_word_character(piece.back())) piece.pop_back();
        if (piece.find_first_of("-:/") != std::string::npos) found.push_back(std::move(piece));
    }
    return found;
}

}  // namespace cupspec::scenarios
