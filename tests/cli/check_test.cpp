#include "json/cursor.hpp"
#include "tests/cli/program.hpp"
#include "tests/result_text.hpp"

using namespace cupspec;
using test::Ended;
using test::run_program;

namespace {

std::vector<std::string> listed_ids() {
    const auto ended = run_program({"check", "--list", "--json"});
    REQUIRE(ended.exit == 0);
    const auto document = json::parse(ended.out).value();
    json::Reading reading{document};
    std::vector<std::string> ids;
    for (const auto& rule : reading.root()["rules"].items()) {
        ids.push_back(rule["id"].text());
        for (const char* member : {"level", "says", "source", "harm", "remedy"}) {
            CAPTURE(ids.back(), member);
            CHECK_FALSE(rule[member].text().empty());
        }
    }
    CHECK(reading.ok());
    return ids;
}

/// What is wrong, said before anything is connected.
Ended refused(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "check");
    auto ended = run_program(std::move(arguments));
    CHECK(ended.exit == 2);
    CHECK(ended.out.empty());
    return ended;
}

}  // namespace

TEST_CASE("check --list and --explain need no URL") {
    const auto ids = listed_ids();
    REQUIRE_FALSE(ids.empty());
    const auto text = run_program({"check", "--list"});
    CHECK(text.exit == 0);
    for (const std::string& id : ids) CHECK(text.out.find(id + ' ') != std::string::npos);
    const auto explained = run_program({"check", "--explain", ids.front()});
    CHECK(explained.exit == 0);
    CHECK(explained.out.starts_with(ids.front()));
    CHECK(explained.out.find("How to mend it") != std::string::npos);
}

TEST_CASE("check --tag, --rule and --skip narrow the list down") {
    const auto ids = listed_ids();
    REQUIRE_FALSE(ids.empty());
    const std::string area = ids.front().substr(0, ids.front().find('/'));
    const auto tagged = run_program({"check", "--list", "--tag", area, "--skip", ids.front()});
    CHECK(tagged.out.find(ids.front() + ' ') == std::string::npos);
    CHECK(tagged.out.find(area + '/') != std::string::npos);
    CHECK(tagged.out.find(ids.back() + ' ') == std::string::npos);
    const auto one = run_program({"check", "--list", "--rule", ids.back()});
    CHECK(one.out.find("1 rules") != std::string::npos);
}

TEST_CASE("check names what nobody knows, and the nearest word") {
    const auto ids = listed_ids();
    REQUIRE_FALSE(ids.empty());
    const std::string misspelt = ids.front() + 'x';
    CHECK(refused({"--explain", misspelt}).err.find(ids.front()) != std::string::npos);
    CHECK(refused({"--list", "--rule", misspelt}).err.find(ids.front()) != std::string::npos);
    CHECK(refused({"--list", "--tag", "framming"}).err.find("framing") != std::string::npos);
    CHECK(refused({"http://127.0.0.1:1", "--allow", "laod"}).err.find("load") != std::string::npos);
    CHECK(refused({"http://127.0.0.1:1", "--report", "jsn:x"}).err.find("json") != std::string::npos);
    CHECK(refused({"http://127.0.0.1:1/path"}).err.find("https://cups.example.com:443") != std::string::npos);
    CHECK(refused({"--strikt", "http://127.0.0.1:1"}).err.find("--strict") != std::string::npos);
    CHECK(refused({}).err.find("no URL") != std::string::npos);
    CHECK(refused({"--diff", "http://127.0.0.1:1"}).err.find("two URLs") != std::string::npos);
}

TEST_CASE("check reads a profile and paths beside it, and names the line of what it cannot read") {
    const auto directory = TemporaryDirectory::make().value();
    const std::string profile = (directory.path() / "profile.json").string();
    const auto write = [&](std::string_view text) { REQUIRE(write_file(profile, as_bytes(text))); };
    write("{\n  // a comment\n  \"ruoters\": []\n}");
    CHECK(refused({"--profile", profile}).err.find("profile.json:3:3") != std::string::npos);
    write(R"({"url": "http://127.0.0.1:1", "known": "known.json"})");
    CHECK(refused({"--profile", profile}).err.find((directory.path() / "known.json").string()) !=
          std::string::npos);
    write(R"({"url": "http://127.0.0.1:1", "home": "nowhere"})");
    CHECK(refused({"--profile", profile}).err.find((directory.path() / "nowhere").string()) !=
          std::string::npos);
}

TEST_CASE("check says that nobody answers, and ends with 1") {
    const auto ended = run_program({"check", "http://127.0.0.1:1", "--timeout", "0.5"});
    CHECK(ended.exit == 1);
    CHECK(ended.out.find("nobody answers: no connection") != std::string::npos);
    CHECK(ended.err.empty());
}

TEST_CASE("docs/rules.md says what the rules say (else: tools/write-rules)") {
    const auto written = read_file(std::string{CUPSPEC_SOURCE} + "/docs/rules.md");
    REQUIRE(written);
    CHECK(to_text(*written) == run_program({"check", "--list", "--markdown"}).out);
}

TEST_CASE("check --retries asks again until a check is good or the number is used up") {
    const auto attempts = [](const std::string& retries) {
        const auto ended =
            run_program({"check", "http://127.0.0.1:1", "--json", "--timeout", "0.1", "--retries", retries});
        CHECK(ended.exit == 1);
        const auto at = ended.out.find("\"attempts\":");
        return at == std::string::npos ? "none" : ended.out.substr(at, ended.out.find(',', at) - at);
    };
    CHECK(attempts("0") == "\"attempts\": 1");
    CHECK(attempts("2") == "\"attempts\": 3");
}

TEST_CASE("new scenario prints one that passes as it is") {
    const auto directory = TemporaryDirectory::make().value();
    const std::string file = (directory.path() / "my.json").string();
    const auto made = run_program({"new", "scenario"});
    CHECK(made.exit == 0);
    REQUIRE(write_file(file, as_bytes(made.out)));
    const auto ended = run_program({"run", file});
    INFO(ended.out << ended.err);
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("1 passed, 0 failed") != std::string::npos);
}

TEST_CASE("new ci prints a snippet that runs check") {
    for (const std::string kind : {"github", "gitlab"}) {
        const auto ended = run_program({"new", "ci", kind});
        CHECK(ended.exit == 0);
        CHECK(ended.out.find("cupspec check \"$") != std::string::npos);
        CHECK(ended.out.find("--report html:check.html") != std::string::npos);
    }
    CHECK(run_program({"new", "ci", "jenkins"}).exit == 2);
}

TEST_CASE("new profile writes one that check can read, also of a server that is not there") {
    const auto directory = TemporaryDirectory::make().value();
    const std::string profile = (directory.path() / "profile.json").string();
    const std::vector<std::string> arguments{"new", "profile", "http://127.0.0.1:1", "-o", profile};
    const auto made = run_program(arguments);
    CHECK(made.exit == 0);
    CHECK(made.err.find("nobody answers") != std::string::npos);
    CHECK(run_program(arguments).exit == 2);  // it is there already
    const auto ended = run_program({"check", "--profile", profile});
    CHECK(ended.exit == 1);
    CHECK(ended.out.starts_with("http://127.0.0.1:1 "));
}
