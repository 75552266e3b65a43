#include "server/request_memory.hpp"

#include "tests/recordings.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using server::RequestMemory;

namespace {

/// The body of a recorded Station's request.
Bytes recorded_body(const std::string& session, int number) {
    const auto path = test::recorded_path(session + "/req-" + std::to_string(number) + ".http");
    const std::string http = to_text(read_file(path).value());
    return to_bytes(http.substr(http.find("\r\n\r\n") + 4));
}

/// A good request of so many bytes at least.
Bytes numbered_request(std::uint32_t crc, std::size_t bytes = 0) {
    std::string text = R"({"router":"::1","cupsCredCrc":)" + std::to_string(crc) + '}';
    text.resize(std::max(bytes, text.size()), ' ');
    return to_bytes(text);
}

}  // namespace

TEST_CASE("RequestMemory reads the recorded requests as the parser does, each time") {
    RequestMemory memory;
    for (int again = 0; again < 2; ++again)
        for (const std::string session : {"session-plain", "session-tls"})
            for (const int number : {1, 2, 3}) {
                CAPTURE(again, session, number);
                const Bytes body = recorded_body(session, number);
                CHECK(memory.parse(body).value() == protocol::parse_update_info(body).value());
            }
}

TEST_CASE("RequestMemory takes no request for another that differs in one byte") {
    RequestMemory memory;
    const Bytes body = recorded_body("session-tls", 1);
    REQUIRE(memory.parse(body).has_value());
    for (std::size_t at = 0; at < body.size(); ++at) {
        CAPTURE(at);
        Bytes other = body;
        other[at] = static_cast<std::uint8_t>(other[at] ^ 1U);
        const auto expected = protocol::parse_update_info(other);
        const auto parsed = memory.parse(other);
        REQUIRE(parsed.has_value() == expected.has_value());
        if (parsed) CHECK(*parsed == *expected);
    }
    Bytes prefix = body;
    prefix.pop_back();
    CHECK_FALSE(memory.parse(prefix).has_value());
    CHECK(memory.parse(body).value() == protocol::parse_update_info(body).value());
}

TEST_CASE("RequestMemory says each time what is wrong with a request") {
    RequestMemory memory;
    const Bytes bad = to_bytes(R"({"router":"::1","keys":["x"]})");
    const Error error = protocol::parse_update_info(bad).error();
    for (int again = 0; again < 2; ++again) {
        const auto refused = memory.parse(bad);
        REQUIRE_FALSE(refused.has_value());
        CHECK(describe(refused.error()) == describe(error));
    }
}

TEST_CASE("RequestMemory reads requests that are too long or too many to remember") {
    constexpr std::size_t kLong = 5000;
    constexpr std::uint32_t kMany = 5000;  // more than it holds
    RequestMemory memory;
    for (int again = 0; again < 2; ++again)
        CHECK(memory.parse(numbered_request(7, kLong))->cups_cred_crc == 7U);
    bool right = true;
    for (int again = 0; again < 2; ++again)
        for (std::uint32_t crc = 0; crc < kMany; ++crc)
            right = right && memory.parse(numbered_request(crc))->cups_cred_crc == crc;
    CHECK(right);
}
