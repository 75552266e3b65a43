#include "emulator/station_json.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace cupspec::emulator {
namespace {

constexpr unsigned kOpenAtOnce = 9;  // the object itself and eight levels within

/// -1 for what is no digit.
int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Three bytes at most: Station puts surrogates together no better.
std::string utf8(unsigned code) {
    if (code < 0x80) return {static_cast<char>(code)};
    std::string bytes;
    if (code < 0x800) {
        bytes += static_cast<char>(0xC0 | code >> 6);
    } else {
        bytes += static_cast<char>(0xE0 | code >> 12);
        bytes += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    }
    return bytes + static_cast<char>(0x80 | (code & 0x3F));
}

/// Reads on until the first thing that is wrong; after it every read is in vain.
class Reader {
public:
    explicit Reader(std::string_view text) : text_{text} {}

    StationObject object() {
        StationObject read;
        if (accept('{', "an object")) {
            ++open_;
            while (next_member(read)) continue;
            read.complete = problem_.empty();
        }
        return end_of(std::move(read));
    }

    StationObject value_alone() {
        StationObject read;
        read.complete = take_value(read);
        return end_of(std::move(read));
    }

    char skip_blanks() {
        for (;;) {
            const char c = next();
            if (c == '/') {
                skip_comment();
                if (!problem_.empty()) return '\0';
            } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return c;
            }
        }
    }

    std::size_t at() const { return at_; }
    void go_to(std::size_t at) { at_ = at; }

private:
    /// NUL at the end, which a NUL in the text cannot be told from.
    char next() { return at_ < text_.size() ? text_[at_++] : (++at_, '\0'); }
    void back() { --at_; }

    /// Behind the character that is wrong.
    bool fail(std::string why) { return fail_at(at_ - 1, std::move(why)); }
    bool fail_at(std::size_t place, std::string why) {
        if (!problem_.empty()) return false;
        problem_ = std::move(why);
        problem_at_ = std::min(place, text_.size());
        return false;
    }

    StationObject end_of(StationObject read) {
        if (problem_.empty() && skip_blanks() != '\0') fail("there is more behind it");
        read.problem = std::move(problem_);
        read.problem_at = problem_at_;
        return read;
    }

    bool accept(char wanted, const char* what) {
        return skip_blanks() == wanted || fail(std::string{"expected "} + what);
    }

    /// Behind its first slash.
    void skip_comment() {
        const std::size_t begin = at_ - 1;
        if (next() != '*') {
            fail_at(begin, "a comment begins with /*");
            return;
        }
        const auto end = text_.find("*/", std::min(at_, text_.size()));
        if (end == std::string_view::npos) {
            fail_at(begin, "a comment without end");
        } else {
            at_ = end + 2;
        }
    }

    /// Before the next name of an object, or its end. @return false at the end
    bool has_next(bool first, char closing) {
        char c = skip_blanks();
        if (c == closing) {
            --open_;
            return false;
        }
        if (first) {
            back();
        } else if (c != ',') {
            return fail("expected a comma");
        }
        return problem_.empty();
    }

    bool next_name(bool first, StationMember& member) {
        if (!has_next(first, '}') || !accept('"', "a name")) return false;
        member.name_at = at_ - 1;
        member.name = string();
        return problem_.empty() && accept(':', "a colon");
    }

    bool next_member(StationObject& read) {
        StationMember member;
        return next_name(read.members.empty(), member) && take_value(read, std::move(member));
    }

    bool take_value(StationObject& read, StationMember member = {}) {
        const char c = skip_blanks();
        member.at = at_ - 1;
        member.is_text = c == '"';
        if (member.is_text) {
            member.text = string();
        } else {
            value(c);
        }
        member.size = at_ - member.at;
        // A value of the wrong kind is wrong before it is read to its end.
        if (problem_.empty() || !member.is_text) read.members.push_back(std::move(member));
        return problem_.empty();
    }

    // Each level of nesting is a call; container() ends it at kOpenAtOnce.
    void value(char first) {  // NOLINT(misc-no-recursion)
        switch (first) {
            case '"': string(); break;
            case '{':
            case '[': container(first); break;
            case 't': literal("rue"); break;
            case 'f': literal("alse"); break;
            case 'n': literal("ull"); break;
            default: number(first); break;
        }
    }

    void container(char opening) {  // NOLINT(misc-no-recursion): as value()
        if (open_ == kOpenAtOnce) {
            fail("nested too deeply");
            return;
        }
        ++open_;
        StationMember member;
        for (bool first = true; problem_.empty(); first = false) {
            const bool more = opening == '{' ? next_name(first, member) : has_next(first, ']');
            if (!more) return;
            value(skip_blanks());
        }
    }

    void literal(std::string_view rest) {
        for (const char c : rest)
            if (next() != c) fail("neither true nor false nor null");
    }

    void number(char c) {
        if (c == '-') c = next();
        c = digits(c);
        if (c == '.') c = digits(next());
        if (c == 'e' || c == 'E') {
            c = next();
            digits(c == '-' || c == '+' ? next() : c);
        }
        back();
    }

    /// @return what comes behind them
    char digits(char c) {
        if (!is_digit(c)) fail("expected a value");
        while (is_digit(c)) c = next();
        return c;
    }

    /// Behind the opening quotation mark.
    std::string string() {
        std::string text;
        for (;;) {
            const char c = next();
            if (c == '"' || !problem_.empty()) return text;
            if (c == '\0') {
                fail("a string without end");
            } else if (c == '\\') {
                text += escaped();
            } else {
                text += c;
            }
        }
    }

    std::string escaped() {
        constexpr std::string_view kNames = "\"\\/bfnrt";
        constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
        const char c = next();
        if (c == 'u') return code_point();
        const auto at = c == '\0' ? std::string_view::npos : kNames.find(c);
        if (at != std::string_view::npos) return {kMeant[at]};
        fail("an escape that does not exist");
        return {};
    }

    std::string code_point() {
        unsigned code = 0;
        for (int i = 0; i < 4; ++i) {
            const int digit = hex_digit(next());
            if (digit < 0) fail("an escape that does not exist");
            code = code << 4 | static_cast<unsigned>(digit);
        }
        return utf8(code & 0xFFFF);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    unsigned open_ = 0;
    std::string problem_;
    std::size_t problem_at_ = 0;
};

}  // namespace

StationObject read_station_object(std::string_view text) { return Reader{text}.object(); }

StationObject read_station_value(std::string_view text) { return Reader{text}.value_alone(); }

std::string find_msgtype(std::string_view text) {
    constexpr std::string_view kName = "\"msgtype\"";
    for (auto at = text.find(kName); at != std::string_view::npos; at = text.find(kName, at + 1)) {
        Reader behind{text};
        behind.go_to(at + kName.size());
        if (behind.skip_blanks() != ':' || behind.skip_blanks() != '"') continue;
        const std::string_view value = text.substr(behind.at());
        const auto end = value.find_first_of(std::string_view{"\"\\\0", 3});
        if (end != std::string_view::npos && value[end] == '"') return std::string{value.substr(0, end)};
    }
    return {};
}

}  // namespace cupspec::emulator
