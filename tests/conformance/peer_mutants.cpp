#include "tests/conformance/peer_mutants.hpp"

#include "tests/conformance/peer_evidence.hpp"

#include <initializer_list>

namespace cupspec::conformance::testing {
namespace {

using Change = std::function<void(Evidence&)>;

const std::string kZeros(14, '\0');

Change on_each(std::function<void(Contact&)> change) {
    return [change = std::move(change)](Evidence& evidence) {
        for (Contact& contact : evidence.contacts)
            if (contact.purpose != Purpose::cut_request) change(contact);
    };
}

Change on(Purpose purpose, std::function<void(Contact&)> change) {
    return [purpose, change = std::move(change)](Evidence& evidence) {
        for (const std::size_t i : evidence.of(purpose)) change(evidence.contacts[i]);
    };
}

Change status_everywhere(unsigned status, const std::string& body = "x\n") {
    return on_each([=](Contact& contact) { put_answer(contact, status, body); });
}

Change status_at(Purpose purpose, unsigned status) {
    return on(purpose,
              [=](Contact& contact) { put_answer(contact, status, status == 200 ? kZeros : "x\n"); });
}

Change silence_at(Purpose purpose) {
    return on(purpose, [](Contact& contact) { put_silence(contact, "connection closed"); });
}

/// The head, in place of the one an answer has.
Change with_head(std::function<std::string(const Contact&)> head) {
    return on_each([head = std::move(head)](Contact& contact) {
        contact.exchange.response_head = head(contact);
        contact.framed = false;
    });
}

Change with_lines(const std::string& lines, bool only_200) {
    return on_each([=](Contact& contact) {
        if (only_200 && contact.exchange.status != 200) return;
        contact.exchange.response_head =
            answer_head(contact.exchange.status, contact.exchange.response_body.size(), lines);
    });
}

Change length_off_by(int difference) {
    return with_head([difference](const Contact& contact) {
        const auto size = static_cast<int>(contact.exchange.response_body.size());
        return answer_head(contact.exchange.status, static_cast<std::size_t>(size + difference));
    });
}

std::string bare_head(const Contact& contact, const std::string& lines) {
    return "HTTP/1.1 " + std::to_string(contact.exchange.status) + " Words\r\n" + lines + "\r\n";
}

Change with_chain(const ChainWish& wish, const std::string& problem) {
    return [=](Evidence& evidence) {
        evidence.chain = {server_certificate(wish)};
        fail_tls(evidence, problem);
    };
}

Change without_chain_because(const std::string& why) {
    return [why](Evidence& evidence) {
        evidence.chain.clear();
        evidence.chain_failure = why;
        fail_tls(evidence, "tls-closed");
    };
}

Change silence_everywhere(const std::string& failure) {
    return on_each([failure](Contact& contact) { put_silence(contact, failure); });
}

std::vector<PeerMutant> transport_mutants() {
    return {
        {"transport/speaks-tls-1.2", [](Evidence& evidence) { fail_tls(evidence, "tls-version"); }},
        {"transport/certificate-not-expired",
         with_chain({.from_days = -20, .to_days = -1}, "tls-certificate-expired")},
        {"transport/certificate-valid-already",
         with_chain({.from_days = 1}, "tls-certificate-not-yet-valid")},
        {"transport/name-is-the-uris",
         with_chain({.common_name = "other.example", .dns = {"other.example"}}, "tls-name-mismatch")},
        {"transport/name-is-a-dns-name", with_chain({.dns = {}, .ip = {"127.0.0.1"}}, "tls-name-mismatch")},
        {"transport/chain-leads-to-trust", [](Evidence& evidence) { fail_tls(evidence, "tls-untrusted"); }},
        {"transport/no-sha1-signature", with_chain({.sha1 = true}, "tls-sha1-signature")},
        {"transport/rsa-of-2048-bits", with_chain({.key = "rsa1024"}, "tls-weak-key")},
        {"transport/key-is-rsa-or-ec", with_chain({.key = "ed25519"}, "tls-refused")},
        {"transport/handshake-in-time", without_chain_because("timed out during the handshake")},
        {"transport/handshake-ends-well", without_chain_because("connection closed")},
        {"transport/answers-in-time", silence_everywhere("no answer within 5 s")},
        {"transport/answers-before-it-closes", silence_everywhere("connection closed")},
    };
}

void put_lf_head(Contact& contact) {
    put_silence(contact, "connection closed, and what came is no HTTP head");
    contact.exchange.response_body = to_bytes("HTTP/1.1 200 OK\nContent-Length: 14\n\n" + kZeros);
}

void put_http_2(Contact& contact) {
    put_silence(contact, "the answer is no HTTP/1.x");
    contact.exchange.response_head = "HTTP/2 200 OK\r\nContent-Length: 14\r\n\r\n";
}

std::vector<PeerMutant> http_mutants() {
    return {
        {"http/status-line-of-http-1", on_each(put_http_2)},
        {"http/lines-end-with-crlf", on_each(put_lf_head)},
        {"http/content-length-is-there",
         with_head([](const Contact& contact) { return bare_head(contact, ""); })},
        {"http/not-chunked", with_head([](const Contact& contact) {
             return bare_head(contact, "Transfer-Encoding: chunked\r\n");
         })},
        {"http/body-as-long-as-announced", length_off_by(10)},
        {"http/nothing-behind-the-body", length_off_by(-3)},
        {"http/no-interim-answer", status_everywhere(100, "")},
        {"http/success-is-200", status_everywhere(204, "")},
        {"http/no-redirect", status_everywhere(302)},
        {"http/no-refusal-for-now", status_everywhere(503)},
        {"http/no-content-encoding", with_lines("content-encoding: gzip\r\n", false)},
        {"http/body-is-octet-stream", with_lines("Content-Type: text/html\r\n", true)},
        {"http/refusal-fits-the-buffer", on_each([](Contact& contact) {
             if (contact.exchange.status != 200)
                 put_answer(contact, contact.exchange.status, std::string(9000, 'x'));
         })},
    };
}

std::vector<PeerMutant> request_mutants() {
    return {
        {"request/stations-own-is-accepted", status_everywhere(400)},
        {"request/nulls-are-accepted", status_at(Purpose::fresh, 404)},
        {"request/unknown-members-are-skipped", status_at(Purpose::unknown_members, 400)},
        {"request/many-keys-are-accepted", status_at(Purpose::many_keys, 400)},
        {"request/path-is-update-info", status_at(Purpose::wrong_path, 200)},
        {"request/method-is-post", status_at(Purpose::get, 200)},
        {"request/empty-body-is-refused", status_at(Purpose::empty_body, 200)},
        {"request/text-is-refused", status_at(Purpose::no_json, 200)},
        {"request/cut-json-is-refused", status_at(Purpose::cut_json, 200)},
        {"request/router-is-needed", status_at(Purpose::no_router, 200)},
        {"request/wrong-types-are-refused", status_at(Purpose::wrong_types, 200)},
        {"request/bad-requests-are-the-clients-fault", status_at(Purpose::no_json, 500)},
    };
}

std::vector<PeerMutant> identity_mutants() {
    return {
        {"identity/gateway-is-let-in", status_everywhere(403)},
        {"identity/unknown-router-is-refused", status_at(Purpose::unknown_router, 200)},
        {"identity/unknown-router-is-no-server-error", status_at(Purpose::unknown_router, 500)},
        {"identity/foreign-router-is-refused", status_at(Purpose::foreign_router, 200)},
        {"identity/no-credentials-are-refused", status_at(Purpose::no_credentials, 200)},
        {"identity/wrong-token-is-refused", status_at(Purpose::wrong_token, 200)},
        {"identity/denial-is-no-server-error", status_at(Purpose::foreign_router, 500)},
        {"identity/refusal-tells-no-secrets", on_each([](Contact& contact) {
             if (contact.exchange.status != 200)
                 put_answer(contact, contact.exchange.status, contact.exchange.request_head);
         })},
    };
}

std::vector<PeerMutant> robustness_mutants() {
    return {
        {"robustness/router-that-is-none-is-refused", status_at(Purpose::long_router, 200)},
        {"robustness/router-that-is-none-is-answered", silence_at(Purpose::long_router)},
        {"robustness/router-that-is-none-is-the-clients-fault", status_at(Purpose::long_router, 500)},
        {"robustness/bad-requests-are-answered", silence_at(Purpose::wrong_types)},
        {"robustness/strangers-are-answered", silence_at(Purpose::get)},
        {"robustness/large-body-is-refused", status_at(Purpose::large_body, 200)},
        {"robustness/slow-request-is-served", silence_at(Purpose::slow_request)},
        {"robustness/many-at-once-are-served",
         [](Evidence& evidence) {
             put_answer(evidence.contacts[evidence.of(Purpose::two_at_once).back()], 503, "x");
         }},
        {"robustness/serves-after-all", silence_at(Purpose::after_all)},
    };
}

}  // namespace

std::vector<PeerMutant> peer_mutants() {
    std::vector<PeerMutant> all;
    for (auto&& more :
         {transport_mutants(), http_mutants(), request_mutants(), identity_mutants(), robustness_mutants()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace cupspec::conformance::testing
