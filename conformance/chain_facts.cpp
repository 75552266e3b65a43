#include "conformance/chain_facts.hpp"

#include "conformance/wire_facts.hpp"

#include <algorithm>

namespace cupspec::conformance {

std::vector<pki::CertificateFacts> chain_facts(const Evidence& evidence) {
    std::vector<pki::CertificateFacts> chain;
    for (const Bytes& der : evidence.chain)
        if (auto facts = pki::inspect_certificate(der)) chain.push_back(std::move(*facts));
    return chain;
}

std::optional<Judgement> without_chain(const Evidence& evidence) {
    if (!evidence.tls) return not_judged("the server speaks no TLS");
    if (!chain_facts(evidence).empty()) return std::nullopt;
    const bool is_told = !evidence.chain_failure.empty();
    return not_judged("no certificate was seen" + (is_told ? ": " + evidence.chain_failure : std::string{}));
}

std::string tls_problem(const Evidence& evidence) {
    for (const std::size_t i : plain_contacts(evidence)) {
        const Contact& contact = evidence.contacts[i];
        if (!contact.round) continue;
        for (const std::string& problem : contact.round->problems)
            if (problem.starts_with("tls-")) return problem;
    }
    return {};
}

std::optional<std::size_t> handshaken(const Evidence& evidence) {
    for (const std::size_t i : plain_contacts(evidence)) {
        const Contact& contact = evidence.contacts[i];
        const bool is_through = !contact.exchange.tls.version.empty() && contact.exchange.tls.failure.empty();
        if (is_through || has_status(contact)) return i;
    }
    return std::nullopt;
}

bool is_sha1_signed(const pki::CertificateFacts& certificate) {
    const auto has = [&](const char* text) { return certificate.signature.find(text) != std::string::npos; };
    return !certificate.self_signed && (has("SHA1") || has("sha1") || has("md5"));
}

bool is_short_rsa(const pki::CertificateFacts& certificate) {
    constexpr std::string_view kRsa = "RSA ";
    constexpr unsigned kLeastBits = 2048;
    constexpr unsigned kTen = 10;
    if (!certificate.key.starts_with(kRsa)) return false;
    unsigned bits = 0;
    for (const char c : certificate.key.substr(kRsa.size()))
        if (c >= '0' && c <= '9') bits = bits * kTen + static_cast<unsigned>(c - '0');
    return bits < kLeastBits;
}

bool is_edwards(const pki::CertificateFacts& certificate) {
    return certificate.key.starts_with("Ed") || certificate.key.starts_with("ED");
}

bool is_over(const pki::CertificateFacts& certificate, TimePoint now) { return certificate.not_after < now; }
bool is_to_come(const pki::CertificateFacts& certificate, TimePoint now) {
    return certificate.not_before > now;
}
bool is_nameless(const pki::CertificateFacts& leaf) { return leaf.dns.empty() && !leaf.ip.empty(); }

bool is_chain_at_fault(const Evidence& evidence) {
    const auto chain = chain_facts(evidence);
    return std::any_of(chain.begin(), chain.end(), [&](const pki::CertificateFacts& one) {
        return is_sha1_signed(one) || is_short_rsa(one) || is_edwards(one) || is_over(one, evidence.now) ||
               is_to_come(one, evidence.now);
    });
}

}  // namespace cupspec::conformance
