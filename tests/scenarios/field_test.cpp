#include "scenarios/field_library.hpp"
#include "scenarios/scenario.hpp"
#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

namespace cupspec::scenarios::testing {
namespace {

constexpr unsigned kKnownBugs = 63;

TEST_CASE("Every scenario of the field shows its bug and its cure") {
    CHECK(field_scenarios().size() >= 50);
    CHECK(failures(field_scenarios()) == "");
}

TEST_CASE("Every known field bug is a scenario, or says why it is none") {
    const auto bugs = field_bugs();
    REQUIRE(bugs.size() == kKnownBugs);
    for (unsigned i = 0; i < bugs.size(); ++i) {
        const FieldBug& bug = bugs[i];
        INFO(bug.title);
        CHECK(bug.note.bug == i + 1);
        CHECK(bug.scenario.empty() != bug.why.empty());
        CHECK_FALSE(bug.title.empty());
        CHECK_FALSE(bug.note.cause.empty());
        CHECK_FALSE(bug.note.cure.empty());
        CHECK_FALSE(bug.note.link.empty());
        CHECK_FALSE(bug.note.symptoms.empty());
    }
}

TEST_CASE("A field scenario's name begins with its bug's number, and its tags with field") {
    for (const ScenarioSource& source : field_scenarios()) {
        const auto scenario = parse_scenario(source);
        INFO(source.name);
        REQUIRE(scenario.has_value());
        REQUIRE(scenario->field.has_value());
        const std::string number = source.name.substr(0, source.name.find('-'));
        CHECK(static_cast<unsigned>(std::stoul(number)) == scenario->field->bug);
        CHECK(number.size() == 2);
        REQUIRE_FALSE(scenario->tags.empty());
        CHECK(scenario->tags.front() == "field");
    }
}

TEST_CASE("Field scenarios are taken by number, by name and all together, and are no part of the suite") {
    const auto names = [](const std::string& path) {
        std::vector<std::string> found;
        const auto sources = load_scenarios({path});
        if (!sources) return found;
        for (const ScenarioSource& source : *sources) found.push_back(source.name);
        return found;
    };
    CHECK(names("field:46") == std::vector<std::string>{"46-large-error-page"});
    CHECK(names("field:1") == std::vector<std::string>{"01-token-without-placeholder"});
    CHECK(names("field:01") == std::vector<std::string>{"01-token-without-placeholder"});
    CHECK(names("56-pem-credentials") == std::vector<std::string>{"56-pem-credentials"});
    CHECK(names("field").size() == field_scenarios().size());
    CHECK(names("field:12").empty());
    CHECK(names("field:0").empty());
    CHECK(names("field:").empty());
    for (const ScenarioSource& source : built_in_suite()) CHECK(source.name.find("46-") != 0);
}

TEST_CASE("A scenario's field needs a number, symptoms, a cause, a cure and a link") {
    using Catch::Contains;
    const auto error = [](const std::string& field) {
        return reading_error(R"({"title": "t", "steps": [], "field": )" + field + "}");
    };
    CHECK(error(R"({"bug": 1, "symptoms": ["s"], "cause": "c", "cure": "c", "link": "l"})").empty());
    CHECK_THAT(error(R"({"bug": 0, "symptoms": ["s"], "cause": "c", "cure": "c", "link": "l"})"),
               Contains("/field/bug: "));
    CHECK_THAT(error(R"({"bug": 1, "symptoms": [], "cause": "c", "cure": "c", "link": "l"})"),
               Contains("/field/symptoms: "));
    CHECK_THAT(error(R"({"bug": 1, "symptoms": ["s"], "cure": "c", "link": "l"})"), Contains("/field/cause"));
}

TEST_CASE("A text holds a server's port, a file of the PKI or a certificate's thumbprint") {
    using Catch::Contains;
    const auto with = [](const std::string& text, const std::string& expected) {
        return R"({"title": "t", "pki": {"authorities": {"cups-0/cups": {}}},
            "servers": {"cups-0": {"kind": "cups", "auth": "none", "gateways": {"::1": {}}}},
            "gateways": {"router-1": {"router": "::1", "cups": {"uri": "http://localhost:{cups-0:port}"},
                         "files": {"note": ")" +
               text + R"("}}}, "steps": [{"expect-home": {"files": {"note": ")" + expected +
               R"(", "cups.uri": "{cups-0}"}}}]})";
    };
    CHECK(play(with("{pki/cups-0/cups.ca}", "{pki/cups-0/cups.ca}")).verdict == Verdict::passed);
    CHECK(play(with("{pki/cups-0/cups.ca}", "{sha256/cups-0/cups.ca}")).verdict == Verdict::failed);
    CHECK(play(with("{a:b} {\\\"x\\\"}", "{a:b} {\\\"x\\\"}")).verdict == Verdict::passed);
    CHECK_THAT(reading_error(with("{pki/cups-0/cups.crt}", "")), Contains("is no .ca, .crt, .key or .trust"));
    CHECK_THAT(reading_error(with("{cups-7:port}", "")), Contains("{cups-7:port} is no server"));
}

}  // namespace
}  // namespace cupspec::scenarios::testing
