#include "emulator/tls_rules.hpp"

#include "pki/certificate.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace cupspec::emulator {
namespace {

using pki::CertificateFacts;

constexpr unsigned kLeastRsaBits = 2048;

using Chain = std::vector<CertificateFacts>;

template <class Test>
bool all_of(const Chain& chain, Test test) {
    return std::all_of(chain.begin(), chain.end(), test);
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
             [](const Chain& chain, std::string_view) {
                 return all_of(chain, [](const CertificateFacts& c) { return !starts_with_ed(c.key); });
             }},
    PeerRule{"tls-weak-key", "RSA keys have 2048 bits or more.",
             [](const Chain& chain, std::string_view) {
                 return all_of(chain, [](const CertificateFacts& c) { return rsa_is_long_enough(c.key); });
             }},
    PeerRule{"tls-sha1-signature", "No certificate but a self-signed one is signed over SHA-1 or MD5.",
             [](const Chain& chain, std::string_view) {
                 return all_of(chain, [](const CertificateFacts& c) {
                     const bool weak = c.signature.find("SHA1") != std::string::npos ||
                                       c.signature.find("sha1") != std::string::npos ||
                                       c.signature.find("md5") != std::string::npos;
                     return !weak || c.self_signed;
                 });
             }},
    PeerRule{
        "tls-untrusted", "The trusted certificate is an authority, not the server's own.",
        [](const Chain& chain, std::string_view) { return chain.size() > 1 || chain.front().self_signed; }},
    PeerRule{"tls-name-mismatch",
             "A dNSName of the certificate, or its CN when it has no SAN, is the URI's host.",
             [](const Chain& chain, std::string_view name) {
                 const CertificateFacts& server = chain.front();
                 const bool has_san = !server.dns.empty() || !server.ip.empty();
                 return name.empty() || name_fits(server.dns, has_san, server.common_name, name);
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

/// A key's PEM header may stand anywhere in the file: only certificates go by their first byte.
bool key_begins_well(ByteView file) {
    return begins_well(file) || as_text(file).find("-----BEGIN ") != std::string_view::npos;
}

Result<void> check_certificates(ByteView file, const std::string& where) {
    const auto bundle = pki::inspect_bundle(file);
    if (!bundle) return unusable(where, describe(bundle.error()));
    if (auto trouble = own_certificates_trouble(*bundle)) return unusable(where, std::move(*trouble));
    return {};
}

}  // namespace

std::span<const PeerRule> peer_rules() { return kPeerRules; }

const PeerRule* broken_peer_rule(const Chain& chain, std::string_view name) {
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

Result<void> check_beginnings(const protocol::CredentialSet& set, AuthMode mode) {
    if (!begins_well(set.trust)) return unusable("trust", kBadBegin);
    if (mode != AuthMode::mutual) return {};
    if (!begins_well(set.certificate)) return unusable("crt", kBadBegin);
    if (!key_begins_well(set.key)) return unusable("key", kBadBegin);
    return {};
}

std::optional<std::string> own_certificates_trouble(const Chain& certificates) {
    const auto ed = std::find_if(certificates.begin(), certificates.end(),
                                 [](const CertificateFacts& facts) { return starts_with_ed(facts.key); });
    if (ed == certificates.end()) return std::nullopt;
    return "a certificate with an " + ed->key + " key";
}

Result<void> check_files(const protocol::CredentialSet& set, AuthMode mode) {
    if (auto begin = check_beginnings(set, mode); !begin) return begin;
    if (auto trust = check_certificates(set.trust, "trust"); !trust) return trust;
    if (mode != AuthMode::mutual) return {};
    return check_certificates(set.certificate, "crt");
}

}  // namespace cupspec::emulator
