#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "net/http.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cupspec::server {

/// What an S3 server knows us by.
struct S3Keys {
    std::string id;
    std::string secret;
    std::string session_token;  ///< of temporary keys; empty: none
};

using Query = std::vector<std::pair<std::string, std::string>>;  ///< names and values, not encoded

/// A request as Signature Version 4 sees it.
struct SignedRequest {
    std::string method = "GET";
    std::string path = "/";            ///< "/bucket/key", not encoded
    Query query;                       ///< in any order
    std::vector<net::Header> headers;  ///< Host among them; all are signed
    std::string payload_hash;          ///< payload_hash_of(body), or kUnsignedPayload
};

/// Where and when a signature holds.
struct SigningScope {
    std::string region;
    TimePoint now;
};

constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";  ///< the body is not part of the signature

/// Percent-encoded but for A-Z a-z 0-9 - . _ ~, with upper-case hex. @param slash "/" stays as it is
std::string uri_encode(std::string_view text, bool slash = false);

/// The path as it stands in the request line. S3 takes it as it is: no dots are resolved, no slashes joined.
std::string encoded_path(std::string_view path);

/// The query in canonical order, as it stands in the request line behind "?"; empty: none.
std::string encoded_query(const Query& query);

/// Lower-case hex of the body's SHA-256.
std::string payload_hash_of(ByteView body);

/// The three steps of AWS Signature Version 4 for S3, each as text.
/// Source: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header".
std::string canonical_request(const SignedRequest& request);
std::string string_to_sign(const SignedRequest& request, const SigningScope& scope);
std::string signature(const SignedRequest& request, const SigningScope& scope, const S3Keys& keys);

/// Adds x-amz-content-sha256, x-amz-date, x-amz-security-token where the keys have one, and Authorization.
void sign(SignedRequest& request, const SigningScope& scope, const S3Keys& keys);

}  // namespace cupspec::server
