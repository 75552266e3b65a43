#include "emulator/tls_client.hpp"

#include "emulator/tls_rules.hpp"
#include "pki/certificate.hpp"

#include <array>
#include <optional>
#include <vector>

namespace cupspec::emulator {
namespace {

// mbedTLS's preference, P-521 first and the Montgomery curves last; protocol.md §8.
constexpr const char* kTlsGroups =
    "secp521r1:brainpoolP512r1:secp384r1:brainpoolP384r1:secp256r1:secp256k1:brainpoolP256r1:"
    "secp224r1:secp224k1:secp192r1:secp192k1:X25519:X448";
// The 79 suites of mbedTLS 2.28's stock configuration in its order, less those OpenSSL has not (Camellia in
// GCM, ECDH with fixed keys); protocol.md §8.
constexpr const char* kCiphers =
    "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-CHACHA20-POLY1305:DHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-AES256-CCM:DHE-RSA-AES256-CCM:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:"
    "DHE-RSA-AES256-SHA256:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:DHE-RSA-AES256-SHA:"
    "ECDHE-ECDSA-AES256-CCM8:DHE-RSA-AES256-CCM8:ECDHE-ECDSA-CAMELLIA256-SHA384:"
    "ECDHE-RSA-CAMELLIA256-SHA384:DHE-RSA-CAMELLIA256-SHA256:DHE-RSA-CAMELLIA256-SHA:"
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES128-CCM:DHE-RSA-AES128-CCM:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:"
    "DHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:DHE-RSA-AES128-SHA:"
    "ECDHE-ECDSA-AES128-CCM8:DHE-RSA-AES128-CCM8:ECDHE-ECDSA-CAMELLIA128-SHA256:"
    "ECDHE-RSA-CAMELLIA128-SHA256:DHE-RSA-CAMELLIA128-SHA256:DHE-RSA-CAMELLIA128-SHA:"
    "AES256-GCM-SHA384:AES256-CCM:AES256-SHA256:AES256-SHA:AES256-CCM8:CAMELLIA256-SHA256:CAMELLIA256-SHA:"
    "AES128-GCM-SHA256:AES128-CCM:AES128-SHA256:AES128-SHA:AES128-CCM8:CAMELLIA128-SHA256:CAMELLIA128-SHA";
// 0603 0601 0503 0501 0403 0401 0303 0301: neither SHA-1 nor PSS; protocol.md §8.
constexpr const char* kSignatureAlgorithms =
    "ECDSA+SHA512:RSA+SHA512:ECDSA+SHA384:RSA+SHA384:ECDSA+SHA256:RSA+SHA256:ECDSA+SHA224:RSA+SHA224";

std::vector<pki::CertificateFacts> facts_of(const net::Certificates& certificates) {
    std::vector<pki::CertificateFacts> facts;
    facts.reserve(certificates.size());
    for (const x509_st* certificate : certificates) facts.push_back(pki::inspect_certificate(*certificate));
    return facts;
}

std::optional<std::string> judge_own(const net::Certificates& certificates) {
    return own_certificates_trouble(facts_of(certificates));
}

/// The TLS library names its option; a gateway has files.
Result<net::TlsContext> in_files_words(Result<net::TlsContext> context) {
    if (context) return context;
    Error error = context.error();
    if (error.where == "identity.certificate") error.where = "crt";
    if (error.where == "identity.key") error.where = "key";
    return error;
}

struct Slug {
    std::string_view word;
    std::string_view slug;
};

// The words are OpenSSL's; the first that occurs decides.
constexpr std::array kSlugs{
    Slug{"has expired", "tls-certificate-expired"},
    Slug{"not yet valid", "tls-certificate-not-yet-valid"},
    Slug{"protocol version", "tls-version"},
    Slug{"unsupported protocol", "tls-version"},
    Slug{"unable to get", "tls-untrusted"},
    Slug{"self-signed", "tls-untrusted"},
    Slug{"self signed", "tls-untrusted"},
    Slug{"certificate verify failed", "tls-untrusted"},
    Slug{"key does not belong", "tls-key-mismatch"},
    Slug{"alert", "tls-refused"},
    Slug{"closed", "tls-closed"},
};

}  // namespace

Result<net::TlsContext> make_tls_client(const protocol::CredentialSet& credentials,
                                        const TlsClientSetup& setup) {
    if (setup.tls != TlsLibrary::current) {
        if (auto begin = check_beginnings(credentials, setup.mode); !begin) return begin.error();
    }
    net::ClientTlsOptions options;
    options.trust = credentials.trust;
    if (setup.mode == AuthMode::mutual) options.identity = {credentials.certificate, credentials.key};
    if (setup.sni) options.server_name = setup.host;
    options.key_log = setup.key_log;
    if (setup.tls == TlsLibrary::current) return in_files_words(net::TlsContext::client(options));
    options.judge_own = judge_own;
    options.judge_peer = [name = options.server_name](const net::Certificates& chain) {
        const PeerRule* broken = broken_peer_rule(facts_of(chain), name);
        return broken == nullptr ? std::nullopt : std::optional{std::string{broken->slug}};
    };
    options.min = net::TlsVersion::tls1_0;
    options.max = net::TlsVersion::tls1_2;
    options.groups = kTlsGroups;
    options.ciphers = kCiphers;
    options.offer_ticket = true;
    options.any_key = true;  // Station does not compare them: the server will
    options.signature_algorithms = kSignatureAlgorithms;
    return in_files_words(net::TlsContext::client(options));
}

std::string tls_problem(const std::string& failure) {
    for (const PeerRule& rule : peer_rules())
        if (failure == rule.slug) return failure;
    for (const Slug& slug : kSlugs)
        if (failure.find(slug.word) != std::string::npos) return std::string{slug.slug};
    return "tls-handshake-failed";
}

}  // namespace cupspec::emulator
