#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cupspec::server {

/// Objects whose keys begin in the same way, as a directory's files do.
struct S3Place {
    std::string bucket;
    std::string prefix;  ///< "fleet/cups-0"; empty: the bucket's top

    /// The object's key: "fleet/cups-0/NAME".
    std::string key(std::string_view name) const;
    /// "s3://bucket/fleet/cups-0/NAME", for messages.
    std::string uri(std::string_view name) const;
    /// Last part: "cups-0"; at the bucket's top the bucket.
    std::string name() const;
    /// Another name in place of the last part; at the bucket's top `name` lies below it: keys lead into
    /// no other bucket.
    S3Place sibling(std::string_view name) const;

    bool operator==(const S3Place&) const = default;
};

/// True for `s3://...`, whether it is well formed or not.
bool is_s3_uri(std::string_view text);

/// `s3://BUCKET[/PREFIX]`; slashes at the end do not count.
/// @return otherwise bad_option, `detail` in words: the bucket's name (3 to 63 of a-z 0-9 . -), or an empty,
/// "." or ".." part of the prefix
Result<S3Place> parse_s3_uri(std::string_view text);

/// Where an S3 server listens.
struct S3Endpoint {
    bool tls = true;
    std::string host;
    std::string port;

    /// The Host header: without the scheme's own port.
    std::string authority() const;

    bool operator==(const S3Endpoint&) const = default;
};

/// `http[s]://HOST[:PORT][/]`. @return otherwise bad_option, `detail` in words
Result<S3Endpoint> parse_s3_endpoint(std::string_view text);

/// Amazon's own in this region: "s3.eu-west-3.amazonaws.com".
S3Endpoint amazon_endpoint(std::string_view region);

}  // namespace cupspec::server
