#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "pki/key.hpp"

#include <string>

namespace cupspec::cli {

/// @return otherwise why it cannot be read, or is no private key; `where` naming the file
Result<pki::PrivateKey> read_private_key(const std::string& path);

/// The 64 bytes, from a public key file or out of a private key. @return otherwise as read_private_key
Result<Bytes> read_public_key(const std::string& path);

}  // namespace cupspec::cli
