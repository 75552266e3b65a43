#include "emulator/home_lint_set.hpp"
#include "emulator/tls_rules.hpp"
#include "pki/key.hpp"
#include "protocol/credentials.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace cupspec::emulator {
namespace {

using pki::CertificateFacts;

constexpr LintRule kByteOrderMark{
    .slug = "byte-order-mark",
    .says = "A PEM file begins with its first dash.",
    .does = "Station takes only a file that begins with '-' for PEM, so it refuses the set.",
    .cure = R"(Store the file without a byte order mark ("UTF-8", not "UTF-8 with BOM").)",
    .source = "Station 2.0.6, tls.c:165-256, observed"};
constexpr LintRule kTextBefore{
    .slug = "text-before-pem",
    .says = "Nothing stands in front of the first BEGIN line, no comment and no blank line.",
    .does = "Station takes only a file that begins with '-' for PEM, so it refuses the set.",
    .cure = "Remove what stands in front of the first -----BEGIN line.",
    .source = "Station 2.0.6, tls.c:165-256; lorawan-stack#366"};
constexpr LintRule kTrailing{.slug = "der-trailing-bytes",
                             .says = "A DER file holds one certificate and nothing after it.",
                             .does = "Station refuses the set.",
                             .cure = "Cut the file there; several authorities need a PEM bundle.",
                             .source = "Station 2.0.6, tls.c:165-256"};
constexpr LintRule kUnreadable{
    .slug = "certificate-unreadable",
    .says = "A trust or crt file holds certificates that can be read, all of them.",
    .does = "Station refuses the whole file, and with it the set.",
    .cure = "Replace the file: PEM, or one certificate in DER.",
    .source = "Station 2.0.6, tls.c:165-256"};
constexpr LintRule kUnsupported{
    .slug = "tls-unsupported-key",
    .says = "Keys are EC (P-256, P-384, P-521) or RSA.",
    .does =
        "Station's TLS does not know Ed25519 and Ed448: one such certificate makes the whole file unusable.",
    .cure = "Use EC P-256.",
    .source = "Station 2.0.6 with mbedTLS 2.28, observed"};
constexpr LintRule kWeak{.slug = "tls-weak-key",
                         .says = "A trusted authority's RSA key has 2048 bits or more.",
                         .does = "Station breaks off the handshake with every server that chains to it.",
                         .cure = "Trust an authority with EC P-256 or RSA 2048.",
                         .source = "Station 2.0.6 with mbedTLS 2.28, observed"};
constexpr LintRule kSha1{.slug = "tls-sha1-signature",
                         .says = "A trusted intermediate is not signed over SHA-1 or MD5.",
                         .does = "Station breaks off the handshake with every server that chains to it.",
                         .cure = "Trust the root above it, or one signed with SHA-256.",
                         .source = "mbedTLS 2.28, default client profile"};
constexpr LintRule kUntrusted{.slug = "tls-untrusted",
                              .says = "A trusted certificate is an authority's.",
                              .does =
                                  "Station takes no server's own certificate for an anchor unless it is "
                                  "self-signed, and breaks off the "
                                  "handshake.",
                              .cure = "Trust the CA certificate that issued it.",
                              .source = "mbedTLS 2.28, chain verification"};
constexpr LintRule kExpired{
    .slug = "tls-certificate-expired",
    .says = "A certificate is still valid.",
    .does =
        "In trust: Station refuses every server that chains to it. In crt: Station presents it, and servers "
        "refuse it.",
    .cure = "Renew it.",
    .source = "mbedTLS 2.28; basicstation#82, mpous/basicstation#10"};
constexpr LintRule kNotYet{
    .slug = "tls-certificate-not-yet-valid",
    .says = "A certificate is valid already.",
    .does = "As with one that has expired.",
    .cure = "Wait, or check the clocks: a gateway without a battery starts far in the past.",
    .source = "mbedTLS 2.28"};
constexpr LintRule kSoon{.slug = "certificate-expires-soon",
                         .severity = Severity::note,
                         .says = "A certificate is valid for 30 more days.",
                         .does = "Nothing yet.",
                         .cure = "Renew it while the gateway can still be reached.",
                         .source = "basicstation#82; lorawan-stack#3163"};
constexpr LintRule kPartly{.slug = "trust-partly-unusable",
                           .severity = Severity::note,
                           .says = "Every certificate of a trust bundle can be a server's anchor.",
                           .does = "Station uses the others of the file.",
                           .cure = "Take it out of the bundle.",
                           .source = "Station 2.0.6 with mbedTLS 2.28"};
constexpr LintRule kIntermediate{.slug = "intermediate-as-root",
                                 .severity = Severity::note,
                                 .says = "The trusted certificate is a root.",
                                 .does =
                                     "Station takes it for an anchor; but an authority replaces its "
                                     "intermediates without notice, and then "
                                     "no server is trusted any more.",
                                 .cure = "Trust the root above it.",
                                 .source = "lorawan-stack#3163; basicstation#82"};
constexpr LintRule kBundle{
    .slug = "trust-bundle",
    .severity = Severity::note,
    .says = "The trust file holds one certificate.",
    .does =
        "Station reads a PEM bundle, some vendors' gateways only its first certificate; a credential segment "
        "cannot carry it: Station would cut the second authority off as the client certificate.",
    .cure = "Keep one authority for what a CUPS server shall deliver.",
    .source = "Station 2.0.6, sys.c:542-571; lorawan-stack#3256"};
constexpr LintRule kChain{
    .slug = "certificate-chain",
    .severity = Severity::note,
    .says = "The crt file holds the client's certificate alone.",
    .does = "Station presents the whole chain; but a credential segment cannot carry it.",
    .cure = "Let the server know the intermediates.",
    .source = "Station 2.0.6, sys.c:542-571"};
constexpr LintRule kPurpose{.slug = "certificate-not-for-clients",
                            .severity = Severity::note,
                            .says = "The client's certificate may be used by clients.",
                            .does = "Station presents it all the same; most servers refuse it.",
                            .cure = "Issue it with the extended key usage clientAuth.",
                            .source = "RFC 5280 §4.2.1.12"};
constexpr std::array kCertificatesRules{
    &kByteOrderMark, &kTextBefore, &kTrailing, &kUnreadable, &kUnsupported,  &kWeak,   &kSha1,  &kUntrusted,
    &kExpired,       &kNotYet,     &kSoon,     &kPartly,     &kIntermediate, &kBundle, &kChain, &kPurpose};

constexpr std::string_view kBegin = "-----BEGIN ";

struct File {
    std::string name;
    const Bytes& content;
};

std::string titled(const CertificateFacts& facts) { return '"' + facts.subject + '"'; }

/// A DER certificate with something behind it.
bool explain_trailing(LintView& view, const File& file) {
    const auto size = protocol::der_size(file.content);
    if (!size || *size >= file.content.size()) return false;
    if (!pki::inspect_certificate(ByteView{file.content}.first(*size))) return false;
    view.add(kTrailing,
             {file.name, std::to_string(file.content.size() - *size) + " bytes follow the certificate",
              at_byte(*size)});
    return true;
}

bool explain_unsupported(LintView& view, const File& file) {
    const auto bundle = pki::inspect_bundle(file.content);
    if (!bundle) return false;
    const auto found = std::find_if(bundle->begin(), bundle->end(), [](const CertificateFacts& facts) {
        return facts.key.starts_with("Ed");
    });
    if (found == bundle->end()) return false;
    view.add(kUnsupported, {file.name, titled(*found) + " has an " + found->key + " key"});
    return true;
}

void explain_unreadable(LintView& view, const File& file, const Error& error) {
    if (explain_beginning(view, file.name, file.content) || explain_trailing(view, file) ||
        explain_unsupported(view, file))
        return;
    view.add(kUnreadable,
             {file.name, pki::PrivateKey::parse(file.content) ? "it holds a private key and no certificate"
                                                              : describe({error.code, {}, error.detail})});
}

/// The rule an anchor breaks by itself, and how.
struct Unfit {
    const LintRule* rule = nullptr;
    std::string says;
};

Unfit judge_anchor(const CertificateFacts& facts, TimePoint now) {
    const auto validity = validity_of(facts, now);
    if (validity == Validity::expired) return {&kExpired, titled(facts) + " has expired"};
    if (validity == Validity::not_yet) return {&kNotYet, titled(facts) + " is not valid yet"};
    // Alone it must be able to be a chain's only certificate or an authority; at the end of a longer one its
    // key and signature count. The name is the server's affair.
    const PeerRule* broken =
        facts.is_ca ? broken_peer_rule({facts, facts}, {}) : broken_peer_rule({facts}, {});
    if (broken == nullptr) return {};
    for (const LintRule* rule : {&kWeak, &kSha1, &kUntrusted}) {
        if (rule->slug != broken->slug) continue;
        return {rule, titled(facts) + " (" + facts.key + ", " + facts.signature + ", " +
                          (facts.is_ca ? "authority)" : "no authority)")};
    }
    return {};
}

void judge_sound_anchor(LintView& view, const File& file, const CertificateFacts& facts) {
    if (validity_of(facts, view.now) == Validity::ends_soon)
        view.add(kSoon, {file.name, titled(facts) + " expires within 30 days"});
    if (facts.is_ca && !facts.self_signed)
        view.add(kIntermediate, {file.name, titled(facts) + " is issued by \"" + facts.issuer + '"'});
}

void judge_trust(LintView& view, const File& file) {
    const auto bundle = pki::inspect_bundle(file.content);
    if (!bundle) return;
    std::vector<Unfit> unfit;
    for (std::size_t i = 0; i < bundle->size(); ++i) {
        Unfit one = judge_anchor((*bundle)[i], view.now);
        if (one.rule == nullptr) {
            judge_sound_anchor(view, file, (*bundle)[i]);
        } else {
            unfit.push_back(std::move(one));
        }
    }
    for (Unfit& one : unfit)
        view.add(unfit.size() == bundle->size() ? *one.rule : kPartly, {file.name, std::move(one.says)});
    if (bundle->size() > 1) view.add(kBundle, {file.name, std::to_string(bundle->size()) + " certificates"});
}

void judge_client(LintView& view, const File& file) {
    const auto bundle = pki::inspect_bundle(file.content);
    if (!bundle) return;
    const CertificateFacts& own = bundle->front();
    const auto validity = validity_of(own, view.now);
    if (validity == Validity::expired) view.add(kExpired, {file.name, titled(own) + " has expired"});
    if (validity == Validity::not_yet) view.add(kNotYet, {file.name, titled(own) + " is not valid yet"});
    if (validity == Validity::ends_soon)
        view.add(kSoon, {file.name, titled(own) + " expires within 30 days"});
    if (!own.for_clients) view.add(kPurpose, {file.name, titled(own) + " is not meant for clients"});
    if (bundle->size() > 1) view.add(kChain, {file.name, std::to_string(bundle->size()) + " certificates"});
}

void judge(LintView& view, const File& file, void (*judge_content)(LintView&, const File&)) {
    if (const auto usable = usable_certificates(file.content); !usable) {
        explain_unreadable(view, file, usable.error());
    } else {
        judge_content(view, file);
    }
}

void look_at_certificates(LintView& view) {
    for (const LintSet& set : lint_sets_of(view)) {
        if (!set.used()) continue;
        judge(view, {view.name(set.category, set.set, "trust"), set.credentials.trust}, judge_trust);
        if (set.mode == AuthMode::mutual)
            judge(view, {view.name(set.category, set.set, "crt"), set.credentials.certificate}, judge_client);
    }
}

}  // namespace

bool explain_beginning(LintView& view, const std::string& file, const Bytes& content) {
    const std::string_view text = as_text(content);
    const auto begin = text.find(kBegin);
    if (begin == std::string_view::npos || begin == 0) return false;
    if (text.starts_with("\xEF\xBB\xBF")) {
        view.add(kByteOrderMark, {file, "a UTF-8 byte order mark stands in front", at_byte(0)});
        return true;
    }
    const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
    view.add(kTextBefore, {file,
                           std::to_string(begin) + (begin == 1 ? " byte stands" : " bytes stand") +
                               " in front of the first BEGIN line (line " + std::to_string(lines + 1) + ')',
                           at_line(1)});
    return true;
}

Validity validity_of(const CertificateFacts& facts, TimePoint now) {
    constexpr std::chrono::hours kSoonSpan{30 * 24};
    if (now > facts.not_after) return Validity::expired;
    if (now < facts.not_before) return Validity::not_yet;
    return now + kSoonSpan > facts.not_after ? Validity::ends_soon : Validity::valid;
}

const LintGroup& lint_certificates() {
    static constexpr LintGroup kGroup{kCertificatesRules, look_at_certificates};
    return kGroup;
}

}  // namespace cupspec::emulator
