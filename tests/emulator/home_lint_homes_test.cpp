// Whole homes: recorded ones, interrupted ones, and nonsense.

#include "base/files.hpp"
#include "emulator/home_lint.hpp"
#include "emulator/tls_rules.hpp"
#include "reaction_case.hpp"
#include "tests/emulator/lint_support.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using namespace cupspec::emulator;
using namespace cupspec::test;

namespace {

namespace fs = std::filesystem;

const TimePoint kRecorded{std::chrono::sys_days{std::chrono::year{2027} / 1 / 1}};

/// A recorded home with the modes it had; a clone of the sources loses them.
HomeFiles recorded_home_files(const std::string& path) {
    HomeFiles files = read_home(CUPSPEC_VECTORS + ('/' + path)).value();
    for (auto& [name, entry] : files) entry.mode = 0640;
    return files;
}

const LintFinding& only(const std::vector<LintFinding>& findings) {
    REQUIRE(findings.size() == 1);
    return findings.front();
}

std::vector<LintFinding> lint(const HomeFiles& files) { return lint_home(files, {kLintNow}); }

const std::vector<std::string> kNames{"station.conf",  "version.txt",   "sig-0.key",     "cups.uri",
                                      "cups.trust",    "cups.crt",      "cups.key",      "tc.uri",
                                      "tc.trust",      "tc.crt",        "tc.key",        "cups-bak.uri",
                                      "cups-boot.key", "cups-temp.crt", "cups-temp.upd", "tc-temp.cpy",
                                      "tc-bak.done",   "tc-boot.trust", "tc.cert",       "sig-x.key"};

}  // namespace

TEST_CASE("lint has nothing against the homes of the recorded session over TLS") {
    for (const char* home : {"home-0", "home-1", "home-2", "home-3"}) {
        CAPTURE(home);
        const auto findings = lint_home(recorded_home_files(std::string{"session-tls/"} + home), {kRecorded});
        CHECK(slugs_of(findings).empty());
    }
}

TEST_CASE("lint says of the recorded session without TLS that its credentials are unused") {
    for (const char* home : {"home-0", "home-1", "home-2", "home-3"}) {
        CAPTURE(home);
        const auto findings =
            lint_home(recorded_home_files(std::string{"session-plain/"} + home), {kRecorded});
        CHECK_FALSE(findings.empty());
        for (const LintFinding& finding : findings) CHECK(finding.slug == "credentials-unused");
    }
}

TEST_CASE("lint calls a home fatal exactly where the recorded Station refused to start") {
    unsigned refused = 0;
    for (const auto& file : reaction_files()) {
        const ReactionCase recording{file, {}};
        CAPTURE(recording.name());
        const auto temp = TemporaryDirectory::make().value();
        fs::create_directory(temp.path() / "home");
        recording.write_home(temp.path() / "home", temp.path());
        HomeFiles files = read_home(temp.path() / "home").value();
        // Recorded with -N, which looks at no tc URI, and with a station.conf that the recordings leave out.
        std::erase_if(files, [](const auto& entry) {
            return entry.first.starts_with("tc") && entry.first.ends_with(".uri");
        });
        put(files, "station.conf", R"({"station_conf": {"routerid": "::1"}})");
        const auto findings = lint_home(files, {kRecorded});
        const bool fatal = std::any_of(findings.begin(), findings.end(), [](const LintFinding& finding) {
            return finding.severity == Severity::fatal && finding.slug != "token-overflows";
        });
        const bool not_started = recording.json()["outcome"]["first_round"] == "not-started";
        CHECK(fatal == not_started);
        refused += not_started ? 1 : 0;
    }
    CHECK(refused == 4);
}

TEST_CASE("lint_home judges a key's beginning as the emulator does, and says what it is") {
    const std::vector<std::pair<std::string, std::string>> fronts{{"", ""},
                                                                  {"\n", "text-before-pem"},
                                                                  {"\xEF\xBB\xBF", "byte-order-mark"},
                                                                  {"Key:\n", "text-before-pem"}};
    for (const auto& [front, slug] : fronts) {
        CAPTURE(front);
        HomeFiles files = clean_home();
        put(files, "cups.key", front + own().key.pem(pki::KeyForm::sec1).value());
        const protocol::CredentialSet set{files["cups.trust"].content, files["cups.crt"].content,
                                          files["cups.key"].content};
        const bool taken = check_files(set, AuthMode::mutual).has_value();
        CHECK(slugs_of(lint(files)) == (taken ? std::vector<std::string>{} : std::vector<std::string>{slug}));
    }
}

TEST_CASE("lint sees the recorded certificates expire") {
    const auto findings =
        lint_home(recorded_home_files("session-tls/home-0"), {kRecorded + std::chrono::days{15 * 365}});
    CHECK(slugs_of(findings) ==
          std::vector<std::string>{"tls-certificate-expired", "tls-certificate-expired"});
}

TEST_CASE("lint_home reports the place, and never what a token says") {
    HomeFiles files = clean_home();
    files.erase("cups.crt");
    put(files, "cups.key", "Authorization: Bearer hush\r\nhush-hush\r\n");
    const auto finding = only(lint(files));
    REQUIRE(finding.place.has_value());
    CHECK(finding.place->unit == LintPlace::Unit::line);
    CHECK(finding.place->number == 2);
    CHECK(finding.says.find("hush") == std::string::npos);

    files = clean_home();
    files["cups.trust"].content.push_back(0);
    const auto trailing = only(lint(files));
    REQUIRE(trailing.place.has_value());
    CHECK(trailing.place->unit == LintPlace::Unit::byte);
    CHECK(trailing.place->number == root().certificate.size());
}

TEST_CASE("lint_home names the line of a bad setting and the nearest name") {
    HomeFiles files = clean_home();
    put(files, "station.conf", "{ \"station_conf\": {\n  \"routerid\": \"::1\",\n  \"TLS_SIN\": true\n} }");
    const auto finding = only(lint(files));
    CHECK(finding.place->number == 3);
    CHECK(finding.says.find("\"TLS_SNI\"") != std::string::npos);
    put(files, "station.conf", "{\n\n  oops\n}");
    CHECK(only(lint(files)).place->number == 3);
}

TEST_CASE("lint_home judges what an interrupted update will leave, under the names of now") {
    HomeFiles files = clean_home();
    put(files, "cups-temp.upd", "");
    put(files, "cups-temp.uri", "https://h:443/");
    put(files, "cups-temp.trust", "\n" + pem(root().certificate));
    const auto findings = lint(files);
    CHECK(slugs_of(findings) ==
          std::vector<std::string>{"uri-malformed", "text-before-pem", "commit-pending"});
    CHECK(findings[0].file == "cups-temp.uri");
    CHECK(findings[1].file == "cups-temp.trust");
    CHECK(findings[2].says.find("cups-temp.trust, cups-temp.uri") != std::string::npos);
}

TEST_CASE("lint_home reports a fault once that a pending backup would double") {
    HomeFiles files = clean_home();
    put(files, "cups-temp.cpy", "");
    put(files, "cups.trust", "\n" + pem(root().certificate));
    CHECK(slugs_of(lint(files)) == std::vector<std::string>{"text-before-pem", "backup-pending"});
}

TEST_CASE("lint_home does not mind what is nobody's mistake") {
    HomeFiles files = clean_home();
    for (const char* name : {"station.log", "station.pid", "README.md", "cups.uri~", ".git", "update.bin",
                             "notes", "reset_lgw.sh", "certs.zip", "slave-0.conf"})
        put(files, name, "x");
    files["cmd.fifo"].kind = HomeEntry::Kind::other;
    files["backup"].kind = HomeEntry::Kind::directory;
    CHECK(slugs_of(lint(files)).empty());
}

TEST_CASE("lint_home does not mind PEM, CR LF or PKCS#1") {
    const auto with_cr = [](const std::string& text) {
        std::string out;
        for (const char c : text) (c == '\n' ? out += '\r' : out) += c;
        return out;
    };
    const Made rsa = make(client("r"), pki::KeyKind::rsa2048, &root());
    HomeFiles files = clean_home();
    put(files, "cups.trust", with_cr(pem(root().certificate)));
    put(files, "cups.crt", with_cr(pem(rsa.certificate)));
    put(files, "cups.key", with_cr(rsa.key.pem(pki::KeyForm::pkcs1).value()));
    put(files, "tc.key", "");
    put(files, "tc.crt", "");
    CHECK(slugs_of(lint(files)).empty());
    put(files, "tc.key", "Authorization: Bearer x\r\nX-Other: y\r\n");
    CHECK(slugs_of(lint(files)).empty());
}

TEST_CASE("lint_home proposes the name that was meant") {
    const std::vector<std::pair<std::string, std::string>> names{
        {"tc.cert", "tc.crt"},          {"tc.url", "tc.uri"},
        {"cups.ca", "cups.trust"},      {"cups-boot.url", "cups-boot.uri"},
        {"TC.KEY", "tc.key"},           {"cups.pem", "cups.trust"},
        {"sig0.key", "sig-0.key"},      {"sig-01.key", "sig-0.key"},
        {"versoin.txt", "version.txt"}, {"cups_bak.uri", "cups-bak.uri"}};
    for (const auto& [name, meant] : names) {
        CAPTURE(name);
        HomeFiles files = clean_home();
        put(files, name, root().certificate);
        CHECK(only(lint(files)).says.ends_with("it would read " + meant));
    }
}

TEST_CASE("lint_home takes any nonsense in any file") {
    const std::vector<std::string> nonsense{"",
                                            "\0",
                                            std::string(3, '\0'),
                                            "\x30",
                                            "\x30\x82",
                                            "\x30\x82\xFF\xFF",
                                            "\x30\x80",
                                            "-",
                                            "-----BEGIN ",
                                            "-----BEGIN CERTIFICATE-----\n",
                                            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
                                            "{",
                                            "[]",
                                            "null",
                                            "\xEF\xBB\xBF",
                                            "://",
                                            "https://[",
                                            "https://[]:",
                                            "A: \n\n\n",
                                            std::string(70'000, '\xA5')};
    for (const std::string& name : kNames)
        for (const std::string& text : nonsense) {
            CAPTURE(name, text.substr(0, 40));
            HomeFiles files = clean_home();
            put(files, name, text);
            for (const LintFinding& finding : lint(files)) {
                CHECK_FALSE(finding.file.empty());
                CHECK_FALSE(finding.says.empty());
                CHECK(finding.says.size() < 500);
            }
        }
}

TEST_CASE("lint_home takes something else in place of any file, and an empty home") {
    for (const std::string& name : kNames)
        for (const auto kind :
             {HomeEntry::Kind::directory, HomeEntry::Kind::other, HomeEntry::Kind::unreadable}) {
            CAPTURE(name);
            HomeFiles files = clean_home();
            files[name] = {};
            files[name].kind = kind;
            CHECK_NOTHROW(lint(files));
        }
    const auto slugs = slugs_of(lint({}));
    CHECK(slugs == std::vector<std::string>{"station-conf-missing", "start-refused:no-uri", "no-signing-key",
                                            "version-missing"});
}
