#pragma once

#include "base/verdict.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace cupspec::report {

enum class Colour { red, green, yellow, cyan, dim, bold };

/// Whether a text is for a terminal that shows colours.
struct Style {
    bool colour = false;

    /// The text between the colour's escape sequences, or as it is.
    std::string paint(Colour colour_of_text, std::string_view text) const;
};

/// "ok", "FAIL", "warn", "skip", "BROKEN" in its colour, with blanks up to a width.
std::string verdict_word(Verdict verdict, Style style, std::size_t width = 0);

/// Blanks behind it up to a width.
std::string padded(std::string text, std::size_t width);

/// One line, safe to print: control bytes as \xNN, so that no peer drives the reader's terminal.
std::string printable(std::string_view text);

/// "12 ms", "3.4 s": as short as a reader wants it.
std::string took_text(std::chrono::microseconds took);

/// "60 s", "600 ms", "24 h": an interval without loss.
std::string interval_text(std::chrono::milliseconds interval);

/// "1 byte", "14 bytes"
std::string bytes_text(std::uint64_t bytes);

/// Every line of the text behind that many blanks; ends with a line end unless empty.
std::string indented(std::string_view text, std::size_t blanks);

}  // namespace cupspec::report
