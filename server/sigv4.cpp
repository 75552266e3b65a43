#include "server/sigv4.hpp"

#include "base/ascii.hpp"
#include "base/hex.hpp"
#include "pki/digest.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace cupspec::server {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kService = "s3";

bool is_unreserved(char c) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

/// "20130524"
std::string date_of(TimePoint now) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(now)};
    return zero_padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) +
           zero_padded(static_cast<unsigned>(date.month()), 2) +
           zero_padded(static_cast<unsigned>(date.day()), 2);
}

/// "20130524T000000Z"
std::string moment_of(TimePoint now) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(now - day)};
    return date_of(now) + 'T' + zero_padded(static_cast<unsigned>(time.hours().count()), 2) +
           zero_padded(static_cast<unsigned>(time.minutes().count()), 2) +
           zero_padded(static_cast<unsigned>(time.seconds().count()), 2) + 'Z';
}

/// Blanks around it go, runs of them become one.
std::string trimmed(std::string_view value) {
    std::string text;
    for (const char c : value) {
        const bool blank = c == ' ' || c == '\t';
        if (blank && (text.empty() || text.back() == ' ')) continue;
        text += blank ? ' ' : c;
    }
    if (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

/// Lower-case names in order; the values of a repeated name stand in the order in which they came.
std::map<std::string, std::string> canonical_headers(const std::vector<net::Header>& headers) {
    std::map<std::string, std::string> sorted;
    for (const net::Header& header : headers) {
        std::string name = header.name;
        std::transform(name.begin(), name.end(), name.begin(), lower);
        const auto [at, fresh] = sorted.try_emplace(std::move(name), trimmed(header.value));
        if (!fresh) at->second += ',' + trimmed(header.value);
    }
    return sorted;
}

std::string signed_names(const std::vector<net::Header>& headers) {
    std::string names;
    for (const auto& [name, value] : canonical_headers(headers)) names += (names.empty() ? "" : ";") + name;
    return names;
}

std::string scope_text(const SigningScope& scope) {
    return date_of(scope.now) + '/' + scope.region + '/' + std::string{kService} + "/aws4_request";
}

}  // namespace

std::string uri_encode(std::string_view text, bool slash) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c) || (slash && c == '/')) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += kDigits[byte >> 4U];
        encoded += kDigits[byte & 0xfU];
    }
    return encoded;
}

std::string encoded_path(std::string_view path) { return uri_encode(path, true); }

std::string encoded_query(const Query& query) {
    Query sorted;
    for (const auto& [name, value] : query) sorted.emplace_back(uri_encode(name), uri_encode(value));
    std::sort(sorted.begin(), sorted.end());
    std::string text;
    for (const auto& [name, value] : sorted)
        text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
    return text;
}

std::string payload_hash_of(ByteView body) { return to_hex(pki::sha256(body)); }

std::string canonical_request(const SignedRequest& request) {
    std::string text = request.method + '\n' + encoded_path(request.path) + '\n';
    text += encoded_query(request.query) + '\n';
    for (const auto& [name, value] : canonical_headers(request.headers))
        text.append(name).append(":").append(value).append("\n");
    return text + '\n' + signed_names(request.headers) + '\n' + request.payload_hash;
}

std::string string_to_sign(const SignedRequest& request, const SigningScope& scope) {
    return std::string{kAlgorithm} + '\n' + moment_of(scope.now) + '\n' + scope_text(scope) + '\n' +
           payload_hash_of(as_bytes(canonical_request(request)));
}

std::string signature(const SignedRequest& request, const SigningScope& scope, const S3Keys& keys) {
    Bytes key = to_bytes("AWS4" + keys.secret);
    const std::string date = date_of(scope.now);
    for (const std::string_view part :
         {std::string_view{date}, std::string_view{scope.region}, kService, std::string_view{"aws4_request"}})
        key = pki::hmac_sha256(key, as_bytes(part));
    return to_hex(pki::hmac_sha256(key, as_bytes(string_to_sign(request, scope))));
}

void sign(SignedRequest& request, const SigningScope& scope, const S3Keys& keys) {
    request.headers.push_back({"x-amz-content-sha256", request.payload_hash});
    request.headers.push_back({"x-amz-date", moment_of(scope.now)});
    if (!keys.session_token.empty()) request.headers.push_back({"x-amz-security-token", keys.session_token});
    std::string value = std::string{kAlgorithm} + " Credential=" + keys.id + '/' + scope_text(scope);
    value += ",SignedHeaders=" + signed_names(request.headers);
    value += ",Signature=" + signature(request, scope, keys);
    request.headers.push_back({"Authorization", std::move(value)});
}

}  // namespace cupspec::server
