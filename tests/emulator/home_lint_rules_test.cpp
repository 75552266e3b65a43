// Every rule has a home that breaks it, and the judgement is the emulator's own.

#include "base/files.hpp"
#include "emulator/gateway.hpp"
#include "emulator/home_lint.hpp"
#include "emulator/tls_client.hpp"
#include "emulator/tls_rules.hpp"
#include "emulator/token.hpp"
#include "emulator/trial_disk.hpp"
#include "protocol/uri.hpp"
#include "tests/emulator/lint_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace cupspec;
using namespace cupspec::emulator;
using namespace cupspec::test;

namespace {

std::vector<LintFinding> lint_home(const HomeFiles& files) { return lint_home(files, {kLintNow}); }

HomeFiles spoilt(const LintCase& one) {
    HomeFiles files = clean_home();
    one.spoil(files);
    return files;
}

bool has_start_finding(const std::vector<LintFinding>& findings) {
    return std::any_of(findings.begin(), findings.end(), [](const LintFinding& finding) {
        return finding.slug == "uri-malformed" || finding.slug.starts_with("start-refused:");
    });
}

/// As `Round` and `drive_round` go about it.
bool set_is_usable(const Home& home, Category category, SetName set) {
    const auto credentials = home.credentials(category, set);
    const auto mode = home.auth_mode(category, set);
    if (mode == AuthMode::none || !check_files(credentials, mode)) return false;
    if (mode == AuthMode::token && !read_token(credentials.key)) return false;
    TlsClientSetup setup;
    setup.mode = mode;
    return make_tls_client(credentials, setup).has_value();
}

/// Words for what keeps a set from being used at all, before any server is asked.
const std::set<std::string_view> kUnusableWords{"no-trust",
                                                "byte-order-mark",
                                                "text-before-pem",
                                                "der-trailing-bytes",
                                                "certificate-unreadable",
                                                "tls-unsupported-key",
                                                "key-encrypted",
                                                "key-is-certificate",
                                                "certificate-with-token",
                                                "key-unreadable",
                                                "private-key-unsupported",
                                                "bad-token",
                                                "key-without-certificate",
                                                "unusable-credentials"};

bool says_unusable(const std::vector<LintFinding>& findings, const std::string& stem) {
    return std::any_of(findings.begin(), findings.end(), [&stem](const LintFinding& finding) {
        return kUnusableWords.contains(finding.slug) && finding.file.starts_with(stem + '.');
    });
}

}  // namespace

TEST_CASE("lint_home has nothing to say about a clean home") {
    CHECK(slugs_of(lint_home(clean_home())).empty());
}

TEST_CASE("lint_home finds the broken rule, and nothing else, in a home that breaks one") {
    for (const LintCase& one : lint_cases()) {
        const auto findings = lint_home(spoilt(one));
        const auto slugs = slugs_of(findings);
        CAPTURE(one.slug, one.file, slugs);
        auto expected = one.also;
        expected.push_back(one.slug);
        CHECK(std::multiset<std::string>(slugs.begin(), slugs.end()) ==
              std::multiset<std::string>(expected.begin(), expected.end()));
        CHECK(std::any_of(findings.begin(), findings.end(), [&one](const LintFinding& finding) {
            return finding.slug == one.slug && finding.file == one.file;
        }));
    }
}

TEST_CASE("Every lint rule has a home that breaks it, and a slug of its own") {
    std::set<std::string> broken;
    for (const LintCase& one : lint_cases()) broken.insert(one.slug);
    // The safety net for what no rule explains; nothing is known that falls into it.
    broken.insert("unusable-credentials");
    std::set<std::string> rules;
    for (const LintRule& rule : lint_rules()) {
        CAPTURE(rule.slug);
        CHECK(rules.insert(std::string{rule.slug}).second);
        CHECK(rule.slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-:") ==
              std::string_view::npos);
        for (const auto text : {rule.says, rule.does, rule.cure, rule.source}) CHECK_FALSE(text.empty());
    }
    CHECK(rules == broken);
}

TEST_CASE("The lint rules are those of the documentation") {
    const std::string page = to_text(read_file(std::string{CUPSPEC_SOURCE} + "/docs/pki-lint.md").value());
    std::string table = "|---|---|---|\n";
    for (const LintRule& rule : lint_rules()) {
        table += "| `" + std::string{rule.slug} + "` | " + std::string{to_string(rule.severity)} + " | " +
                 std::string{rule.says} + " |\n";
    }
    CHECK(page.substr(page.find("|---|---|---|\n")) == table);
}

TEST_CASE("lint_home says that a start is refused exactly where the emulator refuses it") {
    for (const LintCase& one : lint_cases()) {
        CAPTURE(one.slug, one.file);
        const HomeFiles files = spoilt(one);
        TrialDisk disk{files};
        Gateway gateway{disk, "home", {}};
        CHECK(has_start_finding(lint_home(files)) == gateway.start().has_value());
    }
}

TEST_CASE("lint_home calls a set unusable exactly where the emulator cannot use it") {
    for (const LintCase& one : lint_cases()) {
        const HomeFiles files = spoilt(one);
        TrialDisk disk{files};
        const Home home{disk, "home"};
        const auto findings = lint_home(files);
        for (const auto& [category, set, stem] : {std::tuple{Category::cups, SetName::regular, "cups"},
                                                  std::tuple{Category::tc, SetName::regular, "tc"},
                                                  std::tuple{Category::cups, SetName::boot, "cups-boot"}}) {
            const UriFile uri = home.uri(category, set);
            if (!uri.configured() || !uri.text.starts_with(category == Category::cups ? "https" : "wss"))
                continue;
            CAPTURE(one.slug, one.file, stem, slugs_of(findings));
            CHECK(says_unusable(findings, stem) != set_is_usable(home, category, set));
        }
    }
}

TEST_CASE("lint_home puts the worst first") {
    HomeFiles files = clean_home();
    put(files, "tc.cert", "x");
    files.erase("cups.trust");
    put(files, "tc.uri", "");
    const auto findings = lint_home(files);
    CHECK(slugs_of(findings) == std::vector<std::string>{"uri-malformed", "no-trust", "misnamed-file"});
}
