#include "emulator/token.hpp"

#include "protocol/errc.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace cupspec::emulator {
namespace {

bool is_name_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

bool is_header_line(std::string_view line) {
    const auto name = std::find_if_not(line.begin(), line.end(), is_name_character);
    const auto rest = line.substr(static_cast<std::size_t>(name - line.begin()));
    return name != line.begin() && rest.starts_with(": ");
}

/// LF and CRLF go; a CR of its own stays.
std::string_view without_line_ends(std::string_view text) {
    while (text.ends_with('\n')) {
        text.remove_suffix(1);
        if (text.ends_with('\r')) text.remove_suffix(1);
    }
    return text;
}

/// The number of the first line that CRLF does not end; 0: there is none.
std::size_t line_without_crlf(std::string_view text) {
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const auto end = text.find('\n');
        if (end == std::string_view::npos || end == 0 || text[end - 1] != '\r') return number;
        text.remove_prefix(end + 1);
    }
    return 0;
}

Error bad_line(std::size_t number, std::string why) {
    return {protocol::Errc::bad_token, "line " + std::to_string(number), std::move(why)};
}

Result<TokenLines> bare_token(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
    text = text.substr(0, text.find_last_not_of(kBlank) + 1);
    if (text.find_first_of("\r\n") != std::string_view::npos) return bad_line(1, "a bare token is one line");
    return TokenLines{"Authorization: Bearer " + std::string{text} + "\r\n", false};
}

/// Station makes room for the line ends that need none, and for one byte more.
bool overflows(std::string_view text) {
    std::size_t bare = 0;
    std::size_t full = 0;
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        ++(at > 0 && text[at - 1] == '\r' ? full : bare);
    return bare > full + 1;
}

Result<TokenLines> header_lines(std::string_view text) {
    TokenLines token;
    token.overflows = overflows(text);
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
        ++number;
        if (!is_header_line(line)) {
            return bad_line(number,
                            "expected a header like \"Authorization: ...\", with a blank after the colon");
        }
        (token.lines += line) += "\r\n";
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return token;
}

}  // namespace

Result<TokenLines> read_token(ByteView key_file, TokenForm form) {
    std::string_view text = as_text(key_file);
    if (form == TokenForm::bare) return bare_token(text);
    text = text.substr(0, text.find('\0'));
    const std::size_t bad = form == TokenForm::crlf_required ? line_without_crlf(text) : 0;
    if (bad != 0) return bad_line(bad, "does not end in CR LF");
    return header_lines(without_line_ends(text));
}

}  // namespace cupspec::emulator
