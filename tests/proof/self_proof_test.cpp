#include "tests/proof/ground.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <iostream>
#include <set>
#include <sstream>
#include <vector>

using namespace cupspec;
using conformance::Area;
using conformance::Rule;
using test::Findings;
using test::Ground;
using test::GroundPlan;

namespace {

GroundPlan mutual_ground() { return {.name = "mutual TLS"}; }
GroundPlan token_ground() { return {.name = "tokens", .auth = server::AuthMode::token}; }
GroundPlan redirect_ground() { return {.name = "redirected", .redirects = true}; }
GroundPlan expected_ground() { return {.name = "expected", .is_expected = true}; }
GroundPlan rotate_ground() { return {.name = "rotated", .rotates = true}; }

std::vector<const Rule*> rules_of(Area area) {
    std::vector<const Rule*> found;
    for (const Rule* rule : conformance::rules())
        if (rule->area() == area) found.push_back(rule);
    return found;
}

/// A rule broken on purpose, and what the check said to it.
struct Trial {
    const Rule* rule = nullptr;
    Findings findings;

    bool is_found() const { return findings.broken.contains(std::string{rule->id}); }
    /// The rule and what follows from it.
    std::set<std::string> expected() const {
        std::set<std::string> ids{std::string{rule->id}};
        std::istringstream follows{std::string{rule->follows}};
        for (std::string id; follows >> id;) ids.insert(id);
        return ids;
    }
};

/// A check waits more than it works: several go side by side.
std::vector<Trial> try_all(const Ground& ground, const std::vector<const Rule*>& rules) {
    constexpr std::size_t kAtOnce = 4;
    std::vector<Trial> trials(rules.size());
    std::atomic<std::size_t> next = 0;
    std::vector<std::future<void>> workers;
    for (std::size_t i = 0; i < kAtOnce; ++i) {
        workers.push_back(std::async(std::launch::async, [&] {
            for (std::size_t mine = next++; mine < rules.size(); mine = next++)
                trials[mine] = {rules[mine], ground.check(rules[mine]->mutant)};
        }));
    }
    for (auto& worker : workers) worker.get();
    return trials;
}

/// Nothing but the rule and what follows is broken; on this ground it need not show.
void demand_nothing_else(const Trial& trial) {
    const auto expected = trial.expected();
    for (const auto& [id, why] : trial.findings.broken) {
        INFO("broke also " << id << ": " << why);
        CHECK(expected.contains(id));
    }
}

/// How many mutants were found in this run of the program.
struct Score {
    std::size_t found = 0;
    std::size_t tried = 0;
};
Score& score_of_all() {
    static Score score;
    return score;
}

/// Breaks the area's rules one by one: each is found on one ground at least, and nothing else on any.
void prove(Area area, const std::vector<GroundPlan>& plans) {
    const auto rules = rules_of(area);
    std::set<std::string> found;
    std::map<std::string, std::string> missed;
    for (const GroundPlan& plan : plans) {
        const Ground ground{plan};
        for (const Trial& trial : try_all(ground, rules)) {
            const std::string id{trial.rule->id};
            CAPTURE(plan.name, id);
            demand_nothing_else(trial);
            if (trial.is_found()) found.insert(id);
            const auto skipped = trial.findings.skipped.find(id);
            missed[id] += plan.name + (skipped == trial.findings.skipped.end()
                                           ? std::string{": passed\n"}
                                           : ": skipped, " + skipped->second + '\n');
        }
    }
    for (const Rule* rule : rules) {
        const std::string id{rule->id};
        INFO(id << " is not found\n" << missed[id]);
        CHECK(found.contains(id));
    }
    Score& all = score_of_all();
    all.found += found.size();
    all.tried += rules.size();
    std::cout << "mutation score: " << to_string(area) << ' ' << found.size() << " of " << rules.size()
              << "; so far " << all.found << " of " << all.tried << " mutants found, of "
              << conformance::rules().size() << " rules\n";
}

}  // namespace

TEST_CASE("check finds the mutants of transport, and nothing else") {
    prove(Area::transport, {mutual_ground()});
}
TEST_CASE("check finds the mutants of http, and nothing else") { prove(Area::http, {mutual_ground()}); }
TEST_CASE("check finds the mutants of request, and nothing else") {
    prove(Area::request, {mutual_ground(), token_ground()});
}
TEST_CASE("check finds the mutants of framing, and nothing else") {
    prove(Area::framing, {mutual_ground(), rotate_ground()});
}
TEST_CASE("check finds the mutants of uris, and nothing else") {
    prove(Area::uris, {mutual_ground(), redirect_ground()});
}
TEST_CASE("check finds the mutants of credentials, and nothing else") {
    prove(Area::credentials, {mutual_ground(), token_ground()});
}
TEST_CASE("check finds the mutants of firmware, and nothing else") {
    prove(Area::firmware, {mutual_ground()});
}
TEST_CASE("check finds the mutants of identity, and nothing else") {
    prove(Area::identity, {mutual_ground(), token_ground()});
}
TEST_CASE("check finds the mutants of convergence, and nothing else") {
    prove(Area::convergence, {mutual_ground(), redirect_ground(), expected_ground()});
}
TEST_CASE("check finds the mutants of robustness, and nothing else") {
    prove(Area::robustness, {mutual_ground(), redirect_ground()});
}
