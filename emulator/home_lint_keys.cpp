#include "emulator/credential_blob.hpp"
#include "emulator/home_lint_set.hpp"
#include "emulator/token.hpp"
#include "pki/key.hpp"

#include <array>
#include <utility>

namespace cupspec::emulator {
namespace {

constexpr LintRule kMismatch{
    .slug = "key-mismatch",
    .says = "The key belongs to the client's certificate.",
    .does =
        "Station connects, and fails where the server asks for the certificate: it cannot prove that it is "
        "its own.",
    .cure =
        "Put the certificate and the key that were made together; a mixture is left when power fails in the "
        "middle of an update.",
    .source = "Station 2.0.6, net.c:1468-1514"};
constexpr LintRule kEncrypted{.slug = "key-encrypted",
                              .says = "The private key is not encrypted.",
                              .does = "Station has no passphrase to give; it cannot use the set.",
                              .cure = "Store it in the clear: openssl pkey -in KEY -out cups.key.",
                              .source = "Station 2.0.6, tls.c:165-256"};
constexpr LintRule kCertificate{
    .slug = "key-is-certificate",
    .says = "A key file holds a key.",
    .does = "Station cannot use the set.",
    .cure =
        "Put the key there. When a CUPS server delivered the set: its segment held two authorities, so the "
        "client's certificate became the key.",
    .source = "Station 2.0.6, sys.c:542-571"};
constexpr LintRule kToken{.slug = "certificate-with-token",
                          .says = "A token stands beside no client certificate.",
                          .does = "Station takes the token for a private key and cannot use the set.",
                          .cure = "Remove the crt file if the server asks for the token.",
                          .source = "Station 2.0.6, sys.c:457 and net.c:1482"};
constexpr LintRule kKeyUnreadable{
    .slug = "key-unreadable",
    .says = "The key beside a client certificate is a private key in PEM or DER.",
    .does = "Station cannot use the set.",
    .cure = "Replace the file: EC P-256 or RSA 2048.",
    .source = "Station 2.0.6, tls.c:165-256"};
constexpr LintRule kKeyUnsupported{
    .slug = "private-key-unsupported",
    .says = "The private key is EC or RSA.",
    .does = "Station's TLS does not know Ed25519 and Ed448; it cannot use the set.",
    .cure = "Use EC P-256.",
    .source = "mbedTLS 2.28"};
constexpr LintRule kNotDeliverable{
    .slug = "key-not-deliverable",
    .severity = Severity::note,
    .says = "A CUPS server could send the same set in a credential segment.",
    .does =
        "On disk Station uses it. In a segment it misreads the length of any part with 131 to 258 bytes: it "
        "would drop the set, keep the URI that came with it, and ask again every minute.",
    .cure = "Use EC P-256 in SEC1, or RSA 2048.",
    .source = "Station 2.0.6, sys.c:523-529"};
constexpr std::array kKeysRules{&kMismatch,      &kEncrypted,      &kCertificate,   &kToken,
                                &kKeyUnreadable, &kKeyUnsupported, &kNotDeliverable};

bool is_encrypted(const Bytes& file) {
    // "BEGIN ENCRYPTED PRIVATE KEY" (RFC 7468 §11) or "Proc-Type: 4,ENCRYPTED" (RFC 1421).
    return as_text(file).find("ENCRYPTED") != std::string_view::npos;
}

bool is_token(const Bytes& file) {
    const auto token = read_token(file);
    return token && !token->lines.empty();
}

/// A file beside a certificate that is no private key.
void explain(LintView& view, const std::string& name, const Bytes& file, const Error& error) {
    if (pki::inspect_certificate(file)) {
        view.add(kCertificate, {name, "it holds a certificate"});
    } else if (is_encrypted(file)) {
        view.add(kEncrypted, {name, "it is encrypted"});
    } else if (is_token(file)) {
        view.add(kToken, {name, "it holds header lines, and there is a crt file as well"});
    } else {
        view.add(kKeyUnreadable, {name, describe({error.code, {}, error.detail})});
    }
}

/// What a server would send: certificates and key in DER, in the form in which the key is stored.
bool is_deliverable(const LintSet& set, const pki::PrivateKey& key) {
    const auto trust = pki::split_bundle(set.credentials.trust);
    const auto certificate = pki::split_bundle(set.credentials.certificate);
    auto bytes = key.der(key.form());
    if (!trust || !certificate || !bytes) return true;  // other rules' business
    const protocol::CredentialSet sent{trust->front(), certificate->front(), std::move(*bytes)};
    const BlobReading reading = read_blob(protocol::join(sent));
    return reading.fate == BlobReading::Fate::accepted && reading.set == sent;
}

void judge_key(LintView& view, const LintSet& set, const std::string& name, const pki::PrivateKey& key) {
    const auto form = [&key] { return key.description() + ", " + std::string{pki::name_of(key.form())}; };
    if (key.description().starts_with("Ed")) {
        view.add(kKeyUnsupported, {name, "it is an " + key.description() + " key"});
        return;
    }
    const bool certificate_read = pki::inspect_certificate(set.credentials.certificate).has_value();
    if (certificate_read && !key.public_matches(set.credentials.certificate)) {
        view.add(kMismatch,
                 {name, "this " + form() + " key is not that of " + view.name(set.category, set.set, "crt")});
    } else if (!is_deliverable(set, key)) {
        view.add(kNotDeliverable,
                 {name, "Station could not split this set off a segment (" + form() + " key)"});
    }
}

void judge_key(LintView& view, const LintSet& set) {
    const std::string name = view.name(set.category, set.set, "key");
    const auto key = pki::PrivateKey::parse(set.credentials.key);
    if (key) {
        judge_key(view, set, name, *key);
    } else {
        explain(view, name, set.credentials.key, key.error());
    }
    // Where the emulator would refuse only the file's beginning.
    const auto usable = usable_set(set);
    if (!usable && usable.error().where == "key") explain_beginning(view, name, set.credentials.key);
}

void look_at_keys(LintView& view) {
    for (const LintSet& set : lint_sets_of(view))
        if (set.used() && set.mode == AuthMode::mutual) judge_key(view, set);
}

}  // namespace

const LintGroup& lint_keys() {
    static constexpr LintGroup kGroup{kKeysRules, look_at_keys};
    return kGroup;
}

}  // namespace cupspec::emulator
