#include "cli/endpoint.hpp"

#include <algorithm>
#include <charconv>

namespace cupspec::cli {

std::optional<Endpoint> parse_endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    Endpoint endpoint{std::string{host}, 0};
    const auto [rest, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    if (host.empty() || error != std::errc{} || rest != port.data() + port.size()) return std::nullopt;
    return endpoint;
}

bool is_loopback(std::string_view host) {
    const bool digits =
        std::all_of(host.begin(), host.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
    return (digits && host.starts_with("127.")) || host == "::1" || host == "localhost";
}

std::string loopback_name(std::string_view host) {
    if (host == "localhost" || host == "0.0.0.0" || host == "::") return "127.0.0.1";
    return host.find(':') == std::string_view::npos ? std::string{host} : '[' + std::string{host} + ']';
}

}  // namespace cupspec::cli
