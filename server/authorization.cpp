#include "server/authorization.hpp"

#include <algorithm>

namespace cupspec::server {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_but_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view credential(std::string_view value) {
    constexpr std::string_view kScheme = "Bearer ";
    if (equal_but_case(value.substr(0, kScheme.size()), kScheme)) value.remove_prefix(kScheme.size());
    return value;
}

}  // namespace

bool is_authorized(std::optional<std::string_view> header, std::span<const std::string> accepted) {
    if (!header || credential(*header).empty()) return false;
    return std::any_of(accepted.begin(), accepted.end(),
                       [&](const std::string& value) { return credential(value) == credential(*header); });
}

bool is_named(std::string_view common_name, protocol::Eui64 router) {
    return equal_but_case(common_name, protocol::to_hex16(router));
}

}  // namespace cupspec::server
