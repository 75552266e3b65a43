#include "conformance/areas.hpp"
#include "conformance/plain_status.hpp"
#include "conformance/rule_list.hpp"
#include "conformance/variant_judges.hpp"
#include "conformance/wire_facts.hpp"

#include <optional>
#include <string>

namespace cupspec::conformance {
namespace {

Judgement without_identity() { return not_judged("the gateway presents no credentials"); }

bool presents_any(const Evidence& evidence) { return evidence.client_certificate || evidence.token; }

template <Purpose purpose>
Judgement judge_admission(const Evidence& evidence) {
    return presents_any(evidence) ? are_refused<purpose>(evidence) : without_identity();
}

Judgement judge_denials(const Evidence& evidence) {
    if (!presents_any(evidence)) return without_identity();
    return are_client_errors<Purpose::foreign_router, Purpose::no_credentials, Purpose::wrong_token>(
        evidence);
}

/// Values of the request's headers that nobody else may see: what stands in Authorization.
std::vector<std::string> secrets_of(std::string_view head) {
    constexpr std::string_view kName = "\r\nAuthorization: ";
    std::vector<std::string> secrets;
    for (auto at = head.find(kName); at != std::string_view::npos; at = head.find(kName, at + 1)) {
        const std::string_view value = head.substr(at + kName.size());
        const std::string_view line = value.substr(0, value.find("\r\n"));
        if (!line.empty()) secrets.emplace_back(line);
    }
    return secrets;
}

/// The secret a refusal holds, in words; empty: none.
std::string leak_in(const Contact& contact) {
    const std::string_view body = as_text(contact.exchange.response_body);
    if (body.find("PRIVATE KEY-----") != std::string_view::npos) return "a private key";
    for (const std::string& secret : secrets_of(contact.exchange.request_head))
        if (body.find(secret) != std::string_view::npos) return "the token of the request";
    return {};
}

Judgement judge_leaks(const Evidence& evidence) {
    constexpr unsigned kGranted = 200;
    std::optional<std::size_t> seen;
    for (std::size_t i = 0; i < evidence.contacts.size(); ++i) {
        const Contact& contact = evidence.contacts[i];
        if (!has_status(contact) || contact.exchange.status == kGranted) continue;
        if (std::string leak = leak_in(contact); !leak.empty())
            return broken("a refusal without secrets", leak + " in its body", i);
        if (!seen && !secrets_of(contact.exchange.request_head).empty()) seen = i;
    }
    return seen ? kept(seen) : not_judged("no request with a token was refused");
}

constexpr std::string_view kStolen =
    "One gateway gets another's credentials, and whoever holds one gateway holds them all.";

constexpr std::array kIdentityRules{
    Rule{"identity/gateway-is-let-in", Level::must, "A gateway with its own credentials is not turned away.",
         "Protocol §7.2; field bugs 5, 14, 21 and 35",
         "It leaves for its backup set at once, and goes round reg, bak and boot from then on.",
         "Register the gateway, with the rights CUPS needs; a server without credentials for the LNS answers "
         "200.",
         "* * status 403\n", "", judge_plain_status<PlainStatus::turned_away>},
    Rule{"identity/unknown-router-is-refused", Level::should, "A router that is not registered is refused.",
         "servers.md: unknown gateway; field bug 8",
         "It believes itself configured, and never asks elsewhere.",
         "Answer 404; take new gateways in on purpose only.", "* * status 200 when unknown-router\n", "",
         are_refused<Purpose::unknown_router>},
    Rule{"identity/unknown-router-is-no-server-error", Level::should,
         "A router that is not registered is refused with a status below 500.",
         "servers.md: unknown gateway gets 404, 400, or an unhandled error",
         "Operators look for a fault of the server where a registration is missing.",
         "Look the router up before anything is done with its record; answer 404.",
         "* * status 500 when unknown-router\n", "", are_client_errors<Purpose::unknown_router>},
    Rule{"identity/foreign-router-is-refused", Level::must,
         "A router in the request other than the one the credentials belong to is refused.",
         "Field bug 44; servers.md: identity check body vs certificate", kStolen,
         "Compare the router with the certificate's CN, or with the token's owner; answer 403.",
         "* * any-router\n", "", judge_admission<Purpose::foreign_router>},
    Rule{"identity/no-credentials-are-refused", Level::must,
         "Who presents neither certificate nor token is refused.", "servers.md: client auth; protocol §2.3",
         "Anybody who knows or guesses an EUI gets that gateway's credentials.",
         "Ask for client certificates in the handshake, or for the token in each request.",
         "* * no-client-auth\n", "", judge_admission<Purpose::no_credentials>},
    Rule{"identity/wrong-token-is-refused", Level::must, "A token that is nobody's is refused.",
         "servers.md: client auth; protocol §2.4",
         "Anybody who knows or guesses an EUI gets that gateway's credentials.",
         "Compare the whole token, and answer 401.", "* * any-token\n", "",
         judge_admission<Purpose::wrong_token>},
    Rule{"identity/denial-is-no-server-error", Level::should,
         "Who is not let in is refused with a status below 500.", "RFC 9110 §15.5; servers.md: 401, 403",
         "Operators look for a fault of the server where credentials are wrong.", "Answer 401 or 403.",
         "* * status 500 when denied\n", "", judge_denials},
    Rule{"identity/refusal-tells-no-secrets", Level::must,
         "A refusal holds neither the request's token nor a key.",
         "CWE-209; protocol §2.4: the token is a secret",
         "The token ends in logs of proxies and of whoever else sees error pages.",
         "Answer refusals with a line of text; show no request in error pages.", "* * echo-request\n", "",
         judge_leaks},
};
constexpr auto kIdentityPointers = pointers_to(kIdentityRules);

}  // namespace

std::span<const Rule* const> identity_rules() { return kIdentityPointers; }

}  // namespace cupspec::conformance
