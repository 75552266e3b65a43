#include "tests/conformance/peer_evidence.hpp"

#include "pki/certificate.hpp"
#include "pki/key.hpp"

#include <array>
#include <utility>

namespace cupspec::conformance::testing {
namespace {

constexpr const char* kServerUrl = "https://localhost:6040";
const std::string kNothingNew(14, '\0');

unsigned sound_status(Purpose purpose) {
    switch (purpose) {
        case Purpose::unknown_router:
        case Purpose::wrong_path: return 404;
        case Purpose::foreign_router: return 403;
        case Purpose::no_credentials:
        case Purpose::wrong_token: return 401;
        case Purpose::get: return 405;
        case Purpose::large_body: return 413;
        case Purpose::empty_body:
        case Purpose::no_json:
        case Purpose::cut_json:
        case Purpose::no_router:
        case Purpose::wrong_types:
        case Purpose::long_router: return 400;
        default: return 200;
    }
}

Contact sound_contact(Purpose purpose) {
    Contact contact;
    contact.purpose = purpose;
    contact.url = kServerUrl;
    contact.exchange.tls.version = "TLSv1.2";
    contact.exchange.request_head = "POST /update-info HTTP/1.1\r\nAuthorization: secret-of-one\r\n\r\n";
    if (purpose == Purpose::cut_request) {
        put_silence(contact, "ended on purpose");
        return contact;
    }
    const unsigned status = sound_status(purpose);
    put_answer(contact, status, status == 200 ? kNothingNew : "refused\n");
    if (purpose == Purpose::life) contact.round.emplace();
    return contact;
}

pki::CertificateSpec spec_of(pki::CertificateKind kind, const std::string& name) {
    pki::CertificateSpec spec;
    spec.kind = kind;
    spec.common_name = name;
    spec.not_before = test_now() - std::chrono::days{60};
    spec.not_after = test_now() + std::chrono::days{60};
    return spec;
}

pki::KeyKind kind_of_key(const std::string& name) {
    if (name == "rsa1024") return pki::KeyKind::rsa1024;
    return name == "ed25519" ? pki::KeyKind::ed25519 : pki::KeyKind::p256;
}

}  // namespace

TimePoint test_now() { return TimePoint{} + std::chrono::days{20'000}; }

Bytes server_certificate(const ChainWish& wish) {
    const auto serial = [] { return std::uint64_t{7}; };
    const auto ca_key = pki::PrivateKey::generate(pki::KeyKind::p256).value();
    const Bytes ca =
        pki::make_certificate(spec_of(pki::CertificateKind::root, "ca"), ca_key, nullptr, serial).value();
    auto spec = spec_of(pki::CertificateKind::server, wish.common_name);
    spec.dns = wish.dns;
    spec.ip = wish.ip;
    spec.not_before = test_now() + std::chrono::days{wish.from_days};
    spec.not_after = test_now() + std::chrono::days{wish.to_days};
    if (wish.sha1) spec.digest = pki::SignatureDigest::sha1;
    const auto key = pki::PrivateKey::generate(kind_of_key(wish.key)).value();
    const pki::Issuer issuer{ca, &ca_key};
    return pki::make_certificate(spec, key, &issuer, serial).value();
}

std::string answer_head(unsigned status, std::size_t bytes, const std::string& lines) {
    return "HTTP/1.1 " + std::to_string(status) + " Words\r\n" + lines +
           "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

void put_answer(Contact& contact, unsigned status, const std::string& body) {
    const char* type =
        status == 200 ? "Content-Type: application/octet-stream\r\n" : "Content-Type: text/plain\r\n";
    contact.exchange.status = status;
    contact.exchange.response_head = answer_head(status, body.size(), type);
    contact.exchange.response_body = to_bytes(body);
    contact.framed = true;
    contact.failure.clear();
}

void put_silence(Contact& contact, const std::string& failure) {
    contact.exchange.status = 0;
    contact.exchange.response_head.clear();
    contact.exchange.response_body.clear();
    contact.framed = false;
    contact.failure = failure;
}

void fail_tls(Evidence& evidence, const std::string& problem) {
    for (Contact& contact : evidence.contacts) {
        put_silence(contact, "TLS: it fails");
        contact.exchange.tls = {};
        contact.exchange.tls.failure = "it fails";
        if (contact.round) contact.round->problems = {problem};
    }
}

Evidence sound_conversation() {
    Evidence evidence;
    evidence.url = kServerUrl;
    evidence.tls = true;
    evidence.client_certificate = true;
    evidence.token = true;
    evidence.now = test_now();
    static const Bytes certificate = server_certificate({});
    evidence.chain = {certificate};
    for (std::size_t i = 0; i < kPurposes; ++i) {
        evidence.contacts.push_back(sound_contact(static_cast<Purpose>(i)));
        if (static_cast<Purpose>(i) == Purpose::two_at_once)
            evidence.contacts.push_back(sound_contact(Purpose::two_at_once));
    }
    return evidence;
}

}  // namespace cupspec::conformance::testing
