#include "emulator/tls_client.hpp"

#include "emulator/tls_rules.hpp"

#include <array>
#include <optional>
#include <vector>

namespace cupspec::emulator {
namespace {

// mbedTLS's preference, P-521 first and the Montgomery curves last; protocol.md §8.
constexpr const char* kGroups =
    "secp521r1:brainpoolP512r1:secp384r1:brainpoolP384r1:secp256r1:secp256k1:brainpoolP256r1:X25519:X448";
// 0603 0601 0503 0501 0403 0401 0303 0301: neither SHA-1 nor PSS; protocol.md §8.
constexpr const char* kSignatureAlgorithms =
    "ECDSA+SHA512:RSA+SHA512:ECDSA+SHA384:RSA+SHA384:ECDSA+SHA256:RSA+SHA256:ECDSA+SHA224:RSA+SHA224";

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
    Slug{"alert", "tls-refused"},
    Slug{"closed", "tls-closed"},
};

}  // namespace

Result<net::TlsContext> make_tls_client(const protocol::CredentialSet& credentials,
                                        const TlsClientSetup& setup) {
    net::ClientTlsOptions options;
    options.trust = credentials.trust;
    if (setup.mode == AuthMode::mutual) options.identity = {credentials.certificate, credentials.key};
    if (setup.sni) options.server_name = setup.host;
    options.judge_peer = [name = options.server_name](const std::vector<Bytes>& chain) {
        const PeerRule* broken = broken_peer_rule(chain, name);
        return broken == nullptr ? std::nullopt : std::optional{std::string{broken->slug}};
    };
    options.min = net::TlsVersion::tls1_0;
    options.max = net::TlsVersion::tls1_2;
    options.groups = kGroups;
    options.signature_algorithms = kSignatureAlgorithms;
    options.key_log = setup.key_log;
    return net::TlsContext::client(options);
}

std::string tls_problem(const std::string& failure) {
    for (const PeerRule& rule : peer_rules())
        if (failure == rule.slug) return failure;
    for (const Slug& slug : kSlugs)
        if (failure.find(slug.word) != std::string::npos) return std::string{slug.slug};
    return "tls-handshake-failed";
}

}  // namespace cupspec::emulator
