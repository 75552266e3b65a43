#include "emulator/token.hpp"

#include "protocol/errc.hpp"

#include <algorithm>
#include <cctype>

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

}  // namespace

Result<TokenLines> read_token(ByteView key_file) {
    std::string_view text = as_text(key_file);
    text = text.substr(0, text.find('\0'));
    const auto last = text.find_last_not_of("\r\n");
    text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);

    TokenLines token;
    std::size_t bare_line_feeds = 0;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (end != std::string_view::npos && !line.ends_with('\r')) ++bare_line_feeds;
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++number;
        if (!is_header_line(line)) {
            return Error{protocol::Errc::bad_token, "line " + std::to_string(number),
                         "expected a header like \"Authorization: ...\", with a blank after the colon"};
        }
        (token.lines += line) += "\r\n";
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    token.overflows = bare_line_feeds >= 2;
    return token;
}

}  // namespace cupspec::emulator
