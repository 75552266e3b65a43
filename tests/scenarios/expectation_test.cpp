#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace cupspec::scenarios::testing {
namespace {

/// An expectation that does not hold, and how the report shows it.
struct Wrong {
    std::string step;
    Mismatch mismatch;
};

/// The whole scenario fails at its last step with exactly this mismatch.
void check_failure(const std::string& scenario, const Mismatch& mismatch) {
    const ScenarioResult result = play(scenario);
    INFO(explain(result));
    REQUIRE(result.verdict == Verdict::failed);
    const StepResult& last = result.steps.back();
    REQUIRE(last.verdict == Verdict::failed);
    REQUIRE(last.mismatches.size() == 1);
    CHECK(last.mismatches[0].what == mismatch.what);
    CHECK(last.mismatches[0].expected == mismatch.expected);
    CHECK(last.mismatches[0].actual == mismatch.actual);
}

std::string poll(const std::string& expect) { return R"({"poll": {"expect": )" + expect + "}}"; }

TEST_CASE("Every expectation of a poll can fail") {
    const Wrong wrong = GENERATE(values<Wrong>({
        {poll(R"({"outcome": "no-updates"})"), {"outcome", "no-updates", "updated"}},
        {poll(R"({"credentialSet": "bak"})"), {"credentialSet", "bak", "reg"}},
        {poll(R"({"status": 404})"), {"status", "404", "200"}},
        {poll(R"({"status": null})"), {"status", "no answer", "200"}},
        {poll(R"({"cupsUri": "http://localhost:1"})"),
         {"response.cupsUri", "\"http://localhost:1\"", "\"\""}},
        {poll(R"({"tcUri": "ws://localhost:1"})"), {"response.tcUri", "\"ws://localhost:1\"", "\"\""}},
        {poll(R"({"signature": null})"), {"response.signature", "no such segment", "a signature"}},
        {poll(R"({"signature": {"verifiedBy": 1}})"), {"response.signature.verifiedBy", "1", "0"}},
        {poll(R"({"signature": {"verifiedBy": null}})"), {"response.signature.verifiedBy", "no key", "0"}},
        {poll(R"({"update": null})"), {"response.update", "no such segment", "a firmware"}},
        {poll(R"({"update": {"bytes": 8}})"), {"response.update.bytes", "8", "7"}},
        {poll(R"({"update": {"package": "3.0.0"}})"), {"response.update.package", "3.0.0", "2.0.0"}},
        {poll(R"({"update": {"verdict": "refused"}})"), {"update.verdict", "refused", "verified"}},
        {poll(R"({"committed": ["cups"]})"), {"committed", "cups", "none"}},
        {poll(R"({"problems": ["timeout"]})"), {"problems", "timeout", "none"}},
        {poll(R"({"next": {"credentialSet": "boot"}})"), {"next.credentialSet", "boot", "reg"}},
        {poll(R"({"next": {"after": "1s"}})"), {"next.after", "1s", "24h"}},
        {poll(R"({"request": {"router": "::2"}})"), {"request.router", "::2", "::1"}},
        {poll(R"({"request": {"cupsUri": null}})"), {"request.cupsUri", "null", ""}},
        {poll(R"({"request": {"tcUri": "{cups-0}"}})"), {"request.tcUri", "", "null"}},
        {poll(R"({"request": {"cupsCredCrc": 1}})"), {"request.cupsCredCrc", "0x00000001", "0x7BD5C66F"}},
        {poll(R"({"request": {"tcCredCrc": 2}})"), {"request.tcCredCrc", "0x00000002", "0x7BD5C66F"}},
        {poll(R"({"request": {"station": "2.0.5"}})"),
         {"request.station", "2.0.5", "2.0.6(linux/std) 2022-01-18 10:22:16"}},
        {poll(R"({"request": {"model": "rpi"}})"), {"request.model", "rpi", "linux"}},
        {poll(R"({"request": {"package": "2.0.0"}})"), {"request.package", "\"2.0.0\"", "\"1.0.0\""}},
        {poll(R"({"request": {"package": null}})"), {"request.package", "null", "\"1.0.0\""}},
    }));
    const ScenarioResult result = play(plain(wrong.step));
    INFO(wrong.step << '\n' << explain(result));
    REQUIRE(result.verdict == Verdict::failed);
    REQUIRE(result.steps.size() == 1);
    REQUIRE(result.steps[0].mismatches.size() == 1);
    const Mismatch& mismatch = result.steps[0].mismatches[0];
    CHECK(mismatch.what == wrong.mismatch.what);
    if (!wrong.mismatch.expected.empty()) CHECK(mismatch.expected == wrong.mismatch.expected);
    if (!wrong.mismatch.actual.empty()) CHECK(mismatch.actual == wrong.mismatch.actual);
}

TEST_CASE("A poll that goes elsewhere than expected fails and names both servers") {
    const std::string scenario = R"({"title": "t",
        "servers": {"a": {"kind": "cups", "auth": "none", "gateways": {"::1": {}}},
                    "b": {"kind": "cups", "auth": "none"}},
        "gateways": {"g": {"router": "::1", "cups": {"uri": "{a}"}}},
        "steps": [{"poll": {"expect": {"server": "b"}}}]})";
    check_failure(scenario, {"server", "b", "a"});
}

TEST_CASE("A server that nobody listens at is not the one that answered") {
    const std::string scenario = R"({"title": "t", "servers": {"a": {"kind": "cups", "auth": "none"}},
        "gateways": {"g": {"router": "::1", "cups": {"uri": "http://localhost:1"}}},
        "steps": [{"poll": {"expect": {"outcome": "connect-failed", "server": "a"}}}]})";
    check_failure(scenario, {"server", "a", "none of the scenario's"});
}

TEST_CASE("An answer that is not all zero fails, with its size") {
    const ScenarioResult result = play(plain(poll(R"({"body": "all-zero"})")));
    INFO(explain(result));
    const StepResult& step = result.steps.at(0);
    REQUIRE(step.mismatches.size() == 1);
    CHECK(step.mismatches[0].what == "response.body");
    CHECK(step.mismatches[0].expected == "14 zero bytes");
    CHECK(step.mismatches[0].actual == std::to_string(step.round->response->bytes) + " bytes, not all zero");
}

TEST_CASE("A credential set is told from another by its CRC") {
    const std::string scenario = R"({"title": "t", "pki": "bootstrap",
        "servers": {"cups-0": {"kind": "cups", "gateways": {"::1": {"cupsUri": "{cups-0}", "cupsId": "cups-1"}}}},
        "gateways": {"g": {"router": "::1", "cups": {"uri": "{cups-0}", "credentials": "cups-0/cups-router-1"}}},
        "steps": [{"poll": {"expect": {"cupsCred": "cups-0/cups-router-1"}}}]})";
    const ScenarioResult result = play(scenario);
    INFO(explain(result));
    REQUIRE(result.verdict == Verdict::failed);
    const Mismatch& mismatch = result.steps.at(0).mismatches.at(0);
    CHECK(mismatch.what == "response.cupsCred");
    CHECK_THAT(mismatch.expected,
               Catch::StartsWith("cups-0/cups-router-1: ") && Catch::Contains("bytes, CRC 0x"));
    CHECK_THAT(mismatch.actual, Catch::StartsWith("cups-1/cups-router-1: "));
}

TEST_CASE("Every expectation about a home directory can fail") {
    const Wrong wrong = GENERATE(values<Wrong>({
        {R"({"crc": {"cups": 7}})", {"crc.cups", "0x00000007", "0x7BD5C66F"}},
        {R"({"files": {"version.txt": "2.0.0"}})", {"files.version.txt", "\"2.0.0\"", "\"1.0.0\""}},
        {R"({"files": {"tc.uri": "x"}})", {"files.tc.uri", "\"x\"", "no such file"}},
        {R"({"modes": {"cups.uri": "0644"}})", {"modes.cups.uri", "0644", "0640"}},
        {R"({"modes": {"cups.crt": "640"}})", {"modes.cups.crt", "0640", "no such file"}},
        {R"({"present": ["tc.uri"]})", {"tc.uri", "present", "absent"}},
        {R"({"absent": ["sig-0.key"]})", {"sig-0.key", "absent", "present"}},
    }));
    check_failure(plain(R"({"expect-home": )" + wrong.step + "}"), wrong.mismatch);
}

TEST_CASE("Every expectation about the LNS can fail") {
    const Wrong wrong = GENERATE(values<Wrong>({
        {R"({"stage": "configured"})", {"stage", "configured", "no-uri"}},
        {R"({"problem": null})", {"problem", "\"\"", "\"no-uri:tc\""}},
        {R"({"askCups": false})", {"askCups", "no", "yes"}},
    }));
    check_failure(plain(R"({"connect-lns": {"expect": )" + wrong.step + "}}"), wrong.mismatch);
}

TEST_CASE("An LNS that turns the gateway away is seen as that") {
    const auto with_refusal = [](const std::string& refuse) {
        return R"({"title": "t", "servers": {"lns": {"kind": "lns", "auth": "none", "refuse": )" + refuse +
               R"(}},
            "gateways": {"g": {"router": "::1", "tc": {"uri": "{lns}"}}},
            "steps": [{"connect-lns": {"expect": {"stage": "configured"}}}]})";
    };
    check_failure(with_refusal(R"({"at": "discovery-status", "status": 403})"),
                  {"stage", "configured", "discovery"});
    check_failure(with_refusal(R"({"at": "discovery-error", "text": "go away"})"),
                  {"stage", "configured", "discovery"});
    check_failure(with_refusal(R"({"at": "muxs-status"})"), {"stage", "configured", "muxs"});
}

TEST_CASE("Every expectation about an HTTP status can fail") {
    const Wrong wrong = GENERATE(values<Wrong>({
        {R"({"path": "/x", "status": 200})", {"status", "200", "404"}},
        {R"({"headers": {"X-Absent": "1"}})", {"headers.X-Absent", "\"1\"", "no such header"}},
        {R"({"headers": {"content-type": "text/html"}})",
         {"headers.content-type", "\"text/html\"", "\"text/plain; charset=utf-8\""}},
    }));
    check_failure(plain(R"({"expect-status": )" + wrong.step + "}"), wrong.mismatch);
}

TEST_CASE("A step without expectations passes whatever happens") {
    const ScenarioResult result =
        play(plain(R"({"poll": {}}, {"connect-lns": {}}, {"expect-status": {}}, {"expect-home": {}})"));
    INFO(explain(result));
    CHECK(result.verdict == Verdict::passed);
}

TEST_CASE("An update is applied only where one was accepted") {
    check_failure(plain(R"({"apply-update": {"package": "2.0.0"}})"),
                  {"update file", "an accepted firmware", "none lies there"});
}

TEST_CASE("The steps after a failed one are skipped and say why") {
    const ScenarioResult result =
        play(plain(poll(R"({"status": 500})") + R"(, {"poll": {}}, {"expect-home": {}})"));
    INFO(explain(result));
    REQUIRE(result.steps.size() == 3);
    CHECK(result.steps[1].verdict == Verdict::skipped);
    CHECK(result.steps[2].verdict == Verdict::skipped);
    CHECK(result.steps[2].message == "not run after poll: router-1");
}

TEST_CASE("Credentials made on demand are expected of one authority, and no set of the PKI is") {
    const auto suite = built_in_suite();
    const auto story = std::find_if(suite.begin(), suite.end(), [](const ScenarioSource& one) {
        return one.name == "credentials-on-demand";
    });
    REQUIRE(story != suite.end());
    const auto with = [&story](const std::string& expectation) {
        const std::string first = R"({"issuedBy": "ca/gateways"})";
        std::string text = story->text;
        return play(text.replace(text.find(first), first.size(), expectation));
    };
    const auto other = with(R"({"issuedBy": "tc-0/tc"})");
    INFO(explain(other));
    REQUIRE(other.verdict == Verdict::failed);
    const auto& mismatches = other.steps.front().mismatches;
    REQUIRE(mismatches.size() == 1);
    CHECK(mismatches.front().what == "response.tcCred");
    CHECK(mismatches.front().expected == "issued by tc-0/tc to 0000000000000001");
    CHECK(mismatches.front().actual == "issued by O=cupspec test PKI, CN=Gateway CA to 0000000000000001");
    CHECK(with("null").verdict == Verdict::failed);
    CHECK(with(R"("tc-0/infos-0")").verdict == Verdict::failed);
}

}  // namespace
}  // namespace cupspec::scenarios::testing
