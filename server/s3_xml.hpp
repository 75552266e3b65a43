#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cupspec::server {

/// What an S3 server says went wrong. Printable and short; an answer that is no such document has no code.
struct S3Fault {
    std::string code;     ///< "NoSuchKey", "AccessDenied"
    std::string message;  ///< in words
};

/// Reads an `Error` document. Its other members, which may hold key ids and signatures, are left alone.
S3Fault parse_s3_fault(ByteView body);

/// One page of a listing.
struct S3Listing {
    std::vector<std::string> keys;
    std::string next;  ///< continuation token; empty: this was the last page
};

/// Reads a `ListBucketResult`. @return nothing when it is none, or lacks what it must have
std::optional<S3Listing> parse_s3_listing(ByteView body);

}  // namespace cupspec::server
