#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "pki/key.hpp"

#include <filesystem>
#include <string>

namespace cupspec::server {

/// A CA that signs gateways' certificates.
struct IssuingAuthority {
    std::string where;  ///< its certificate's file, for messages
    Bytes certificate;  ///< DER
    pki::PrivateKey key;
    TimePoint not_after;
};

/// Reads the certificate (the first of a PEM file, or DER) and its private key (PEM or DER), and tries them:
/// a certificate they issue must verify.
/// @return otherwise the reading error or bad_file, `where` naming the file and `detail` the way out: no
/// certificate or key in it, a key of another certificate, no CA, not valid at `now`, or of a kind Basics
/// Station cannot use
Result<IssuingAuthority> read_authority(const std::filesystem::path& certificate,
                                        const std::filesystem::path& key, TimePoint now);

}  // namespace cupspec::server
