#include "base/hex.hpp"
#include "base/nearest.hpp"
#include "pki/extensions.hpp"
#include "pki/offset.hpp"
#include "pki/plan.hpp"
#include "pki/plan_names.hpp"
#include "protocol/credentials.hpp"
#include "protocol/eui64.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <span>
#include <utility>

namespace cupspec::pki {
namespace {

using json::Cursor;

/// What `defaults` may set for every certificate.
struct Common {
    std::string organization = "cupspec test PKI";
    KeyKind key = KeyKind::p256;
    std::optional<KeyForm> form;
    std::chrono::seconds not_before = -std::chrono::hours{24};
    std::chrono::seconds not_after = std::chrono::hours{24} * 3650;
    SignatureDigest digest = SignatureDigest::sha256;
    Encoding encoding = Encoding::pem;
};

template <class T>
struct Word {
    std::string_view name;
    T value;
};
constexpr std::array kKeyWords{
    Word<KeyKind>{"p256", KeyKind::p256},       Word<KeyKind>{"p384", KeyKind::p384},
    Word<KeyKind>{"p521", KeyKind::p521},       Word<KeyKind>{"rsa1024", KeyKind::rsa1024},
    Word<KeyKind>{"rsa2048", KeyKind::rsa2048}, Word<KeyKind>{"rsa4096", KeyKind::rsa4096},
    Word<KeyKind>{"ed25519", KeyKind::ed25519},
};
constexpr std::array kFormWords{
    Word<KeyForm>{"sec1", KeyForm::sec1},
    Word<KeyForm>{"pkcs8", KeyForm::pkcs8},
    Word<KeyForm>{"pkcs1", KeyForm::pkcs1},
};
constexpr std::array kDigestWords{
    Word<SignatureDigest>{"sha256", SignatureDigest::sha256},
    Word<SignatureDigest>{"sha384", SignatureDigest::sha384},
    Word<SignatureDigest>{"sha512", SignatureDigest::sha512},
    Word<SignatureDigest>{"sha1", SignatureDigest::sha1},
};
constexpr std::array kEncodingWords{
    Word<Encoding>{"pem", Encoding::pem},
    Word<Encoding>{"der", Encoding::der},
};

template <class T, std::size_t N>
T word(const Cursor& at, const std::array<Word<T>, N>& words) {
    const std::string text = at.text();
    std::array<std::string_view, N> names;
    for (std::size_t i = 0; i < N; ++i) {
        if (words[i].name == text) return words[i].value;
        names[i] = words[i].name;
    }
    at.fail(json::Errc::bad_value, '"' + text + "\"; " + suggestion(text, names));
    return words.front().value;
}

std::chrono::seconds offset(const Cursor& at) {
    const auto span = parse_offset(at.text());
    if (span) return *span;
    at.fail(span.error().code, span.error().detail);
    return {};
}

KeyForm form_for(KeyKind key, const Cursor& at) {
    const KeyForm form = word(at, kFormWords);
    if (!can_take(key, form)) {
        at.fail(Errc::unsuitable_key,
                "a " + std::string{name_of(key)} + " key has no " + std::string{name_of(form)} + " form");
    }
    return form;
}

Common read_common(const Cursor& at, Common common) {
    if (const auto organization = at.find("organization")) common.organization = organization->text();
    if (const auto key = at.find("key")) common.key = word(*key, kKeyWords);
    if (const auto digest = at.find("digest")) common.digest = word(*digest, kDigestWords);
    if (const auto encoding = at.find("encoding")) common.encoding = word(*encoding, kEncodingWords);
    const auto from = at.find("notBefore");
    const auto until = at.find("notAfter");
    if (from) common.not_before = offset(*from);
    if (until) common.not_after = offset(*until);
    if ((from || until) && common.not_after <= common.not_before)
        (until ? *until : *from).fail(json::Errc::bad_value, "notAfter must lie behind notBefore");
    return common;
}

std::string last_part(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string common_name(const Cursor& at, const std::string& name) {
    const auto cn = at.find("cn");
    const auto eui = at.find("eui");
    if (cn && eui) eui->fail(json::Errc::bad_value, "cn and eui both name the subject");
    if (cn) return cn->text();
    if (!eui) return last_part(name);
    const auto parsed = protocol::parse_eui64(eui->text());
    if (parsed) return protocol::to_hex16(*parsed);
    eui->fail(parsed.error().code, parsed.error().detail);
    return {};
}

Bytes serial(const Cursor& at) {
    constexpr std::size_t kMaxBytes = 20;
    const auto bytes = from_hex(at.text());
    const bool usable = bytes && !bytes->empty() && bytes->size() <= kMaxBytes &&
                        std::any_of(bytes->begin(), bytes->end(), [](auto byte) { return byte != 0; });
    if (usable) return *bytes;
    at.fail(json::Errc::bad_value, "a serial is 2 to 40 hex digits, an even number, not all of them zero");
    return {};
}

bool is_ip_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return ::inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

template <class Good>
std::vector<std::string> texts(const std::optional<Cursor>& at, std::string_view what, Good good) {
    std::vector<std::string> found;
    if (!at) return found;
    for (const Cursor& item : at->items()) {
        found.push_back(item.text());
        if (!good(found.back()))
            item.fail(json::Errc::bad_value, '"' + found.back() + "\" is no " + std::string{what});
    }
    return found;
}

/// What authorities, servers and clients share.
PlannedCertificate read_certificate(const std::string& name, const Cursor& at, const Common& defaults) {
    const Common common = read_common(at, defaults);
    PlannedCertificate planned;
    planned.name = name;
    planned.spec.common_name = common_name(at, name);
    planned.spec.organization = common.organization;
    planned.spec.digest = common.digest;
    if (const auto number = at.find("serial")) planned.spec.serial = serial(*number);
    planned.not_before = common.not_before;
    planned.not_after = common.not_after;
    planned.key = common.key;
    planned.encoding = common.encoding;
    planned.form =
        common.form && can_take(common.key, *common.form) ? *common.form : default_form(common.key);
    if (const auto form = at.find("form")) planned.form = form_for(common.key, *form);
    return planned;
}

PlannedCertificate read_authority(const std::string& name, const Cursor& at, const Common& defaults) {
    at.only({"cn", "organization", "issuer", "key", "form", "notBefore", "notAfter", "serial", "digest",
             "pathLength", "encoding"});
    PlannedCertificate planned = read_certificate(name, at, defaults);
    const auto issuer = at.find("issuer");
    if (issuer) planned.issuer = issuer->text();
    planned.spec.kind = issuer ? CertificateKind::intermediate : CertificateKind::root;
    constexpr int kMaxPathLength = 255;
    if (const auto length = at.find("pathLength"))
        planned.spec.path_length = static_cast<unsigned>(length->integer(0, kMaxPathLength));
    return planned;
}

PlannedCertificate read_leaf(const std::string& name, const Cursor& at, const Common& defaults) {
    PlannedCertificate planned = read_certificate(name, at, defaults);
    planned.spec.dns = texts(at.find("dns"), "ASCII name without blanks", is_dns_name);
    planned.spec.ip = texts(at.find("ip"), "IPv4 or IPv6 address", is_ip_address);
    const Cursor issuer = at["issuer"];
    if (!issuer.is_null()) planned.issuer = issuer.text();
    if (const auto trust = at.find("trust")) planned.trust = trust->text();
    const auto chain = at.find("chain");
    planned.chain = planned.encoding == Encoding::pem;
    if (chain) planned.chain = chain->boolean();
    if (planned.chain && planned.encoding == Encoding::der)
        chain->fail(json::Errc::bad_value, "a DER file holds one certificate");
    return planned;
}

PlannedCertificate read_server(const std::string& name, const Cursor& at, const Common& defaults) {
    at.only({"cn", "organization", "issuer", "key", "form", "notBefore", "notAfter", "serial", "digest",
             "dns", "ip", "trust", "chain", "encoding"});
    return read_leaf(name, at, defaults);
}

PlannedCertificate read_client(const std::string& name, const Cursor& at, const Common& defaults) {
    at.only({"cn", "eui", "organization", "issuer", "key", "form", "notBefore", "notAfter", "serial",
             "digest", "dns", "ip", "trust", "chain", "encoding"});
    PlannedCertificate planned = read_leaf(name, at, defaults);
    planned.spec.kind = CertificateKind::client;
    return planned;
}

PlannedToken read_token(const std::string& name, const Cursor& at, const Common& defaults) {
    at.only({"authorization", "trust", "encoding"});
    PlannedToken planned{name, at["authorization"].text(), at["trust"].text(), defaults.encoding};
    if (const auto encoding = at.find("encoding")) planned.encoding = word(*encoding, kEncodingWords);
    if (const auto key = protocol::token_key("Authorization", planned.authorization); !key)
        at["authorization"].fail(key.error().code, "not fit for a header line");  // the value is a secret
    return planned;
}

Common read_defaults(const Cursor& at) {
    Common common;
    const auto defaults = at.find("defaults");
    if (!defaults) return common;
    defaults->only({"organization", "key", "form", "notBefore", "notAfter", "digest", "encoding"});
    common = read_common(*defaults, common);
    if (const auto form = defaults->find("form")) common.form = word(*form, kFormWords);
    return common;
}

std::vector<std::pair<std::string, Cursor>> section(const Cursor& at, std::string_view name) {
    const auto found = at.find(name);
    return found ? found->members() : std::vector<std::pair<std::string, Cursor>>{};
}

}  // namespace

Plan read_plan(const Cursor& at) {
    at.only({"$schema", "defaults", "authorities", "servers", "clients", "tokens", "signingKeys"});
    const Common defaults = read_defaults(at);
    Plan plan;
    for (const auto& [name, entry] : section(at, "authorities"))
        plan.certificates.push_back(read_authority(name, entry, defaults));
    for (const auto& [name, entry] : section(at, "servers"))
        plan.certificates.push_back(read_server(name, entry, defaults));
    for (const auto& [name, entry] : section(at, "clients"))
        plan.certificates.push_back(read_client(name, entry, defaults));
    for (const auto& [name, entry] : section(at, "tokens"))
        plan.tokens.push_back(read_token(name, entry, defaults));
    if (const auto keys = at.find("signingKeys"))
        for (const Cursor& key : keys->items()) plan.signing_keys.push_back(key.text());
    check_names(at);
    check_references(at);
    sort_by_issuer(plan);
    return plan;
}

Result<Plan> parse_plan(std::string text, std::string source_name) {
    const auto document = json::parse(std::move(text), {std::move(source_name), true});
    if (!document) return document.error();
    json::Reading reading{*document};
    return reading.finish(read_plan(reading.root()));
}

}  // namespace cupspec::pki
