#include "tests/proof/ground.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <vector>

using namespace cupspec;
using server::AuthMode;
using test::Findings;
using test::Ground;
using test::GroundPlan;

namespace {

std::string broken_text(const Findings& findings) {
    std::string out;
    for (const auto& [id, why] : findings.broken) out += id + ": " + why + '\n';
    return out;
}

std::vector<GroundPlan> sound_grounds() {
    return {{.name = "none", .auth = AuthMode::none},
            {.name = "server", .auth = AuthMode::server},
            {.name = "mutual", .auth = AuthMode::mutual},
            {.name = "mutual-cn", .auth = AuthMode::mutual_cn},
            {.name = "thumbprint", .auth = AuthMode::thumbprint},
            {.name = "token", .auth = AuthMode::token},
            {.name = "mutual, redirected", .redirects = true},
            {.name = "mutual, expected", .is_expected = true},
            {.name = "mutual, rotated", .rotates = true},
            {.name = "token, redirected", .auth = AuthMode::token, .redirects = true}};
}

}  // namespace

TEST_CASE("The reference server passes every rule in every auth mode") {
    std::set<std::string> passed;
    for (const GroundPlan& plan : sound_grounds()) {
        CAPTURE(plan.name);
        const Findings findings = Ground{plan}.check({});
        CHECK(broken_text(findings).empty());
        for (const conformance::Rule* rule : conformance::rules())
            if (!findings.skipped.contains(std::string{rule->id})) passed.insert(std::string{rule->id});
    }
    for (const conformance::Rule* rule : conformance::rules()) {
        INFO(rule->id << " was skipped in every mode");
        CHECK(passed.contains(std::string{rule->id}));
    }
}

TEST_CASE("Check judges all but a few rules of a server with client certificates, and says why not those") {
    const Findings findings = Ground{{.name = "mutual"}}.check({});
    std::set<std::string> skipped;
    for (const auto& [id, why] : findings.skipped) {
        CHECK_FALSE(why.empty());
        skipped.insert(id);
    }
    const std::set<std::string> without_token_redirect_or_target{
        "convergence/ends-where-expected",        "convergence/redirect-answers",
        "credentials/token-ends-with-crlf",       "credentials/token-has-name-and-value",
        "credentials/token-lines-part-with-crlf", "identity/refusal-tells-no-secrets",
        "identity/wrong-token-is-refused"};
    CHECK(skipped == without_token_redirect_or_target);
}
