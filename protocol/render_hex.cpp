#include "base/hex.hpp"
#include "protocol/annotate.hpp"

#include <algorithm>
#include <string_view>

namespace cupspec::protocol {
namespace {

constexpr std::size_t kLineBytes = 16;
constexpr std::size_t kHexColumn = kLineBytes * 3;  // two digits and a blank each, one more in the middle
constexpr std::size_t kShortBytes = 16;

/// How much of a field's bytes a reader gets to see.
enum class Showing { all, first_line, nothing };

bool is_filler(ByteView bytes) {
    return bytes.size() <= 4 &&
           std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

/// Keys are never shown; nor is what may hold one because it could not be taken apart.
Showing showing(const FieldNote& note, ByteView bytes) {
    const std::string_view field = note.field;
    if (is_filler(bytes)) return Showing::all;
    if (field.ends_with(".key") || field == "cupsCred" || field == "tcCred") return Showing::nothing;
    const bool strayed = note.broken || field.starts_with('(');
    if (strayed) return bytes.size() <= kShortBytes ? Showing::all : Showing::nothing;
    const bool bulk = field.ends_with(".trust") || field.ends_with(".certificate") || field == "updData";
    return bulk ? Showing::first_line : Showing::all;
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string offset_text(std::size_t offset) {
    std::string digits = to_hex8(static_cast<std::uint32_t>(offset));
    for (char& c : digits)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    return digits;
}

std::string hex_text(ByteView bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i > 0) out += i == kLineBytes / 2 ? "  " : " ";
        out += to_hex(bytes.subspan(i, 1));
    }
    return out;
}

std::string printable_text(ByteView bytes) {
    std::string out;
    for (const std::uint8_t byte : bytes) out += byte >= 0x20 && byte <= 0x7E ? static_cast<char>(byte) : '.';
    return out;
}

/// One line of the dump; the last two columns are empty but on a field's first line.
std::string line(std::size_t offset, const std::string& middle, const std::string& note) {
    std::string out =
        offset_text(offset) + "  " + (note.empty() ? middle : padded(middle, kHexColumn + 2 + kLineBytes));
    if (!note.empty()) out += "  " + note;
    out.erase(out.find_last_not_of(' ') + 1);
    return out += '\n';
}

std::string both_columns(ByteView bytes) {
    return padded(hex_text(bytes), kHexColumn) + "  " + printable_text(bytes);
}

std::string not_shown(std::size_t count) {
    return '(' + std::to_string(count) + (count == 1 ? " byte" : " bytes") + " not shown)";
}

std::string block(ByteView bytes, const FieldNote& note, const std::string& label) {
    const Showing how = showing(note, bytes);
    if (bytes.empty()) return line(note.offset, "(nothing)", label);
    if (how == Showing::nothing) return line(note.offset, not_shown(bytes.size()), label);
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += kLineBytes) {
        if (at > 0 && how == Showing::first_line) {
            const std::string rest = "... (" + std::to_string(bytes.size() - at) + " more bytes)";
            return out += line(note.offset + at, rest, {});
        }
        const ByteView row = bytes.subspan(at, std::min(kLineBytes, bytes.size() - at));
        out += line(note.offset + at, both_columns(row), at == 0 ? label : std::string{});
    }
    return out;
}

}  // namespace

std::size_t shown_bytes(const FieldNote& note, ByteView bytes) {
    switch (showing(note, bytes)) {
        case Showing::all: return bytes.size();
        case Showing::first_line: return std::min(bytes.size(), kLineBytes);
        case Showing::nothing: return 0;
    }
    return 0;
}

std::string render_hex(ByteView body, const std::vector<FieldNote>& notes) {
    std::size_t width = 0;
    for (const FieldNote& note : notes) width = std::max(width, note.field.size());
    std::string out;
    for (const FieldNote& note : notes) {
        const std::size_t start = std::min(note.offset, body.size());
        const ByteView bytes = body.subspan(start, std::min(note.bytes, body.size() - start));
        out +=
            block(bytes, note, (note.broken ? "! " : "  ") + padded(note.field, width) + "  " + note.value);
    }
    return out;
}

}  // namespace cupspec::protocol
