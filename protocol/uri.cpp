#include "protocol/uri.hpp"

#include "protocol/quoted.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <utility>

namespace cupspec::protocol {
namespace {

constexpr std::string_view kSeparator = "://";

/// What the three kinds of URI do not share.
struct Kind {
    std::string_view scheme;
    bool path;  ///< mandatory; otherwise forbidden
};

Error refused(std::string_view part, std::string detail) {
    return {Errc::bad_uri, std::string{part}, std::move(detail)};
}

std::string too_long(std::size_t size, std::size_t limit) {
    return std::to_string(size) + " bytes, limit " + std::to_string(limit);
}

bool same_letters(std::string_view text, std::string_view lower_case) {
    return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                      [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
}

/// Takes the scheme with its separator off the front. @return whether it asks for TLS
Result<bool> take_scheme(std::string_view& text, std::string_view base) {
    const std::string wanted = "expected " + std::string{base} + ":// or " + std::string{base} + "s://";
    const std::size_t end = text.find(kSeparator);
    if (end == std::string_view::npos) return refused("scheme", wanted + " at the front of " + quoted(text));
    const std::string_view scheme = text.substr(0, end);
    const bool known = same_letters(scheme.substr(0, base.size()), base);
    const std::string_view rest = known ? scheme.substr(base.size()) : scheme;
    if (known && rest == "S")
        return refused("scheme", "the s of TLS must be lower case in " + quoted(scheme));
    if (!known || (!rest.empty() && rest != "s"))
        return refused("scheme", wanted + ", found " + quoted(scheme));
    text.remove_prefix(end + kSeparator.size());
    return rest == "s";
}

/// Takes the host and the colon behind it off the front.
Result<std::string> take_host(std::string_view& text) {
    const bool literal = text.starts_with('[');
    const std::size_t bracket = literal ? text.find(']') : 0;
    if (bracket == std::string_view::npos)
        return refused("host", "the bracket of " + quoted(text) + " is not closed");
    const std::string_view host = literal ? text.substr(1, bracket - 1) : text.substr(0, text.find(':'));
    if (host.empty()) return refused("host", "it is empty");
    // Station loses the last character of a literal, and then finds nothing in the brackets.
    if (literal && host.size() == 1) return refused("host", "one character in brackets is no address");
    if (host.size() > kMaxHostBytes) return refused("host", too_long(host.size(), kMaxHostBytes));
    text.remove_prefix(literal ? bracket + 1 : host.size());
    if (!text.starts_with(':')) return refused("port", "no port after " + quoted(host) + "; it is mandatory");
    text.remove_prefix(1);
    return std::string{host};
}

Result<ServerUri> parse(std::string_view text, const Kind& kind) {
    if (text.size() > kMaxUriBytes) return refused("length", too_long(text.size(), kMaxUriBytes));
    std::string_view rest = text;
    const auto tls = take_scheme(rest, kind.scheme);
    if (!tls) return tls.error();
    // Within brackets a slash is a character like any other.
    const std::size_t host_end = rest.starts_with('[') ? rest.find(']') : 0;
    const std::size_t slash = std::min(rest.find('/', host_end), rest.size());
    const std::string_view path = rest.substr(slash);
    rest = rest.substr(0, slash);
    auto host = take_host(rest);
    if (!host) return host.error();
    if (rest.empty()) return refused("port", "it is empty");
    if (rest.size() > kMaxPortBytes) return refused("port", too_long(rest.size(), kMaxPortBytes));
    if (kind.path && path.empty()) return refused("path", "it is mandatory, if only as /");
    if (!kind.path && !path.empty()) return refused("path", "none is allowed, found " + quoted(path));
    return ServerUri{*tls, std::move(*host), std::string{rest}, std::string{path}};
}

}  // namespace

Result<ServerUri> parse_cups_uri(std::string_view text) { return parse(text, {"http", false}); }

Result<ServerUri> parse_tc_uri(std::string_view text) { return parse(text, {"ws", false}); }

Result<ServerUri> parse_muxs_uri(std::string_view text) { return parse(text, {"ws", true}); }

}  // namespace cupspec::protocol
