#include "cli/signing_key.hpp"

#include "base/files.hpp"
#include "pki/firmware.hpp"

namespace cupspec::cli {

Result<pki::PrivateKey> read_private_key(const std::string& path) {
    const auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    auto key = pki::PrivateKey::parse(*bytes);
    if (!key) return Error{key.error().code, path, key.error().detail};
    return key;
}

Result<Bytes> read_public_key(const std::string& path) {
    auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    if (bytes->size() == pki::kPublicKeyBytes) return bytes;
    const auto key = pki::PrivateKey::parse(*bytes);
    if (!key) {
        return Error{
            pki::Errc::bad_public_key, path,
            "neither 64 bytes (sig-N.key) nor a private key: " + std::to_string(bytes->size()) + " bytes"};
    }
    auto half = pki::public_key(*key);
    if (!half) return Error{half.error().code, path, half.error().detail};
    return half;
}

}  // namespace cupspec::cli
