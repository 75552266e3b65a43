#include "pki/pem.hpp"

#include "pki/errc.hpp"
#include "pki/handles.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <limits>

namespace cupspec::pki {
namespace {

/// One block, or nothing at the end or at the first that cannot be read.
bool read_block(BIO* file, PemBlock& block) {
    char* label = nullptr;
    char* header = nullptr;
    unsigned char* bytes = nullptr;
    long size = 0;
    if (PEM_read_bio(file, &label, &header, &bytes, &size) != 1) return false;
    block.label = label;
    block.encrypted = *header != '\0';
    const ByteView content{bytes, static_cast<std::size_t>(size)};
    block.der.assign(content.begin(), content.end());
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_clear_free(bytes, content.size());
    return true;
}

}  // namespace

std::vector<PemBlock> pem_blocks(ByteView file) {
    std::vector<PemBlock> blocks;
    if (file.size() > std::numeric_limits<int>::max()) return blocks;
    const BioHandle bio{BIO_new_mem_buf(file.data(), static_cast<int>(file.size()))};
    PemBlock block;
    while (bio && read_block(bio.get(), block)) blocks.push_back(block);
    ERR_clear_error();  // the end of the file is an error to OpenSSL
    return blocks;
}

std::string pem_armour(std::string_view label, ByteView der) {
    constexpr std::size_t kLineBytes = 48;
    std::array<unsigned char, kLineBytes / 3 * 4 + 1> base64{};
    std::string text = "-----BEGIN " + std::string{label} + "-----\n";
    for (std::size_t at = 0; at < der.size(); at += kLineBytes) {
        const ByteView line = der.subspan(at, std::min(kLineBytes, der.size() - at));
        const int size = EVP_EncodeBlock(base64.data(), line.data(), static_cast<int>(line.size()));
        text += as_text(ByteView{base64}.first(static_cast<std::size_t>(size)));
        text += '\n';
    }
    return text + "-----END " + std::string{label} + "-----\n";
}

Result<std::vector<Bytes>> certificate_blocks(ByteView file) {
    std::vector<Bytes> found;
    if (looks_like_der(file)) {
        found.emplace_back(file.begin(), file.end());
    } else {
        for (PemBlock& block : pem_blocks(file)) {
            if (block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE")
                found.push_back(std::move(block.der));
        }
    }
    if (found.empty())
        return Error{Errc::bad_certificate, {}, "no CERTIFICATE block in it, and it does not begin as DER"};
    return found;
}

Error unreadable_certificate(std::size_t index) {
    return {Errc::bad_certificate, "certificate " + std::to_string(index + 1),
            "no X.509 certificate, or bytes after it"};
}

}  // namespace cupspec::pki
