#include "emulator/tls_rules.hpp"

#include "pki/certificate.hpp"
#include "pki/key.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace cupspec::emulator {
namespace {

using pki::CertificateFacts;

constexpr unsigned kLeastRsaBits = 2048;

/// What cannot be read breaks no rule here: OpenSSL has refused it already.
template <class Test>
bool all_of(const std::vector<Bytes>& chain, Test test) {
    return std::all_of(chain.begin(), chain.end(), [&test](const Bytes& der) {
        const auto facts = pki::inspect_certificate(der);
        return !facts || test(*facts);
    });
}

bool starts_with_ed(std::string_view key) { return key.starts_with("Ed"); }

/// "RSA 1024" -> 1024; other keys are strong enough.
bool rsa_is_long_enough(std::string_view key) {
    constexpr std::string_view kRsa = "RSA ";
    if (!key.starts_with(kRsa)) return true;
    key.remove_prefix(kRsa.size());
    unsigned bits = 0;
    for (const char c : key) bits = c >= '0' && c <= '9' ? bits * 10 + static_cast<unsigned>(c - '0') : bits;
    return bits >= kLeastRsaBits;
}

constexpr std::array kPeerRules{
    PeerRule{"tls-unsupported-key", "No certificate of the chain has an Ed25519 or Ed448 key.",
             [](const std::vector<Bytes>& chain, std::string_view) {
                 return all_of(chain, [](const CertificateFacts& c) { return !starts_with_ed(c.key); });
             }},
    PeerRule{"tls-weak-key", "RSA keys have 2048 bits or more.",
             [](const std::vector<Bytes>& chain, std::string_view) {
                 return all_of(chain, [](const CertificateFacts& c) { return rsa_is_long_enough(c.key); });
             }},
    PeerRule{"tls-sha1-signature", "No certificate but a self-signed one is signed over SHA-1 or MD5.",
             [](const std::vector<Bytes>& chain, std::string_view) {
                 return all_of(chain, [](const CertificateFacts& c) {
                     const bool weak = c.signature.find("SHA1") != std::string::npos ||
                                       c.signature.find("sha1") != std::string::npos ||
                                       c.signature.find("md5") != std::string::npos;
                     return !weak || c.self_signed;
                 });
             }},
    PeerRule{"tls-untrusted", "The trusted certificate is an authority, not the server's own.",
             [](const std::vector<Bytes>& chain, std::string_view) {
                 if (chain.size() > 1) return true;
                 const auto facts = pki::inspect_certificate(chain.front());
                 return !facts || facts->self_signed;
             }},
    PeerRule{"tls-name-mismatch",
             "A dNSName of the certificate, or its CN when it has no SAN, is the URI's host.",
             [](const std::vector<Bytes>& chain, std::string_view name) {
                 if (name.empty()) return true;
                 const auto facts = pki::inspect_certificate(chain.front());
                 if (!facts) return true;
                 const bool has_san = !facts->dns.empty() || !facts->ip.empty();
                 return name_fits(facts->dns, has_san, facts->common_name, name);
             }},
};

bool equal_text(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

bool one_name_fits(std::string_view name, std::string_view host) {
    if (equal_text(name, host)) return true;
    if (!name.starts_with("*.")) return false;
    const auto dot = host.find('.');
    return dot != std::string_view::npos && dot > 0 && equal_text(name.substr(1), host.substr(dot));
}

Error unusable(std::string where, std::string why) {
    return {protocol::Errc::bad_credential, std::move(where), std::move(why)};
}

constexpr const char* kBadBegin =
    "the file begins neither with a PEM line nor as DER (a blank line, text or a byte order mark in front?)";

/// Only the very first byte decides between PEM and DER (protocol.md §2.5).
bool begins_well(ByteView file) {
    constexpr std::uint8_t kDerSequence = 0x30;
    return !file.empty() && (file.front() == '-' || file.front() == kDerSequence);
}

Result<void> check_certificates(ByteView file, const std::string& where) {
    if (!begins_well(file)) return unusable(where, kBadBegin);
    const auto bundle = pki::split_bundle(file);
    if (!bundle) return unusable(where, describe(bundle.error()));
    for (const Bytes& der : *bundle) {
        const auto facts = pki::inspect_certificate(der);
        if (!facts) return unusable(where, describe(facts.error()));
        if (starts_with_ed(facts->key))
            return unusable(where, "a certificate with an " + facts->key + " key");
    }
    return {};
}

Result<void> check_key(ByteView file) {
    if (!begins_well(file)) return unusable("key", kBadBegin);
    const auto key = pki::PrivateKey::parse(file);
    if (!key) return unusable("key", describe(key.error()));
    if (starts_with_ed(key->description())) return unusable("key", "an " + key->description() + " key");
    return {};
}

}  // namespace

std::span<const PeerRule> peer_rules() { return kPeerRules; }

const PeerRule* broken_peer_rule(const std::vector<Bytes>& chain, std::string_view name) {
    const auto broken = std::find_if(kPeerRules.begin(), kPeerRules.end(),
                                     [&](const PeerRule& rule) { return !rule.holds(chain, name); });
    return broken == kPeerRules.end() ? nullptr : &*broken;
}

bool name_fits(const std::vector<std::string>& dns, bool has_san, std::string_view common_name,
               std::string_view host) {
    if (!has_san) return one_name_fits(common_name, host);
    return std::any_of(dns.begin(), dns.end(),
                       [host](const std::string& name) { return one_name_fits(name, host); });
}

Result<void> check_files(const protocol::CredentialSet& set, AuthMode mode) {
    if (auto trust = check_certificates(set.trust, "trust"); !trust) return trust;
    if (mode != AuthMode::mutual) return {};
    if (auto certificate = check_certificates(set.certificate, "crt"); !certificate) return certificate;
    return check_key(set.key);
}

}  // namespace cupspec::emulator
