#include "server/dialect.hpp"

#include "base/files.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <string>
#include <vector>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

/// A gateway that lacks nothing: all members, nothing to send. Of the recorded server's record only `router`
/// and `package` are looked at when that says nothing else.
std::string request(const std::string& router, const std::string& package = "\"2.0.0\"",
                    const std::string& keys = "[]") {
    return R"({"router":)" + router +
           R"(,"cupsUri":null,"tcUri":null,"cupsCredCrc":0,"tcCredCrc":0,"package":)" + package +
           R"(,"keys":)" + keys + "}";
}

const char* yes_or_no(bool value) { return value ? "yes" : "no"; }
std::string status_or(const char* none, unsigned status) {
    return status == 0 ? none : std::to_string(status);
}

/// The columns of docs/dialects.md; the binding stops compiling when a trait is added.
std::map<std::string, std::string> shown(const DialectTraits& traits) {
    const auto& [length_bytes, has_crc, crc_always, cups_first, trust_only, firmware, any_case, lns_again,
                 limit, length, bad, no_router, missing, firmware_optional, no_package, unknown, no_key,
                 errors] = traits;
    const std::array forms{"text", "json", "empty"};
    return {{"signature_length_bytes", std::to_string(length_bytes)},
            {"signature_length_has_crc", yes_or_no(has_crc)},
            {"key_crc_always", yes_or_no(crc_always)},
            {"cups_before_lns", yes_or_no(cups_first)},
            {"trust_only_for_cups", yes_or_no(trust_only)},
            {"sends_firmware", yes_or_no(firmware)},
            {"package_in_any_case", yes_or_no(any_case)},
            {"lns_credentials_again", status_or("served", lns_again)},
            {"request_limit", limit == 0 ? "-" : std::to_string(limit)},
            {"wants_length", yes_or_no(length)},
            {"bad_request", std::to_string(bad)},
            {"no_router", std::to_string(no_router)},
            {"missing_member", status_or("as empty", missing)},
            {"firmware_members_optional", yes_or_no(firmware_optional)},
            {"no_package", status_or("served", no_package)},
            {"unknown_router", std::to_string(unknown)},
            {"no_signing_key", firmware ? status_or("unsigned", no_key) : "-"},
            {"errors", forms.at(static_cast<std::size_t>(errors))}};
}

CupsOptions speaking(const Copy& copy, const std::string& dialect) {
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.dialect = find_dialect(dialect).value();
    return options;
}

/// A server with a record for which nothing but `version` is wanted.
const Copy& with_record(const Copy& copy, const std::string& record) {
    copy.write("cups-1/cups-router-1.cfg", record);
    return copy;
}

}  // namespace

TEST_CASE("A dialect is found by its name, and the nearest one is proposed") {
    for (const Dialect& one : dialects()) CHECK(find_dialect(one.name).has_value());
    CHECK(dialects().front().name == "station");
    const auto unknown = find_dialect("the-thing-stack");
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().detail == R"("the-thing-stack" is no dialect; did you mean "the-things-stack"?)");
}

TEST_CASE("docs/dialects.md shows the table of dialects") {
    using Cells = std::vector<std::string>;
    const auto text = to_text(read_file(std::string{CUPSPEC_SOURCE} + "/docs/dialects.md").value());
    std::map<std::string, Cells> rows;
    for (const Dialect& one : dialects()) {
        CHECK_THAT(text, Catch::Contains("\n| `" + std::string{one.name} + "` | "));
        for (const auto& [trait, value] : shown(one.traits)) rows[trait].push_back(value);
    }
    for (const auto& [trait, values] : rows) {
        std::string row = "\n| `" + trait + "` |";
        for (const std::string& value : values) row += ' ' + value + " |";
        CHECK_THAT(text, Catch::Contains(row + '\n'));
    }
}

TEST_CASE("Each dialect says in its own length that there is nothing new") {
    struct Row {
        const char* dialect;
        std::size_t bytes;
    };
    const Row row = GENERATE(Row{"station", 14}, Row{"the-things-stack", 18}, Row{"the-things-stack-16", 16},
                             Row{"semtech-example", 14}, Row{"azure", 14}, Row{"thingpark", 14});
    CAPTURE(row.dialect);
    const Copy copy{"session-plain"};
    Running server{speaking(with_record(copy, "{}"), row.dialect)};
    const Answer answer = server(post(request("\"::1\"")));
    CHECK(answer.status == 200);
    CHECK(answer.body == Bytes(row.bytes, 0));
}

TEST_CASE("station counts the key CRC into the signature's length, the-things-stack does not") {
    struct Row {
        const char* dialect;
        Bytes front;
    };
    // Nothing in four segments; then length, CRC 0x84D5CE23 of the recorded key, "sig!", 4 bytes of firmware.
    const Row row = GENERATE(
        Row{"station", {0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0x23, 0xCE, 0xD5, 0x84, 's', 'i', 'g', '!'}},
        Row{"the-things-stack", {0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0x23, 0xCE, 0xD5, 0x84, 's', 'i', 'g', '!'}},
        Row{"the-things-stack-16", {0, 0, 0, 0, 0, 0, 4, 0, 0x23, 0xCE, 0xD5, 0x84, 's', 'i', 'g', '!'}});
    CAPTURE(row.dialect);
    const Copy copy{"session-plain"};
    copy.write("cups-1/2.0.0.bin", "firm");
    copy.write("cups-1/2.0.0.bin.sig-0", "sig!");
    Running server{speaking(with_record(copy, R"({"version":"2.0.0"})"), row.dialect)};
    const Answer answer = server(post(request("1", "null", "[2228604451]")));
    Bytes expected = row.front;
    for (const char c : std::string{"\4\0\0\0firm", 8}) expected.push_back(static_cast<std::uint8_t>(c));
    CHECK(answer.body == expected);
}

TEST_CASE(
    "the-things-stack holds the LNS back while something for CUPS goes out, and explains itself in JSON") {
    const Copy copy{"session-plain"};
    Running server{speaking(copy, "the-things-stack")};
    const std::string fresh = R"({"router":1,"package":"2.0.0"})";
    CHECK(server(post(fresh)).status == 200);
    using protocol::Segment;
    CHECK(server.served.at(0).sent == std::vector{Segment::cups_uri, Segment::cups_cred});
    const Answer unknown = server(post(R"({"router":2})"));
    CHECK(unknown.status == 404);
    CHECK_THAT(unknown.head, Catch::Contains("Content-Type: application/json\r\n"));
    CHECK(to_text(unknown.body) == R"({"code":5,"message":"::2: unknown router: has no record"})");
    CHECK(server(post("router=1")).status == 409);
    CHECK(server(post("{}")).status == 400);
    CHECK(server(post(R"({"router":0})")).status == 400);
}

TEST_CASE("semtech-example fails where the example does") {
    const Copy copy{"session-plain"};
    Running server{speaking(copy, "semtech-example")};
    CHECK(server(post(request("1"))).status == 200);
    const Answer fresh = server(post(request("1", "null")));
    CHECK(fresh.status == 404);
    CHECK(to_text(fresh.body) == "Nil/unknown firmware\n");
    CHECK(server(post(request("2"))).status == 500);
    CHECK(server(post("no JSON")).status == 500);
    CHECK(server(post(R"({"router":1})")).status == 404);
    const Answer sparse = server(post(R"({"router":1,"package":"1"})"));
    CHECK(sparse.status == 500);
    CHECK(to_text(sparse.body) == "/cupsUri: missing\n");
    const std::string needed = R"({"router":1,"cupsUri":null,"tcUri":null,"cupsCredCrc":0,"tcCredCrc":0,)";
    CHECK(server(post(needed + R"("package":"2.0.0"})")).status == 200);
}

TEST_CASE("azure wants a length and takes 2048 bytes, and says nothing about what went wrong") {
    const Copy copy{"session-plain"};
    Running server{speaking(with_record(copy, R"({"version":"2.0.0-RC"})"), "azure")};
    const std::string body = request("1", "\"2.0.0-rc\"");
    CHECK(server(post(body + std::string(2048 - body.size(), ' '))).body == Bytes(14, 0));
    const Answer large = server(post(body + std::string(2049 - body.size(), ' ')));
    CHECK(large.status == 400);
    CHECK(large.body.empty());
    CHECK(server.served.at(1).decision == "the request has more than 2048 bytes");
    const Answer huge = server(post(std::string(100'000, ' ')));
    CHECK(huge.status == 400);
    CHECK(huge.body.empty());
    CHECK(server.log.count(LogLevel::warning, "?: 400 body too large") == 1);
    CHECK(server("POST /update-info HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").status == 400);
    CHECK(server.served.at(2).decision == "Content-Length is required");
    CHECK(server(post(R"({"router":1})")).status == 400);
    CHECK(server(post(request("2"))).status == 500);
}

TEST_CASE("thingpark serves LNS credentials once, CUPS the CA alone, and no firmware") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups.ca", "0c");
    Running server{speaking(copy, "thingpark")};
    const Answer first = server(post(request("1", "null")));
    CHECK(first.status == 200);
    using protocol::Segment;
    CHECK(server.served.at(0).sent ==
          std::vector{Segment::cups_uri, Segment::tc_uri, Segment::cups_cred, Segment::tc_cred});
    // "0c", and twice the zeros that stand for an absent element.
    CHECK_THAT(to_text(first.body), Catch::Contains(std::string{"\x0A\0", 2} + "0c" + std::string(8, '\0')));
    const Answer again = server(post(request("1", "null")));
    CHECK(again.status == 400);
    CHECK(to_text(again.body) == "the LNS credentials were served before\n");
    CHECK(server(post(request("2"))).status == 400);
}
