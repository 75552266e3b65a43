#include "tests/emulator/lint_support.hpp"

#include "pki/firmware.hpp"

#include <utility>

namespace cupspec::test {

Made make(pki::CertificateSpec spec, pki::KeyKind kind, const Made* issuer) {
    constexpr std::chrono::days kSpan{1000};
    if (spec.not_before == TimePoint{}) spec.not_before = kLintNow - kSpan;
    if (spec.not_after == TimePoint{}) spec.not_after = kLintNow + kSpan;
    auto key = pki::PrivateKey::generate(kind).value();
    std::uint64_t serial = 7;
    const Random random = [&serial] { return ++serial; };
    pki::Issuer by;
    if (issuer != nullptr) by = {issuer->certificate, &issuer->key};
    auto certificate = pki::make_certificate(spec, key, issuer == nullptr ? nullptr : &by, random).value();
    return {std::move(certificate), std::move(key)};
}

pki::CertificateSpec authority(std::string name) {
    pki::CertificateSpec spec;
    spec.kind = pki::CertificateKind::root;
    spec.common_name = std::move(name);
    return spec;
}

pki::CertificateSpec client(std::string name) {
    pki::CertificateSpec spec;
    spec.kind = pki::CertificateKind::client;
    spec.common_name = std::move(name);
    return spec;
}

const Made& root() {
    static const Made kRoot = make(authority("Root"), pki::KeyKind::p256);
    return kRoot;
}

const Made& own() {
    static const Made kOwn = make(client("::1"), pki::KeyKind::p256, &root());
    return kOwn;
}

std::string pem(const Bytes& der) { return pki::certificate_pem(der); }

void put(emulator::HomeFiles& files, const std::string& name, const Bytes& content) {
    emulator::HomeEntry entry;
    entry.mode = 0640;
    entry.content = content;
    files[name] = std::move(entry);
}

void put(emulator::HomeFiles& files, const std::string& name, std::string_view text) {
    put(files, name, to_bytes(text));
}

emulator::HomeFiles clean_home() {
    emulator::HomeFiles files;
    put(files, "station.conf", R"({"station_conf": {"routerid": "::1"}} /* and the radio */)");
    put(files, "version.txt", "1.0.0\n");
    put(files, "sig-0.key", pki::public_key(own().key).value());
    for (const std::string category : {"cups", "tc"}) {
        put(files, category + ".uri",
            category == "cups" ? "https://cups.example:443\r\n" : "wss://lns.example:8887");
        put(files, category + ".trust", root().certificate);
        put(files, category + ".crt", own().certificate);
        put(files, category + ".key", own().key.der(pki::KeyForm::sec1).value());
    }
    return files;
}

std::vector<std::string> slugs_of(const std::vector<emulator::LintFinding>& findings) {
    std::vector<std::string> slugs;
    for (const auto& finding : findings) slugs.emplace_back(finding.slug);
    return slugs;
}

std::vector<LintCase> lint_cases() {
    auto cases = file_cases();
    for (LintCase& one : credential_cases()) cases.push_back(std::move(one));
    return cases;
}

}  // namespace cupspec::test
