#include "scenarios/poll_expectation.hpp"

#include <array>

namespace cupspec::scenarios {
namespace {

using json::Cursor;

constexpr std::array<std::string_view, 12> kOutcomes{
    "updated", "no-updates", "rejected",       "protocol-error", "timeout",       "closed",
    "no-uri",  "bad-uri",    "connect-failed", "no-credentials", "start-refused", "crashed"};
constexpr std::array<std::string_view, 3> kCredentialSets{"reg", "bak", "boot"};
constexpr std::array<std::string_view, 4> kVerdicts{"none", "verified", "refused", "unsigned"};
constexpr std::array<std::string_view, 1> kBodies{"all-zero"};
constexpr std::array<std::string_view, 2> kCategories{"cups", "tc"};
constexpr std::int64_t kMostExpectedBytes = 0x7FFF'FFFF;

std::optional<std::string> optional_word(const std::optional<Cursor>& at,
                                         std::span<const std::string_view> words) {
    if (!at) return std::nullopt;
    return std::string{words[word(*at, words)]};
}

std::optional<std::string> optional_text(const std::optional<Cursor>& at) {
    if (!at) return std::nullopt;
    return at->text();
}

std::optional<std::string> expected_url(const std::optional<Cursor>& at, const Names& names) {
    if (!at) return std::nullopt;
    return url_text(*at, names);
}

SignatureExpectation read_signature(const Cursor& at) {
    at.only({"verifiedBy"});
    constexpr std::int64_t kMostKeys = 1000;
    SignatureExpectation expect;
    expect.verified_by =
        expected(at.find("verifiedBy"), [](const Cursor& value) { return value.integer(0, kMostKeys); });
    return expect;
}

UpdateExpectation read_update(const Cursor& at) {
    at.only({"bytes", "package", "verdict"});
    UpdateExpectation expect;
    if (const auto bytes = at.find("bytes")) expect.bytes = bytes->integer(1, kMostExpectedBytes);
    expect.package = optional_text(at.find("package"));
    expect.verdict = optional_word(at.find("verdict"), kVerdicts);
    return expect;
}

NextExpectation read_next(const Cursor& at) {
    at.only({"credentialSet", "after"});
    NextExpectation expect;
    expect.set = optional_word(at.find("credentialSet"), kCredentialSets);
    if (const auto after = at.find("after")) expect.after = read_span(*after);
    return expect;
}

RequestExpectation read_request(const Cursor& at, const Names& names) {
    at.only(
        {"router", "cupsUri", "tcUri", "cupsCredCrc", "tcCredCrc", "station", "model", "package", "keys"});
    const auto url = [&names](const Cursor& value) { return url_text(value, names); };
    RequestExpectation expect;
    if (const auto router = at.find("router"))
        expect.router = protocol::to_id6(router_id(*router, router->text()));
    expect.cups_uri = expected(at.find("cupsUri"), url);
    expect.tc_uri = expected(at.find("tcUri"), url);
    expect.cups_cred_crc = read_crc(at.find("cupsCredCrc"), names);
    expect.tc_cred_crc = read_crc(at.find("tcCredCrc"), names);
    expect.station = optional_text(at.find("station"));
    expect.model = optional_text(at.find("model"));
    expect.package = expected(at.find("package"), [](const Cursor& value) { return value.text(); });
    if (const auto keys = at.find("keys")) {
        expect.keys.emplace();
        for (const Cursor& key : keys->items())
            expect.keys->push_back(known(key, names.signing_keys, "signing key of the PKI"));
    }
    return expect;
}

void read_segments(const Cursor& at, const Names& names, PollExpectation& expect) {
    const auto set = [&names](const Cursor& value) {
        return CredentialExpectation{known(value, names.credentials, "credential set of the PKI"), {}};
    };
    const auto set_or_issued = [&names, &set](const Cursor& value) {
        if (value.is_text()) return set(value);
        value.only({"issuedBy"});
        return CredentialExpectation{{}, known(value["issuedBy"], names.authorities, "authority of the PKI")};
    };
    expect.cups_uri = expected_url(at.find("cupsUri"), names);
    expect.tc_uri = expected_url(at.find("tcUri"), names);
    expect.cups_cred = expected(at.find("cupsCred"), set);
    expect.tc_cred = expected(at.find("tcCred"), set_or_issued);
    expect.signature = expected(at.find("signature"), read_signature);
    expect.update = expected(at.find("update"), read_update);
    if (const auto body = at.find("body")) expect.all_zero = word(*body, kBodies) == 0;
}

}  // namespace

PollExpectation read_poll_expectation(const Cursor& at, const Names& names) {
    at.only({"at", "server", "outcome", "credentialSet", "status", "cupsUri", "tcUri", "cupsCred", "tcCred",
             "signature", "update", "body", "committed", "problems", "next", "request"});
    constexpr std::int64_t kLeastStatus = 100;
    constexpr std::int64_t kMostStatus = 999;
    PollExpectation expect;
    if (const auto server = at.find("server")) expect.server = known(*server, names.servers, "server");
    expect.outcome = optional_word(at.find("outcome"), kOutcomes);
    expect.set = optional_word(at.find("credentialSet"), kCredentialSets);
    expect.status = expected(at.find("status"),
                             [](const Cursor& value) { return value.integer(kLeastStatus, kMostStatus); });
    read_segments(at, names, expect);
    if (const auto committed = at.find("committed")) {
        expect.committed.emplace();
        for (const Cursor& item : committed->items())
            expect.committed->emplace_back(kCategories[word(item, kCategories)]);
    }
    if (const auto problems = at.find("problems")) expect.problems = texts(problems);
    if (const auto next = at.find("next")) expect.next = read_next(*next);
    if (const auto request = at.find("request")) expect.request = read_request(*request, names);
    return expect;
}

}  // namespace cupspec::scenarios
