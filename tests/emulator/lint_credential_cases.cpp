// Homes in which one rule about certificates, keys or tokens is broken.

#include "tests/emulator/lint_support.hpp"

namespace cupspec::test {
namespace {

using emulator::HomeFiles;
using pki::CertificateKind;
using pki::KeyForm;
using pki::KeyKind;

void append(Bytes& bytes, const Bytes& more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

void put_client(HomeFiles& files, const Made& client, KeyForm form) {
    put(files, "cups.crt", client.certificate);
    put(files, "cups.key", client.key.der(form).value());
}

void put_token(HomeFiles& files, std::string_view token) {
    files.erase("cups.crt");
    put(files, "cups.key", token);
}

pki::CertificateSpec ending(pki::CertificateSpec spec, std::chrono::days after_now) {
    spec.not_after = kLintNow + after_now;
    return spec;
}

pki::CertificateSpec starting(pki::CertificateSpec spec, std::chrono::days after_now) {
    spec.not_before = kLintNow + after_now;
    return spec;
}

const Made& intermediate() {
    static const Made kMade = [] {
        auto spec = authority("Intermediate");
        spec.kind = CertificateKind::intermediate;
        return make(spec, KeyKind::p256, &root());
    }();
    return kMade;
}

Made sha1_intermediate() {
    auto spec = authority("Old intermediate");
    spec.kind = CertificateKind::intermediate;
    spec.digest = pki::SignatureDigest::sha1;
    return make(spec, KeyKind::p256, &root());
}

Made server() {
    auto spec = client("cups.example");
    spec.kind = CertificateKind::server;
    return make(spec, KeyKind::p256, &root());
}

std::vector<LintCase> set_cases() {
    return {
        {"no-trust", [](HomeFiles& f) { f.erase("cups.trust"); }, "cups.trust"},
        {"no-trust", [](HomeFiles& f) { put(f, "tc.trust", ""); }, "tc.trust"},
        {"no-trust", [](HomeFiles& f) { put(f, "cups-boot.uri", "https://boot.example:443"); },
         "cups-boot.trust"},
        {"certificate-without-key", [](HomeFiles& f) { f.erase("cups.key"); }, "cups.crt"},
    };
}

std::vector<LintCase> file_content_cases() {
    return {
        {"byte-order-mark",
         [](HomeFiles& f) { put(f, "cups.trust", "\xEF\xBB\xBF" + pem(root().certificate)); }, "cups.trust"},
        {"text-before-pem", [](HomeFiles& f) { put(f, "tc.crt", "\n" + pem(own().certificate)); }, "tc.crt"},
        {"text-before-pem",
         [](HomeFiles& f) { put(f, "cups.trust", "Certificate:\n    Data:\n" + pem(root().certificate)); },
         "cups.trust"},
        {"der-trailing-bytes", [](HomeFiles& f) { f["cups.trust"].content.push_back('\n'); }, "cups.trust"},
        {"der-trailing-bytes", [](HomeFiles& f) { append(f["cups.trust"].content, root().certificate); },
         "cups.trust"},
        {"certificate-unreadable", [](HomeFiles& f) { f["tc.trust"].content.resize(100); }, "tc.trust"},
        {"certificate-unreadable", [](HomeFiles& f) { f["tc.crt"] = f["tc.key"]; }, "tc.crt"},
        {"certificate-unreadable",
         [](HomeFiles& f) {
             put(f, "cups.trust",
                 pem(root().certificate) +
                     "-----BEGIN CERTIFICATE-----\n!\n-----END "
                     "CERTIFICATE-----\n");
         },
         "cups.trust"},
        {"tls-unsupported-key",
         [](HomeFiles& f) {
             const Made edwards = make(authority("Ed"), KeyKind::ed25519);
             put(f, "cups.trust", pem(root().certificate) + pem(edwards.certificate));
         },
         "cups.trust"},
    };
}

std::vector<LintCase> anchor_cases() {
    return {
        {"tls-weak-key",
         [](HomeFiles& f) { put(f, "cups.trust", make(authority("Short"), KeyKind::rsa1024).certificate); },
         "cups.trust"},
        {"tls-sha1-signature", [](HomeFiles& f) { put(f, "cups.trust", sha1_intermediate().certificate); },
         "cups.trust"},
        {"tls-untrusted", [](HomeFiles& f) { put(f, "cups.trust", server().certificate); }, "cups.trust"},
        {"tls-certificate-expired",
         [](HomeFiles& f) {
             put(f, "cups.trust",
                 make(ending(authority("Old"), std::chrono::days{-1}), KeyKind::p256).certificate);
         },
         "cups.trust"},
        {"tls-certificate-not-yet-valid",
         [](HomeFiles& f) {
             put(f, "cups.trust",
                 make(starting(authority("New"), std::chrono::days{1}), KeyKind::p256).certificate);
         },
         "cups.trust"},
        {"certificate-expires-soon",
         [](HomeFiles& f) {
             put(f, "cups.trust",
                 make(ending(authority("Late"), std::chrono::days{29}), KeyKind::p256).certificate);
         },
         "cups.trust"},
        {"trust-partly-unusable",
         [](HomeFiles& f) {
             const Made old = make(ending(authority("Old"), std::chrono::days{-1}), KeyKind::p256);
             put(f, "cups.trust", pem(old.certificate) + pem(root().certificate));
         },
         "cups.trust",
         {"trust-bundle"}},
        {"intermediate-as-root", [](HomeFiles& f) { put(f, "cups.trust", intermediate().certificate); },
         "cups.trust"},
        {"trust-bundle",
         [](HomeFiles& f) {
             put(f, "cups.trust",
                 pem(root().certificate) + pem(make(authority("Second"), KeyKind::p256).certificate));
         },
         "cups.trust"},
    };
}

std::vector<LintCase> client_cases() {
    return {
        {"tls-certificate-expired",
         [](HomeFiles& f) {
             put_client(f, make(ending(client("a"), std::chrono::days{-1}), KeyKind::p256, &root()),
                        KeyForm::sec1);
         },
         "cups.crt"},
        {"certificate-chain",
         [](HomeFiles& f) { put(f, "cups.crt", pem(own().certificate) + pem(intermediate().certificate)); },
         "cups.crt"},
        {"certificate-not-for-clients", [](HomeFiles& f) { put_client(f, server(), KeyForm::sec1); },
         "cups.crt"},
    };
}

std::vector<LintCase> key_cases() {
    return {
        {"key-mismatch", [](HomeFiles& f) { put(f, "cups.key", root().key.der(KeyForm::sec1).value()); },
         "cups.key"},
        {"key-encrypted",
         [](HomeFiles& f) {
             put(f, "cups.key",
                 "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
         },
         "cups.key"},
        {"key-is-certificate", [](HomeFiles& f) { f["cups.key"] = f["cups.crt"]; }, "cups.key"},
        {"certificate-with-token", [](HomeFiles& f) { put(f, "cups.key", "Authorization: Bearer x\r\n"); },
         "cups.key"},
        {"key-unreadable", [](HomeFiles& f) { f["cups.key"].content.resize(50); }, "cups.key"},
        {"private-key-unsupported",
         [](HomeFiles& f) {
             put(f, "cups.key", make(client("e"), KeyKind::ed25519, &root()).key.der(KeyForm::pkcs8).value());
         },
         "cups.key"},
        {"key-not-deliverable",
         [](HomeFiles& f) { put_client(f, make(client("p"), KeyKind::p384, &root()), KeyForm::sec1); },
         "cups.key"},
        {"key-not-deliverable", [](HomeFiles& f) { put_client(f, own(), KeyForm::pkcs8); }, "cups.key"},
    };
}

std::vector<LintCase> token_cases() {
    return {
        {"bad-token", [](HomeFiles& f) { put_token(f, "Bearer NNSXS.SECRET\r\n"); }, "cups.key"},
        {"bad-token", [](HomeFiles& f) { put_token(f, "Authorization: a\r\nX:b\r\n"); }, "cups.key"},
        {"token-overflows", [](HomeFiles& f) { put_token(f, "A: 1\nB: 2\nC: 3\n"); }, "cups.key"},
        {"token-empty", [](HomeFiles& f) { put_token(f, "\r\n\r\n"); }, "cups.key"},
        {"token-line-ends", [](HomeFiles& f) { put_token(f, "Authorization: Bearer x\n"); }, "cups.key"},
        {"token-line-ends", [](HomeFiles& f) { put_token(f, "Authorization: Bearer x\r\n\r\n"); },
         "cups.key"},
        {"key-without-certificate",
         [](HomeFiles& f) {
             f["tc.cert"] = f["tc.crt"];
             f.erase("tc.crt");
         },
         "tc.key",
         {"misnamed-file"}},
    };
}

}  // namespace

std::vector<LintCase> credential_cases() {
    std::vector<LintCase> cases;
    for (auto* group : {set_cases, file_content_cases, anchor_cases, client_cases, key_cases, token_cases})
        for (LintCase& one : group()) cases.push_back(std::move(one));
    return cases;
}

}  // namespace cupspec::test
