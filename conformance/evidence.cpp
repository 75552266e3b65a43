#include "conformance/evidence.hpp"

#include <algorithm>
#include <array>

namespace cupspec::conformance {
namespace {

constexpr std::array<PurposeRule, kPurposes> kPurposeRules{{
    {Purpose::life, "life", "a round of the gateway's life"},
    {Purpose::repeat, "repeat", "the first request once more, byte for byte"},
    {Purpose::settled, "settled", "what a gateway asks that holds everything"},
    {Purpose::fresh, "fresh", "a device without URIs and version"},
    {Purpose::unknown_router, "unknown-router", "an EUI the server should not know"},
    {Purpose::foreign_router, "foreign-router", "another gateway's EUI with this gateway's credentials"},
    {Purpose::no_credentials, "no-credentials", "without client certificate and without token"},
    {Purpose::wrong_token, "wrong-token", "a token that is none of the server's"},
    {Purpose::get, "get", "GET in place of POST"},
    {Purpose::wrong_path, "wrong-path", "POST to another path"},
    {Purpose::empty_body, "empty-body", "a request without a body"},
    {Purpose::no_json, "no-json", "a body that is no JSON"},
    {Purpose::cut_json, "cut-json", "a JSON document that ends too early"},
    {Purpose::no_router, "no-router", "an object without router"},
    {Purpose::wrong_types, "wrong-types", "numbers where strings belong"},
    {Purpose::unknown_members, "unknown-members", "members nobody knows beside the known ones"},
    {Purpose::long_router, "long-router", "a router that is no EUI"},
    {Purpose::many_keys, "many-keys", "hundreds of signing keys"},
    {Purpose::large_body, "large-body", "a body larger than any request"},
    {Purpose::slow_request, "slow-request", "a request that comes a few bytes at a time"},
    {Purpose::cut_request, "cut-request", "a connection that ends in the middle of a request"},
    {Purpose::two_at_once, "two-at-once", "the same request on several connections at once"},
    {Purpose::after_all, "after-all", "the plain request after everything else"},
}};

}  // namespace

const PurposeRule& purpose_rule(Purpose purpose) {
    return kPurposeRules.at(static_cast<std::size_t>(purpose));
}

std::vector<std::size_t> Evidence::of(Purpose purpose) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < contacts.size(); ++i)
        if (contacts[i].purpose == purpose) found.push_back(i);
    return found;
}

std::optional<std::size_t> Evidence::first(Purpose purpose) const {
    const auto found = std::ranges::find(contacts, purpose, &Contact::purpose);
    if (found == contacts.end()) return {};
    return static_cast<std::size_t>(found - contacts.begin());
}

std::optional<std::size_t> Evidence::base() const {
    const auto settled = first(Purpose::settled);
    const auto repeat = first(Purpose::repeat);
    if (settled && contacts[*settled].url == url) return settled;
    return repeat ? repeat : settled;
}

std::string Evidence::why_not(Purpose purpose) const {
    const auto found = std::ranges::find(left_out, purpose, &LeftOut::purpose);
    const std::string what{purpose_rule(purpose).says};
    if (found == left_out.end()) return "not asked: " + what;
    return "not asked: " + what + " (" + found->why + ')';
}

}  // namespace cupspec::conformance
