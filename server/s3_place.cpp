#include "server/s3_place.hpp"

#include "server/errc.hpp"

#include <algorithm>
#include <charconv>

namespace cupspec::server {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr std::string_view kHttpPort = "80";
constexpr std::string_view kHttpsPort = "443";

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Source: Amazon S3 User Guide, "General purpose bucket naming rules".
bool is_bucket_name(std::string_view name) {
    return name.size() >= 3 && name.size() <= 63 && is_lower_or_digit(name.front()) &&
           is_lower_or_digit(name.back()) && std::all_of(name.begin(), name.end(), [](char c) {
               return is_lower_or_digit(c) || c == '.' || c == '-';
           });
}

bool is_plain_part(std::string_view part) {
    return !part.empty() && part != "." && part != ".." && std::none_of(part.begin(), part.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20;
    });
}

bool are_plain_parts(std::string_view path) {
    for (;;) {
        const auto slash = path.find('/');
        if (!is_plain_part(path.substr(0, slash))) return false;
        if (slash == std::string_view::npos) return true;
        path.remove_prefix(slash + 1);
    }
}

bool is_port(std::string_view text) {
    std::uint16_t number = 0;
    const char* const end =
        text.data() + text.size();  // NOLINT(*-pointer-arithmetic): from_chars wants an end
    const auto [rest, failed] = std::from_chars(text.data(), end, number);
    return failed == std::errc{} && rest == end && number != 0;
}

bool is_host(std::string_view text) {
    const auto is_allowed = [](char c) {
        return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
    };
    if (text.starts_with('[') && text.ends_with(']'))
        return text.find_first_not_of("0123456789abcdefABCDEF:.", 1) == text.size() - 1;
    return !text.empty() && std::all_of(text.begin(), text.end(), is_allowed);
}

}  // namespace

std::string S3Place::key(std::string_view name) const {
    return prefix.empty() ? std::string{name} : (prefix + '/').append(name);
}

std::string S3Place::uri(std::string_view name) const {
    return std::string{kScheme} + bucket + '/' + key(name);
}

std::string S3Place::name() const { return prefix.empty() ? bucket : prefix.substr(prefix.rfind('/') + 1); }

S3Place S3Place::sibling(std::string_view name) const {
    const auto slash = prefix.rfind('/');
    const std::string parent = slash == std::string::npos ? "" : prefix.substr(0, slash + 1);
    return {bucket, std::string{parent}.append(name)};
}

bool is_s3_uri(std::string_view text) { return text.starts_with(kScheme); }

Result<S3Place> parse_s3_uri(std::string_view text) {
    const auto bad = [text](const char* why) { return Error{Errc::bad_option, std::string{text}, why}; };
    if (!is_s3_uri(text)) return bad("s3://BUCKET/PREFIX is needed");
    std::string_view rest = text.substr(kScheme.size());
    while (rest.ends_with('/')) rest.remove_suffix(1);
    const auto slash = rest.find('/');
    S3Place place;
    place.bucket = rest.substr(0, slash);
    if (!is_bucket_name(place.bucket))
        return bad("the bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens");
    if (slash == std::string_view::npos) return place;
    place.prefix = rest.substr(slash + 1);
    if (!are_plain_parts(place.prefix)) return bad("the prefix has an empty part, or one of dots");
    return place;
}

std::string S3Endpoint::authority() const {
    return port == (tls ? kHttpsPort : kHttpPort) ? host : host + ':' + port;
}

Result<S3Endpoint> parse_s3_endpoint(std::string_view text) {
    const auto bad = [text](const char* why) { return Error{Errc::bad_option, std::string{text}, why}; };
    S3Endpoint endpoint;
    endpoint.tls = text.starts_with("https://");
    if (!endpoint.tls && !text.starts_with("http://"))
        return bad("http://HOST:PORT or https://HOST:PORT is needed");
    std::string_view rest = text.substr(text.find("//") + 2);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    const auto bracket = rest.find(']');
    const auto colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    endpoint.host = rest.substr(0, colon);
    endpoint.port = endpoint.tls ? kHttpsPort : kHttpPort;
    if (colon != std::string_view::npos) endpoint.port = rest.substr(colon + 1);
    if (!is_host(endpoint.host)) return bad("the host: a name or address, and no path behind it");
    if (!is_port(endpoint.port)) return bad("the port is no number from 1 to 65535");
    return endpoint;
}

S3Endpoint amazon_endpoint(std::string_view region) {
    return {true, std::string{"s3."}.append(region).append(".amazonaws.com"), std::string{kHttpsPort}};
}

}  // namespace cupspec::server
