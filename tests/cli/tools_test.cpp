#include "base/hex.hpp"
#include "json/cursor.hpp"
#include "protocol/update_info.hpp"
#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using test::run_program;
using test::vector_path;

namespace {

std::string contents(const std::string& path) { return to_text(read_file(path).value()); }

std::string body_of(const std::string& http) { return http.substr(http.find("\r\n\r\n") + 4); }

std::uint32_t crc_of(const json::Document& document, std::string_view name) {
    json::Reading reading{document};
    for (const auto& entry : reading.root()["entries"].items())
        if (entry["name"].text() == name) return entry["crc"].unsigned32();
    FAIL("no entry");
    return 0;
}

}  // namespace

TEST_CASE("crc on a recorded home gives what the recorded Station reported") {
    for (const std::string session : {"session-plain", "session-tls"})
        for (const int n : {0, 1, 2}) {
            CAPTURE(session, n);
            const auto http = contents(vector_path(session + "/req-" + std::to_string(n + 1) + ".http"));
            const auto request = protocol::parse_update_info(to_bytes(body_of(http))).value();
            const auto ended =
                run_program({"crc", vector_path(session + "/home-" + std::to_string(n)), "--json"});
            CHECK(ended.exit == 0);
            const auto document = json::parse(ended.out).value();
            CHECK(crc_of(document, "cups") == request.cups_cred_crc);
            CHECK(crc_of(document, "tc") == request.tc_cred_crc);
            REQUIRE(request.keys.size() == 1);
            CHECK(crc_of(document, "sig-0.key") == request.keys.front());
        }
}

TEST_CASE("crc puts the files of one name together to a set") {
    const std::string home = vector_path("session-tls/home-0/");
    const auto ended = run_program({"crc", home + "cups.trust", home + "cups.crt", home + "cups.key"});
    CHECK(ended.exit == 0);
    // cupsCredCrc of the recorded request 1: 4269742965
    CHECK(ended.out.find("0xFE7F1B75  4269742965  credential set  cups ") != std::string::npos);
}

TEST_CASE("crc refuses a directory that is no home") {
    CHECK(run_program({"crc", vector_path("session-tls/tc-0")}).exit == 2);
}

TEST_CASE("decode explains the recorded answers and requests and calls them sound") {
    for (const std::string session : {"session-plain", "session-tls"})
        for (const std::string name :
             {"resp-1.bin", "resp-2.bin", "resp-3.bin", "rawresp-1.http", "rawresp-2.http", "rawresp-3.http",
              "req-1.http", "req-2.http", "req-3.http"}) {
            CAPTURE(session, name);
            const auto ended = run_program({"decode", vector_path(session + '/' + name)});
            CHECK(ended.exit == 0);
            CHECK(ended.out.find("\nsound\n") != std::string::npos);
            CHECK(ended.err.empty());
        }
}

TEST_CASE("decode shows fields with offset, hex and value, and no key") {
    const auto ended = run_program({"decode", vector_path("session-tls/resp-1.bin")});
    CHECK(ended.out.find("00000000  16 ") != std::string::npos);
    CHECK(ended.out.find("cupsUri               \"https://localhost:6041\"\n") != std::string::npos);
    CHECK(ended.out.find("1045, CRC 0xBC518D73 = 3159461235\n") != std::string::npos);
    CHECK(ended.out.find("(121 bytes not shown)") != std::string::npos);
}

TEST_CASE("decode reads a bare request body from stdin") {
    const auto body = body_of(contents(vector_path("session-tls/req-1.http")));
    const auto ended = run_program({"decode", "-"}, body);
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("request, 219 bytes\n") == 0);
    CHECK(ended.out.find("cupsCredCrc  CRC 0xFE7F1B75 = 4269742965\n") != std::string::npos);
}

TEST_CASE("decode exits with 1 for whatever is malformed and says which rule it breaks") {
    struct Case {
        std::string input;
        std::string rule;
    };
    const std::string zeros(14, '\0');
    const std::vector<Case> cases{
        {zeros.substr(0, 13), "response/shape"},
        {"", "response/shape"},
        {std::string{"\x09"} + "http://h/" + zeros.substr(1), "response/uri"},
        {zeros.substr(0, 2) + std::string{"\x04\0", 2} + "-BEG" + zeros.substr(0, 10),
         "response/credentials"},
        {R"({"router":"::1","keys":["x"]})", "request/shape"},
        {R"({"router":)", "request/shape"},
        {"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "http/status"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n" + zeros, "http/content-length"},
        {"GET /update-info HTTP/1.1\r\nContent-Length: 16\r\n\r\n{\"router\":\"::1\"}", "http/request-line"}};
    for (const Case& one : cases) {
        CAPTURE(one.rule, one.input);
        const auto ended = run_program({"decode", "-", "--json"}, one.input);
        CHECK(ended.exit == 1);
        CHECK(ended.out.find('"' + one.rule + '"') != std::string::npos);
        CHECK(run_program({"decode", "-"}, one.input).exit == 1);
    }
}

TEST_CASE("decode calls bytes behind the answer a warning") {
    const auto ended = run_program({"decode", "-"}, std::string(15, '\0'));
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("response/nothing-follows-update") != std::string::npos);
}

TEST_CASE("decode never shows a token") {
    const std::string head =
        "POST /update-info HTTP/1.1\r\nAuthorization: Bearer hush\r\nX-Key: hush\r\nContent-Length: "
        "16\r\n\r\n";
    const auto ended = run_program({"decode", "-"}, head + R"({"router":"::1"})");
    CHECK(ended.out.find("hush") == std::string::npos);
    CHECK(ended.out.find("> Authorization: (11 bytes not shown)\n") != std::string::npos);
}

TEST_CASE("firmware verify agrees with the recorded signature and not with another file") {
    const std::string cups = vector_path("session-tls/cups-1/");
    CHECK(run_program({"firmware", "verify", "--key", cups + "sig-0.key", "--signature",
                       cups + "2.0.0.bin.sig-0", cups + "2.0.0.bin"})
              .exit == 0);
    CHECK(run_program({"firmware", "verify", "--key", vector_path("session-tls/upd-sig/sig-0.pem"),
                       cups + "2.0.0.bin"})
              .exit == 0);
    const auto other = run_program({"firmware", "verify", "--key", cups + "sig-0.key", "--signature",
                                    cups + "2.0.0.bin.sig-0", cups + "cups-1.crt"});
    CHECK(other.exit == 1);
    CHECK(other.out.find("NOT verified") != std::string::npos);
}

TEST_CASE("firmware key, sign and verify go together, and a key is not overwritten") {
    const auto temp = TemporaryDirectory::make().value();
    const std::string at = temp.path().string();
    REQUIRE(write_file(temp.path() / "fw", as_bytes("#!/bin/sh\n")).has_value());
    CHECK(run_program({"firmware", "key", at}).exit == 0);
    CHECK(read_file(temp.path() / "sig-0.key").value().size() == 64);
    CHECK(run_program({"firmware", "key", at}).exit == 2);
    CHECK(run_program({"firmware", "sign", "--key", at + "/sig-0.pem", at + "/fw"}).exit == 0);
    CHECK(run_program({"firmware", "verify", "--key", at + "/sig-0.key", at + "/fw"}).exit == 0);
    CHECK(run_program({"firmware", "key", at + "/new/keys/"}).exit == 0);
    CHECK(std::filesystem::exists(temp.path() / "new/keys/sig-0.pem"));
    CHECK(run_program({"firmware", "key", at + "/other"}).exit == 0);
    CHECK(run_program(
              {"firmware", "verify", "--key", at + "/other.key", "--signature", at + "/fw.sig-0", at + "/fw"})
              .exit == 1);
}

TEST_CASE("pki build writes a plan's files, and inspect understands each of them") {
    const auto temp = TemporaryDirectory::make().value();
    const std::string out = (temp.path() / "pki").string();
    const auto built =
        run_program({"pki", "build", std::string{CUPSPEC_SOURCE} + "/pki/plans/bootstrap.json", out});
    CHECK(built.exit == 0);
    std::vector<std::string> inspect{"pki", "inspect"};
    for (const auto& entry : std::filesystem::recursive_directory_iterator{out})
        if (entry.is_regular_file()) inspect.push_back(entry.path().string());
    REQUIRE(inspect.size() > 20);
    const auto inspected = run_program(inspect);
    CHECK(inspected.exit == 0);
    CHECK(inspected.err.empty());
    CHECK(inspected.out.find("unknown") == std::string::npos);
    CHECK(inspected.out.find("DNS      localhost\n") != std::string::npos);
}

TEST_CASE("pki inspect takes a credential blob apart") {
    const auto temp = TemporaryDirectory::make().value();
    const auto answer = read_file(vector_path("session-tls/resp-1.bin")).value();
    constexpr std::size_t kBlobAt = 26;
    constexpr std::size_t kBlobBytes = 1045;
    REQUIRE(write_file(temp.path() / "blob", ByteView{answer}.subspan(kBlobAt, kBlobBytes)).has_value());
    const auto ended = run_program({"pki", "inspect", (temp.path() / "blob").string()});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("credential set  1045 bytes, CRC-32 BC518D73 = 3159461235\n") != std::string::npos);
    CHECK(ended.out.find("trust: certificate") != std::string::npos);
    CHECK(ended.out.find("key: private key  EC P-256, sec1") != std::string::npos);
}

TEST_CASE("pki inspect exits with 1 for a file that is nothing it knows") {
    const auto ended = run_program({"pki", "inspect", std::string{CUPSPEC_SOURCE} + "/LICENSE"});
    CHECK(ended.exit == 1);
    CHECK(ended.out.find("unknown") != std::string::npos);
}

TEST_CASE("pki build names file, line and column of what it cannot read") {
    const auto temp = TemporaryDirectory::make().value();
    const std::string plan = (temp.path() / "plan.json").string();
    REQUIRE(write_file(plan, as_bytes("{\n  \"authoritys\": {}\n}")).has_value());
    const auto ended = run_program({"pki", "build", plan, (temp.path() / "out").string()});
    CHECK(ended.exit == 2);
    CHECK(ended.err.find(plan + ":2:") != std::string::npos);
    CHECK(ended.err.find("did you mean \"authorities\"?") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(temp.path() / "out"));
}
