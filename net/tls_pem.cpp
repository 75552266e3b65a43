#include "net/errc.hpp"
#include "net/openssl.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace cupspec::net {
namespace {

constexpr std::string_view kArmour = "-----BEGIN ";

Owned<BIO> reader_of(ByteView bytes) {
    constexpr std::size_t kMost = std::numeric_limits<int>::max();
    return Owned<BIO>{BIO_new_mem_buf(bytes.data(), static_cast<int>(std::min(bytes.size(), kMost)))};
}

bool is_pem(ByteView bytes) { return as_text(bytes).find(kArmour) != std::string_view::npos; }

/// Of anything else OpenSSL only says that it is "too long".
bool begins_as_der(ByteView bytes) {
    constexpr std::uint8_t kSequence = 0x30;
    return !bytes.empty() && bytes.front() == kSequence;
}

// A passphrase cannot be asked for here; OpenSSL's default would ask the terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) { return -1; }

bool only_ended() {
    const unsigned long error = ERR_peek_last_error();
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

Result<std::vector<Owned<X509>>> parse_pem(ByteView bytes, std::string where) {
    std::vector<Owned<X509>> found;
    const Owned<BIO> reader = reader_of(bytes);
    for (;;) {
        Owned<X509> certificate{PEM_read_bio_X509(reader.get(), nullptr, no_passphrase, nullptr)};
        if (!certificate) break;
        found.push_back(std::move(certificate));
    }
    if (found.empty() || !only_ended()) return tls_setup_error(std::move(where));
    ERR_clear_error();
    return found;
}

}  // namespace

std::string take_openssl_error() {
    const unsigned long error = ERR_get_error();
    ERR_clear_error();
    if (error == 0) return {};
    if (const char* reason = ERR_reason_error_string(error)) return reason;
    return "OpenSSL error " + std::to_string(error);
}

Error tls_setup_error(std::string where) {
    return Error{make_error_code(Errc::tls_setup), std::move(where), take_openssl_error()};
}

Result<std::vector<Owned<X509>>> parse_certificates(ByteView bytes, std::string where) {
    ERR_clear_error();
    if (is_pem(bytes)) return parse_pem(bytes, std::move(where));
    if (!begins_as_der(bytes)) {
        return Error{make_error_code(Errc::tls_setup), std::move(where),
                     "no CERTIFICATE block in it, and it does not begin as DER"};
    }
    std::vector<Owned<X509>> found;
    const unsigned char* next = bytes.data();
    const unsigned char* const end =
        next + bytes.size();  // NOLINT(*-pointer-arithmetic): d2i moves a pointer
    do {
        Owned<X509> certificate{d2i_X509(nullptr, &next, static_cast<long>(end - next))};
        if (!certificate) return tls_setup_error(std::move(where));
        found.push_back(std::move(certificate));
    } while (next != end);
    return found;
}

}  // namespace cupspec::net
