#include "conformance/areas.hpp"
#include "conformance/chain_facts.hpp"
#include "conformance/rule_list.hpp"
#include "conformance/wire_facts.hpp"
#include "emulator/tls_rules.hpp"
#include "protocol/uri.hpp"

#include <algorithm>
#include <string>

namespace cupspec::conformance {
namespace {

using pki::CertificateFacts;

/// Broken by the first certificate of the chain that is at fault.
template <class Faulty, class Say>
Judgement judge_chain(const Evidence& evidence, const char* expected, Faulty faulty, Say say) {
    if (auto nothing = without_chain(evidence)) return std::move(*nothing);
    const auto chain = chain_facts(evidence);
    const auto found = std::find_if(chain.begin(), chain.end(), faulty);
    if (found == chain.end()) return kept();
    return broken(expected, found->subject + ": " + say(*found));
}

Judgement judge_not_expired(const Evidence& evidence) {
    return judge_chain(
        evidence, "a certificate that is valid now",
        [&](const CertificateFacts& one) { return is_over(one, evidence.now); },
        [](const CertificateFacts&) { return "it has expired"; });
}

Judgement judge_valid_already(const Evidence& evidence) {
    return judge_chain(
        evidence, "a certificate that is valid now",
        [&](const CertificateFacts& one) { return is_to_come(one, evidence.now); },
        [](const CertificateFacts&) { return "it is not valid yet"; });
}

Judgement judge_digest(const Evidence& evidence) {
    return judge_chain(evidence, "SHA-256 or better", is_sha1_signed,
                       [](const CertificateFacts& one) { return "signed with " + one.signature; });
}

Judgement judge_rsa(const Evidence& evidence) {
    return judge_chain(evidence, "RSA of 2048 bits or more, or EC", is_short_rsa,
                       [](const CertificateFacts& one) { return one.key; });
}

Judgement judge_key_type(const Evidence& evidence) {
    return judge_chain(evidence, "a key of RSA or EC", is_edwards,
                       [](const CertificateFacts& one) { return one.key; });
}

Judgement judge_dns_name(const Evidence& evidence) {
    if (auto nothing = without_chain(evidence)) return std::move(*nothing);
    const auto chain = chain_facts(evidence);
    if (!is_nameless(chain.front())) return kept();
    return broken("a dNSName, if it has to be with the address as its text", "addresses alone");
}

Judgement judge_name(const Evidence& evidence) {
    if (auto nothing = without_chain(evidence)) return std::move(*nothing);
    const auto server = protocol::parse_cups_uri(evidence.url);
    if (!server) return not_judged("the URL has no host that could be compared");
    const auto chain = chain_facts(evidence);
    const CertificateFacts& leaf = chain.front();
    if (is_nameless(leaf)) return not_judged("the certificate names addresses alone");
    const bool has_san = !leaf.dns.empty();
    if (emulator::name_fits(leaf.dns, has_san, leaf.common_name, server->host)) return kept();
    return broken("a certificate for " + server->host,
                  "one for " + (has_san ? leaf.dns.front() : leaf.common_name));
}

Judgement judge_trust(const Evidence& evidence) {
    if (auto nothing = without_chain(evidence)) return std::move(*nothing);
    if (is_chain_at_fault(evidence)) return not_judged("a certificate has another fault");
    if (tls_problem(evidence) == "tls-untrusted") {
        return broken("certificates up to the CA the gateway trusts",
                      std::to_string(evidence.chain.size()) + " sent, and no way from there");
    }
    return handshaken(evidence) ? kept(handshaken(evidence)) : not_judged("no handshake came that far");
}

Judgement judge_version(const Evidence& evidence) {
    if (!evidence.tls) return not_judged("the server speaks no TLS");
    if (tls_problem(evidence) == "tls-version") return broken("TLS 1.2", "newer versions only");
    return handshaken(evidence) ? kept(handshaken(evidence)) : not_judged("no handshake came that far");
}

/// The probe gave up waiting.
bool is_late(std::string_view failure) {
    return failure.starts_with("no answer within") || failure.starts_with("timed out") ||
           failure == "given up";
}

Judgement judge_handshake_time(const Evidence& evidence) {
    if (!evidence.tls) return not_judged("the server speaks no TLS");
    if (!evidence.chain.empty()) return kept();
    if (is_late(evidence.chain_failure)) return broken("a handshake in time", evidence.chain_failure);
    return not_judged("no certificate was seen: " + evidence.chain_failure);
}

Judgement judge_handshake_end(const Evidence& evidence) {
    if (!evidence.tls) return not_judged("the server speaks no TLS");
    if (const auto through = handshaken(evidence)) return kept(through);
    const std::string& why = evidence.chain_failure;
    if (is_late(why) || why.starts_with("no connection"))
        return not_judged("it did not come that far: " + why);
    if (evidence.chain.empty()) return broken("a handshake that ends well", why);
    const std::string problem = tls_problem(evidence);
    const bool is_refusal = problem == "tls-refused" || problem == "tls-closed";
    if (is_refusal && !is_chain_at_fault(evidence)) return broken("a handshake that ends well", problem);
    return not_judged("it failed of the certificate");
}

/// The first of the direct requests that came through TLS and got nothing, where `fits` its failure.
template <class Fits>
Judgement judge_silence(const Evidence& evidence, const char* expected, Fits fits) {
    std::optional<std::size_t> seen;
    for (const std::size_t i : direct_contacts(evidence)) {
        const Contact& contact = evidence.contacts[i];
        if (contact.failure.starts_with("TLS: ") || contact.failure.starts_with("no connection")) continue;
        if (is_silent(contact) && fits(contact.failure)) return broken(expected, what_came(contact), i);
        if (!seen) seen = i;
    }
    return seen ? kept(seen) : not_judged("no plain request came through to the server");
}

Judgement judge_answer_time(const Evidence& evidence) {
    return judge_silence(evidence, "an answer in time", is_late);
}

Judgement judge_answer_at_all(const Evidence& evidence) {
    return judge_silence(evidence, "an answer before the connection ends",
                         [](std::string_view failure) { return !is_late(failure); });
}

constexpr std::string_view kShutOut =
    "The TLS handshake fails: the gateway is shut out, after eight attempts from its backup set as well.";

constexpr std::array kTransportRules{
    Rule{"transport/speaks-tls-1.2", Level::must, "A server with TLS speaks TLS 1.2.",
         "CS-31, field bug 38; protocol §8", kShutOut, "Allow TLS 1.2 beside 1.3.", "* * tls-1.3-only\n", "",
         judge_version},
    Rule{"transport/certificate-not-expired", Level::must, "No certificate that is sent has expired.",
         "Protocol §8: validity dates; field bugs 30 and 39", kShutOut,
         "Renew in time, and watch the intermediates' dates too.", "* * tls-expired\n", "",
         judge_not_expired},
    Rule{"transport/certificate-valid-already", Level::must,
         "Every certificate that is sent is valid already.", "Protocol §8: validity dates", kShutOut,
         "Look at the clock of the machine that issues; backdate certificates by an hour.",
         "* * tls-not-yet-valid\n", "", judge_valid_already},
    Rule{"transport/name-is-the-uris", Level::must, "The certificate names the host of the URI.",
         "Protocol §8: host name; field bugs 17, 27 and 29", kShutOut,
         "Put the host of cups.uri into a dNSName of the certificate.", "* * tls-wrong-name\n", "",
         judge_name},
    Rule{"transport/name-is-a-dns-name", Level::must, "The certificate has a dNSName, not addresses alone.",
         "CS-31, field bug 28; protocol §8: an iPAddress SAN never fits", kShutOut,
         "Write the address as text into a dNSName, or better use a name.", "* * tls-ip-san\n", "",
         judge_dns_name},
    Rule{"transport/chain-leads-to-trust", Level::must,
         "The certificates that are sent lead to the CA the gateway trusts, intermediates among them.",
         "Protocol §8: chain to *.trust; field bugs 15, 30 and 42", kShutOut,
         "Send all intermediates behind the server's certificate; change the CA only after the gateways have "
         "the "
         "new one.",
         "* * tls-no-intermediate\n", "", judge_trust},
    Rule{"transport/no-sha1-signature", Level::must, "No certificate but a root is signed over SHA-1.",
         "CS-31; protocol §8", kShutOut, "Have it issued anew over SHA-256.", "* * tls-sha1\n", "",
         judge_digest},
    Rule{"transport/rsa-of-2048-bits", Level::must, "RSA keys of certificates have 2048 bits or more.",
         "CS-31; protocol §8: RSA-1024 refused", kShutOut, "Make a new key: EC P-256, or RSA of 2048 bits.",
         "* * tls-rsa-1024\n", "", judge_rsa},
    Rule{"transport/key-is-rsa-or-ec", Level::must, "Keys of certificates are RSA or EC.",
         "CS-31, field bug 33; servers.md D.7: Ed25519 refused", kShutOut,
         "Make a new key: EC P-256, or RSA of 2048 bits.", "* * tls-ed25519\n", "", judge_key_type},
    Rule{"transport/handshake-in-time", Level::must, "The TLS handshake begins at once.",
         "CS-39, field bug 12; protocol §4.3: one minute for it and the answer",
         "The gateway waits a minute, gives up, and does so again each minute.",
         "Look for what holds connections back: workers that are all busy, a name lookup of the peer.",
         "* * stall-handshake\n", "", judge_handshake_time},
    Rule{"transport/handshake-ends-well", Level::must,
         "The TLS handshake ends well with what Station offers: no ALPN, no session ticket, curves up to "
         "P-521.",
         "CS-32; protocol §8: ClientHello", kShutOut,
         "Ask for nothing a plain TLS 1.2 client has not; accept the gateways' own certificates.",
         "* * stall-handshake 1ms\n", "", judge_handshake_end},
    Rule{"transport/answers-in-time", Level::must, "An answer comes in time.", "CS-39; protocol §4.3: 60 s",
         "The gateway gives up after a minute, and asks again a minute later.",
         "Answer from what is there; fetch firmware and credentials beforehand.", "* * delay-header 10m\n",
         "", judge_answer_time},
    Rule{"transport/answers-before-it-closes", Level::must, "No connection ends without an answer.",
         "Protocol §4.2: early end is an error", "The gateway asks again each minute, and gets nothing.",
         "Do not wait for close_notify or another request; answer what was asked.", "* * close-at 0\n", "",
         judge_answer_at_all},
};
constexpr auto kTransportPointers = pointers_to(kTransportRules);

}  // namespace

std::span<const Rule* const> transport_rules() { return kTransportPointers; }

}  // namespace cupspec::conformance
