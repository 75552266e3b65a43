#include "json/cursor.hpp"
#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using test::run_program;

namespace {

/// The field bugs of all findings.
std::vector<unsigned> bugs_in(const std::string& out) {
    const auto document = json::parse(out).value();
    json::Reading reading{document};
    std::vector<unsigned> bugs;
    for (const auto& finding : reading.root()["findings"].items())
        for (const auto& bug : finding["fieldBug"].items()) bugs.push_back(bug.unsigned32());
    return bugs;
}

std::string little_endian(std::size_t value, std::size_t bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
    return out;
}

/// An answer with these two segments.
std::string answer(const std::string& cups_uri, const std::string& cups_cred = "") {
    return little_endian(cups_uri.size(), 1) + cups_uri + little_endian(0, 1) +
           little_endian(cups_cred.size(), 2) + cups_cred + std::string(10, '\0');
}

/// The credentials of a recorded answer.
std::string recorded_blob() {
    constexpr std::size_t kBlobAt = 26;
    constexpr std::size_t kBlobBytes = 1045;
    return to_text(read_file(test::vector_path("session-tls/resp-1.bin")).value())
        .substr(kBlobAt, kBlobBytes);
}

/// Of the DER element at the front, which has a length of two bytes.
std::size_t der_bytes(const std::string& der) {
    return std::size_t{4} + static_cast<unsigned char>(der[2]) * 256U + static_cast<unsigned char>(der[3]);
}

}  // namespace

TEST_CASE("decode names the field bug a finding is known as, and how to see it") {
    const std::string blob = recorded_blob();
    const std::string trust = blob.substr(0, der_bytes(blob));
    struct Case {
        std::string input;
        unsigned bug;
    };
    const std::vector<Case> cases{
        {answer("", "-----BEGIN CERTIFICATE-----\n"), 56},
        {answer("", trust + "Authorization: x\r\n"), 1},
        {answer("", trust + blob), 55},
        {answer("", trust + std::string(4, '\0') + "secret\r\n"), 57},
        {answer("https://cups.example"), 19},
        {answer("https://cups.example:443/"), 52},
        {answer("https://" + std::string(120, 'a') + ":443"), 51},
        {std::string(16, '\0'), 2},
        {"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"error\":\"no\"}", 60},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 47},
        {"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", 49},
        {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 13},
        {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9000\r\n\r\n" + std::string(9000, ' '), 46}};
    for (const Case& one : cases) {
        INFO(one.bug);
        const auto bugs = bugs_in(run_program({"decode", "-", "--json"}, one.input).out);
        CHECK(std::find(bugs.begin(), bugs.end(), one.bug) != bugs.end());
        const std::string number = std::to_string(one.bug);
        const auto text = run_program({"decode", "-"}, one.input).out;
        CHECK(text.find("\n        field bug " + number + ": ") != std::string::npos);
        CHECK(text.find("; cupspec diagnose " + number + '\n') != std::string::npos);
    }
}

TEST_CASE("decode names no field bug where there is nothing to complain of") {
    CHECK(bugs_in(run_program({"decode", "-", "--json"}, std::string(14, '\0')).out).empty());
    const auto recorded = run_program({"decode", test::vector_path("session-tls/rawresp-2.http"), "--json"});
    CHECK(bugs_in(recorded.out).empty());
}

TEST_CASE("decode says where a rule is broken, what the gateway suffers, and the cure") {
    const auto ended = run_program({"decode", "-"}, answer("https://cups.example:443/"));
    CHECK(ended.exit == 1);
    CHECK(ended.out.find(
              "broken  uris/no-path: byte 1, 25 bytes: cupsUri \"https://cups.example:443/\", wanted ") !=
          std::string::npos);
    CHECK(ended.out.find(" Cure: ") != std::string::npos);
}

TEST_CASE("pki lint names the field bug a finding is known as") {
    const auto temp = TemporaryDirectory::make().value();
    const auto put = [&temp](const std::string& name, const std::string& text) {
        REQUIRE(write_file(temp.path() / name, as_bytes(text)).has_value());
    };
    put("station.conf", R"({"station_conf": {"routerid": "::1"}})");
    put("cups.uri", "https://cups.example:443");
    put("cups.trust",
        "Certificate:\n" + to_text(read_file(test::vector_path("session-tls/home-0/cups.trust")).value()));
    put("cups.cert", "");
    const auto bugs = bugs_in(run_program({"pki", "lint", temp.path().string(), "--json"}).out);
    for (const unsigned bug : {26U, 32U}) {
        INFO(bug);
        CHECK(std::find(bugs.begin(), bugs.end(), bug) != bugs.end());
    }
    const auto text = run_program({"pki", "lint", temp.path().string()}).out;
    CHECK(text.find("\n    field bug 32: Text in front of BEGIN CERTIFICATE; cupspec diagnose 32\n") !=
          std::string::npos);
}
