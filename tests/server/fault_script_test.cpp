#include "server/fault_script.hpp"

#include "base/files.hpp"
#include "server/errc.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace cupspec;
using namespace cupspec::server;

namespace {

constexpr protocol::Eui64 kOne{1};
constexpr protocol::Eui64 kTwo{2};

FaultScript script(const std::string& text) { return parse_faults(text, "f").value(); }

std::string error_of(const std::string& text) {
    const auto parsed = parse_faults(text, "f");
    return parsed ? std::string{} : describe(parsed.error());
}

/// The faults of a router's request, or of a connection, as they were written.
std::string texts(const FaultScript& faults, std::optional<protocol::Eui64> router, std::uint64_t number) {
    std::string all;
    for (const PickedFault& picked : pick(faults, router, number)) all += picked.fault.text + ';';
    return all;
}

}  // namespace

TEST_CASE("The table of faults has a row for each kind, with a name and a line of its own") {
    const auto rules = fault_rules();
    REQUIRE(rules.size() == static_cast<std::size_t>(FaultKind::hold_tc) + 1);
    for (const FaultRule& rule : rules) {
        CAPTURE(rule.name);
        CHECK(&rule_of(rule.kind) == &rule);
        CHECK(rule.usage.starts_with(rule.name));
        CHECK(rule.says.ends_with('.'));
        CHECK(std::count_if(rules.begin(), rules.end(),
                            [&](const FaultRule& one) { return one.name == rule.name; }) == 1);
    }
}

TEST_CASE("docs/faults.md shows the table of faults") {
    const auto text = to_text(read_file(std::string{CUPSPEC_SOURCE} + "/docs/faults.md").value());
    for (const FaultRule& rule : fault_rules()) {
        std::string usage{rule.usage};
        if (const auto bar = usage.find('|'); bar != std::string::npos) usage.insert(bar, "\\");
        CHECK_THAT(text, Catch::Contains("\n| `" + usage + "` | " + std::string{rule.says} + " |\n"));
    }
    std::size_t shown = 0;
    for (auto at = text.find("\n| `"); at != std::string::npos; at = text.find("\n| `", at + 1)) ++shown;
    CHECK(shown == fault_rules().size());
}

TEST_CASE("docs/faults.md shows the table of conditions") {
    const auto text = to_text(read_file(std::string{CUPSPEC_SOURCE} + "/docs/faults.md").value());
    REQUIRE(condition_rules().size() == kConditions);
    for (const ConditionRule& rule : condition_rules()) {
        CHECK(&rule == &condition_rules()[static_cast<std::size_t>(rule.kind)]);
        CHECK_THAT(text, Catch::Contains("\n| when `" + std::string{rule.name} + "` | " +
                                         std::string{rule.says} + " |\n"));
    }
}

TEST_CASE("A fault of an answer can have a condition") {
    const FaultScript faults = script(
        "* * status 200 when get\n::1 2 close-at 0 when after-large-body\n* 1 chunked when 404\n* 1 "
        "chunked\n");
    REQUIRE(faults.has_conditions());
    CHECK(faults.lines[0].when->kind == ConditionKind::get);
    CHECK_FALSE(faults.lines[0].when->after);
    CHECK(faults.lines[0].fault.text == "status 200 when get");
    CHECK(faults.lines[1].when->kind == ConditionKind::large_body);
    CHECK(faults.lines[1].when->after);
    CHECK(faults.lines[2].when->kind == ConditionKind::status);
    CHECK(faults.lines[2].when->status == 404);
    CHECK_FALSE(faults.lines[3].when);
    CHECK(texts(faults, kOne, 1) == "chunked;");  // what has a condition is not counted with the others
}

TEST_CASE("The example of docs/faults.md is a script") {
    const auto text = to_text(read_file(std::string{CUPSPEC_SOURCE} + "/docs/faults.md").value());
    const auto begin = text.find("```\n") + 4;
    CHECK(script(text.substr(begin, text.find("```", begin) - begin)).lines.size() == 4);
}

TEST_CASE("A fault script is one fault a line, with comments and blank lines") {
    const FaultScript faults =
        script("# all\n\n  \t\n*\t1  status   503 # now\r\n::1 2- close-at body+10\r\n0x2 * chunked#no\n");
    REQUIRE(faults.lines.size() == 3);
    CHECK(faults.lines[0].fault.text == "status 503");
    CHECK(faults.lines[0].fault.number == 503);
    CHECK_FALSE(faults.lines[0].router);
    CHECK(faults.lines[1].router == kOne);
    CHECK(faults.lines[1].where == "f:5");
    CHECK(faults.lines[2].fault.kind == FaultKind::chunked);
}

TEST_CASE("Arguments of faults become numbers") {
    const FaultScript faults = script(
        "* * close-at body+10\n* * content-length -5\n* * wrong-length tcCred 300\n* * split 7 20ms\n"
        "* * 100-continue\n* * pem-blob tc\n* * delay-header 2s\n* * throttle 1000\n* * stall-at 0 1m\n");
    CHECK(faults.lines[0].fault.relative);
    CHECK(faults.lines[0].fault.number == 10);
    CHECK(faults.lines[1].fault.number == -5);
    CHECK(faults.lines[1].fault.relative);
    CHECK(faults.lines[2].fault.segment == protocol::Segment::tc_cred);
    CHECK(faults.lines[2].fault.number == 300);
    CHECK_FALSE(faults.lines[2].fault.relative);
    CHECK(faults.lines[3].fault.number == 7);
    CHECK(faults.lines[3].fault.time == std::chrono::milliseconds{20});
    CHECK_FALSE(faults.lines[4].fault.time);
    CHECK_FALSE(faults.lines[5].fault.cups);
    CHECK(faults.lines[5].fault.tc);
    CHECK(faults.lines[6].fault.time == std::chrono::seconds{2});
    CHECK(faults.lines[7].fault.number == 1000);
    CHECK(faults.lines[8].fault.time == std::chrono::minutes{1});
    CHECK(faults.lines[8].where == "f:9");
}

TEST_CASE("Texts and shapes of faults are kept as they are meant") {
    const FaultScript faults =
        script("* * uri cups http://a:1\n* * uri tc a%20%00%25b\n* * credentials tc expired\n");
    CHECK(faults.lines[0].fault.value == "http://a:1");
    CHECK(faults.lines[0].fault.cups);
    CHECK_FALSE(faults.lines[0].fault.tc);
    CHECK(faults.lines[1].fault.value == std::string("a \0%b", 5));
    CHECK_FALSE(faults.lines[1].fault.cups);
    CHECK(faults.lines[2].fault.value == "expired");
}

TEST_CASE("A line that is no fault is named by file and line, with the value and the way out") {
    struct Case {
        std::string text;
        std::string error;
    };
    const Case one = GENERATE(values<Case>({
        {"\n* 1 statsu 503", R"(f:2: bad fault: "statsu" is no fault; did you mean "status"?)"},
        {"*", R"(f:1: bad fault: "*": ROUTER|* REQUEST FAULT is needed, such as "* 1 status 503")"},
        {"x 1 status 503", R"(f:1: bad fault: "x" is no router; an EUI such as ::1, or * for each)"},
        {"::0 1 status 503", R"("::0" is no router)"},
        {"* 0 chunked", R"("0" is no request; N, N-M, N-, P% or *, counted from 1)"},
        {"* 3-2 chunked", R"("3-2" is no request)"},
        {"* -2 chunked", R"("-2" is no request)"},
        {"* 101% chunked", R"("101%" is no request)"},
        {"* 0% chunked", R"("0%" is no request)"},
        {"* 99999999999999999999 chunked", R"("99999999999999999999" is no request)"},
        {"* 1 status", R"(status is written "status CODE")"},
        {"* 1 status 99", R"("99" is no status; 100 to 599)"},
        {"* 1 status 503 x", R"("x" is too much; it is written "status CODE")"},
        {"* 1 chunked 1", R"("1" is too much; it is written "chunked")"},
        {"* 1 delay-body 2", R"("2" is no time; such as 500ms, 2s or 1m, at most 1h)"},
        {"* 1 delay-body 2h", R"("2h" is no time)"},
        {"* 1 delay-body s", R"("s" is no time)"},
        {"* 1 throttle 0", R"("0" is no count of bytes; 1 to 2^30)"},
        {"* 1 close-at -1", R"("-1" is no place; N bytes from the start of the answer, or body+N)"},
        {"* 1 close-at body", R"("body" is no place)"},
        {"* 1 content-length ten", R"("ten" is no length; N, or +N or -N for a difference)"},
        {"* 1 wrong-length tcUry 1", R"("tcUry" is no segment; did you mean "tcUri"?)"},
        {"* 1 wrong-length tcUri", R"(wrong-length is written "wrong-length SEGMENT CHANGE")"},
        {"* 1 wrong-length cupsUri 256",
         "256 is more than the 1 byte of that length field can say; at most 255"},
        {"* 1 wrong-length tcCred 65536", "65536 is more than the 2 bytes of that length field"},
        {"* 1 wrong-length update 4294967296", "at most 4294967295"},
        {"* 1 pem-blob lns", R"("lns" is neither cups nor tc)"},
        {"* 1 uri tc", R"(uri is written "uri cups|tc TEXT")"},
        {"* 1 uri tc a%2", R"("a%2": % and two hex digits are one byte; %25 is a %)"},
        {"* 1 uri tc a%+1", R"("a%+1": % and two hex digits are one byte)"},
        {"* 1 credentials tc exspired", R"("exspired" is no shape; did you mean "expired"?)"},
        {"* 1 header X:%4", R"("X:%4": % and two hex digits are one byte)"},
        {"* 1 header X", R"("X" is no header; NAME:VALUE, such as Content-Encoding:gzip)"},
        {"* 1 header :x", R"(":x" is no header)"},
        {"* 1 chunked when", R"(when takes one condition, such as "when get")"},
        {"* 1 chunked when get get", R"(when takes one condition)"},
        {"* 1 chunked when gett", R"("gett" is no condition; did you mean "get"?)"},
        {"* 1 chunked when STATUS", R"("STATUS" is no condition)"},
        {"* 1 truncate 1 when get", R"(when goes with the faults of answers; truncate is none of them)"},
        {"::1 1 tls-expired", R"(tls-expired comes before the router is known; * in place of "::1")"},
        {std::string("* 1 \x01\xff", 6), R"("\x01\xff" is no fault)"},
    }));
    CAPTURE(one.text);
    CHECK_THAT(error_of(one.text), Catch::Contains(one.error));
}

TEST_CASE("Nothing in a fault file ends the program") {
    std::string text = "::1 1-2 wrong-length tcCred +3 # x\n* 10% split 3 1ms\n* 1- stall-at body+2 1m";
    for (std::size_t at = 0; at < text.size(); ++at) {
        static_cast<void>(parse_faults(text.substr(0, at), "f"));
        for (const int byte : {0, 10, 32, 37, 42, 45, 48, 57, 128, 255}) {
            std::string changed = text;
            changed[at] = static_cast<char>(byte);
            static_cast<void>(parse_faults(changed, "f"));
        }
    }
}

TEST_CASE("A fault happens to the router and the request it names") {
    const FaultScript faults =
        script("* 1 chunked\n::1 2-3 no-length\n::2 3- half-answer\n* 2 tls-expired\n");
    CHECK(texts(faults, kOne, 1) == "chunked;");
    CHECK(texts(faults, kOne, 2) == "no-length;");
    CHECK(texts(faults, kOne, 3) == "no-length;");
    CHECK(texts(faults, kOne, 4) == "");
    CHECK(texts(faults, kTwo, 1) == "chunked;");
    CHECK(texts(faults, kTwo, 2) == "");
    CHECK(texts(faults, kTwo, 300) == "half-answer;");
    CHECK(texts(faults, std::nullopt, 1) == "");
    CHECK(texts(faults, std::nullopt, 2) == "tls-expired;");
}

TEST_CASE("Chance hangs on seed, line, router and number, and on nothing else") {
    FaultScript faults = script("* 30% chunked\n* 30% no-length\n");
    const auto course = [&faults](protocol::Eui64 router) {
        std::string all;
        for (std::uint64_t n = 1; n <= 1000; ++n) all += texts(faults, router, n) + ' ';
        return all;
    };
    const std::string of_one = course(kOne);
    CHECK(of_one == course(kOne));
    CHECK(of_one != course(kTwo));
    const auto count = [](const std::string& all, const std::string& word) {
        int found = 0;
        for (auto at = all.find(word); at != std::string::npos; at = all.find(word, at + 1)) ++found;
        return found;
    };
    CHECK(count(of_one, "chunked") > 240);
    CHECK(count(of_one, "chunked") < 360);
    CHECK(count(of_one, "chunked;no-length") > 50);
    CHECK(count(of_one, "chunked;no-length") < 130);
    faults.seed = 1;
    CHECK(of_one != course(kOne));
}

TEST_CASE("A fault that happened is told in a line") {
    PickedFault picked{script("* 1 close-at 9\n").lines[0].fault, 4, "f:1", {}};
    CHECK(describe(picked) == R"(fault "close-at 9" at request 4 (f:1))");
    picked.obstacle = "why";
    CHECK(describe(picked) == R"(fault "close-at 9" at request 4 (f:1) changed nothing: why)");
    CHECK(describe(PickedFault{script("* 1 tls-expired\n").lines[0].fault, 2, "f:1", {}}) ==
          R"(fault "tls-expired" at connection 2 (f:1))");
}
