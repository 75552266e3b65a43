#include "scenarios/log_diagnosis.hpp"
#include "scenarios/symptom_words.hpp"
#include "tests/recordings.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace cupspec::scenarios::testing {
namespace {

using Speaker = SymptomIndex::Speaker;
using Words = std::vector<std::string>;

/// Numbers of the bugs found, best first.
std::vector<unsigned> found(std::string_view text, Speaker speaker = Speaker::person) {
    static const std::vector<FieldBug> bugs = field_bugs();
    static const SymptomIndex index{bugs};
    std::vector<unsigned> numbers;
    for (const SymptomMatch& match : index.find(text, speaker)) numbers.push_back(bugs[match.bug].note.bug);
    return numbers;
}

unsigned best(std::string_view text) {
    const auto numbers = found(text);
    return numbers.empty() ? 0 : numbers.front();
}

std::vector<std::string> hits(std::string_view log) {
    static const std::vector<FieldBug> bugs = field_bugs();
    static const SymptomIndex index{bugs};
    std::vector<std::string> lines;
    for (const LogHit& hit : diagnose_log(index, log)) {
        lines.push_back(std::to_string(bugs[hit.match.bug].note.bug) + " at " + std::to_string(hit.line) +
                        " x" + std::to_string(hit.lines) + ": " + hit.text);
    }
    return lines;
}

TEST_CASE("Symptoms are compared by words without endings, case, numbers and what every sentence has") {
    CHECK(symptom_words("The Lengths do NOT align: 1045, 0xdeadbeef") ==
          Words{"length", "do", "not", "align"});
    CHECK(symptom_words("expected 0x2D, was 404") == Words{"expect", "0x2d", "404"});
    CHECK(symptom_words("2026-11-21 00:04:41.823 [3] a1b2c3d4e5") == Words{});
    CHECK(symptom_words("\xff\x01"
                        "bytes\xff"
                        "bytes") == Words{"byte"});
    CHECK(slug_candidates("problems: [http-status:404], response/uri. plain") ==
          Words{"http-status:404", "response/uri"});
}

TEST_CASE("Each bug's first symptom finds that bug first, the others find it too") {
    for (const FieldBug& bug : field_bugs()) {
        INFO(bug.note.bug);
        const auto first = found(bug.note.symptoms.front());
        REQUIRE_FALSE(first.empty());
        CHECK(first.front() == bug.note.bug);
        for (const std::string& symptom : bug.note.symptoms) {
            INFO(symptom);
            const auto any = found(symptom);
            CHECK(std::find(any.begin(), any.end(), bug.note.bug) != any.end());
        }
    }
}

TEST_CASE("A symptom is found in a log line with time, module and numbers of its own") {
    for (const FieldBug& bug : field_bugs()) {
        const std::string line =
            "2026-11-21 00:04:41.123 [AIO:ERRO] [3] " + bug.note.symptoms.front() + " (4711) /var/lib/home";
        INFO(line);
        const auto any = found(line, Speaker::program);
        CHECK(std::find(any.begin(), any.end(), bug.note.bug) != any.end());
    }
}

TEST_CASE("What Station and users write leads to the bug") {
    CHECK(best("Received more data than expected HTTP content size (14 > 0)") == 47);
    CHECK(best("ASN.1 SEQ expected for trust 0x4e") == 1);
    CHECK(best("ASN.1 SEQ expected (0x2d)") == 56);
    CHECK(best("station crashes with SIGSEGV") == 46);
    CHECK(best("segfault 502 html error page") == 46);
    CHECK(best("Failed to retrieve TCURI from CUPS: (404) Not Found") == 13);
    CHECK(best("Failed to retrieve TCURI from CUPS: (401) Unauthorized") == 14);
    CHECK(best("405") == 24);
    CHECK(best("chunked") == 47);
}

TEST_CASE("Slugs of problems, findings and rules lead to the bug, whatever stands for their stars") {
    CHECK(found("http-status:405") == std::vector<unsigned>{24});
    CHECK(found("cred-refused:cups:trust-is-no-sequence") == std::vector<unsigned>{56});
    CHECK(found("credentials/one-ca") == std::vector<unsigned>{55});
    CHECK(found(R"("problems": ["muxs-refused:403"])", Speaker::program) == std::vector<unsigned>{11});
}

TEST_CASE("Nonsense, and words that say nothing, find nothing") {
    for (const std::string text :
         {"", " ", "purple elephants dance", "gateway", "the server", "lorem ipsum dolor sit amet", "12345",
          "\xff\xfe\x01", "hello world gateway", "----", "*", "4711 0815"}) {
        INFO(text);
        CHECK(found(text).empty());
        CHECK(found(text, Speaker::program).empty());
    }
}

TEST_CASE("A log of a healthy gateway reminds of no bug") {
    for (const std::string session : {"session-plain", "session-tls"}) {
        const std::string log = to_text(read_file(test::recorded_path(session + "/station-2.log")).value());
        INFO(session);
        CHECK(hits(log) == Words{});
    }
}

TEST_CASE("A log with CR LF, NUL and bytes that are no text is searched line by line") {
    const std::string log =
        std::string{
            "\x7f"
            "ELF\0\xff\xfe",
            7} +
        "\r\n2026 [SYS:ERRO] Lengths do not align: 1045 1046\r\nnothing\r\n" +
        "2026 [SYS:ERRO] Lengths do not align: 7 8\r\n";
    const auto lines = hits(log);
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.front() == "53 at 3 x2: 2026 [SYS:ERRO] Lengths do not align: 1045 1046");
}

TEST_CASE("What follows Authorization in a log is not shown") {
    const auto lines = hits("x\n[E] Lengths do not align, Authorization: Bearer hush\n");
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.front() == "53 at 2 x1: [E] Lengths do not align, Authorization (not shown)");
}

}  // namespace
}  // namespace cupspec::scenarios::testing
