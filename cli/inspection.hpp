#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "pki/certificate.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::cli {

/// What a file, or a part of one, turned out to be.
struct Inspected {
    std::string kind;   ///< "certificate", "private key", "credential set", "signing key", "token", "unknown"
    std::string part;   ///< of a credential set: "trust", "certificate", "key"; else empty
    std::string about;  ///< one line; never a secret
    std::vector<pki::CertificateFacts> certificate;  ///< one of a certificate, else none
    std::vector<std::string> warnings;
};

/// Everything in the file, in its order. @param now for what has expired
std::vector<Inspected> inspect_file(ByteView file, TimePoint now);

/// "2036-11-18 01:02:35Z"
std::string time_text(TimePoint time);

}  // namespace cupspec::cli
