#include "protocol/quoted.hpp"

namespace cupspec::protocol {

std::string quoted(std::string_view text, std::size_t limit_bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text.substr(0, limit_bytes)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            (out += '\\') += c;
        } else if (byte < 0x20 || byte > 0x7E) {
            ((out += "\\x") += kDigits[byte >> 4U]) += kDigits[byte & 0x0FU];
        } else {
            out += c;
        }
    }
    out += text.size() > limit_bytes ? "...\"" : "\"";
    return out;
}

}  // namespace cupspec::protocol
