#include "probe/variants.hpp"

#include "probe/allowed.hpp"
#include "tests/result_text.hpp"

using namespace cupspec;
using conformance::Purpose;
using probe::PlainRequest;
using probe::ProbeOptions;

namespace {

const std::string kHead =
    "POST /update-info HTTP/1.1\r\nHost: localhost:6040\r\nContent-Type: application/json\r\n";

PlainRequest a_request(const std::string& token = {}) {
    PlainRequest plain;
    plain.url = "https://localhost:6040";
    plain.server = {true, "localhost", "6040", ""};
    plain.mode = token.empty() ? emulator::AuthMode::mutual : emulator::AuthMode::token;
    plain.info.router = protocol::Eui64{1};
    plain.info.cups_uri = "https://localhost:6040";
    plain.info.tc_uri = "wss://localhost:6038";
    plain.info.cups_cred_crc = 7;
    plain.info.tc_cred_crc = 8;
    plain.info.station = "2.0.6";
    plain.info.model = "linux";
    plain.info.package = "1.0.0";
    plain.body = protocol::encode_update_info(plain.info);
    plain.head = kHead + "Content-Length:   " + std::to_string(plain.body.size()) + "\r\n" + token + "\r\n";
    return plain;
}

probe::Variant only(Purpose purpose, const PlainRequest& plain) {
    const auto made = probe::variants(purpose, plain, {});
    REQUIRE(made.size() == 1);
    return made.front();
}

/// As the head announces.
std::size_t length_in(const std::string& head) {
    const std::string name = "Content-Length: ";
    return std::stoul(head.substr(head.find(name) + name.size()));
}

}  // namespace

TEST_CASE("A variant's Content-Length is its body's, padded as Station pads it") {
    CHECK(probe::with_length(kHead + "Content-Length:   207\r\n\r\n", 9) ==
          kHead + "Content-Length:     9\r\n\r\n");
    CHECK(probe::with_length(kHead + "Content-Length:   207\r\n\r\n", 1048576) ==
          kHead + "Content-Length: 1048576\r\n\r\n");
    for (std::size_t i = 0; i < conformance::kPurposes; ++i) {
        const auto purpose = static_cast<Purpose>(i);
        if (purpose == Purpose::get) continue;
        for (const auto& variant : probe::variants(purpose, a_request(), {})) {
            CAPTURE(purpose_rule(purpose).slug);
            CHECK(length_in(variant.head) == variant.body.size());
            CHECK(variant.head.ends_with("\r\n\r\n"));
        }
    }
}

TEST_CASE("Every purpose but a life has a request") {
    for (std::size_t i = 1; i < conformance::kPurposes; ++i) {
        CAPTURE(purpose_rule(static_cast<Purpose>(i)).slug);
        CHECK_FALSE(probe::variants(static_cast<Purpose>(i), a_request(), {}).empty());
    }
    CHECK(probe::variants(Purpose::life, a_request(), {}).empty());
}

TEST_CASE("A request that says something says what its body says") {
    for (std::size_t i = 1; i < conformance::kPurposes; ++i) {
        for (const auto& variant : probe::variants(static_cast<Purpose>(i), a_request(), {})) {
            if (!variant.request) continue;
            CAPTURE(purpose_rule(variant.purpose).slug);
            const auto read = protocol::parse_update_info(as_bytes(variant.body));
            REQUIRE(read);
            CHECK(*read == *variant.request);
        }
    }
}

TEST_CASE("A fresh device has neither URIs nor a version") {
    const auto fresh = only(Purpose::fresh, a_request());
    CHECK(fresh.body.find(R"("cupsUri":null,"tcUri":null)") != std::string::npos);
    CHECK(fresh.body.find(R"("package":null)") != std::string::npos);
}

TEST_CASE("Broken bodies are broken in what their purpose says and nothing else") {
    const auto plain = a_request();
    CHECK(only(Purpose::no_router, plain).body == "{" + plain.body.substr(plain.body.find("\"cupsUri\"")));
    CHECK(only(Purpose::cut_json, plain).body == plain.body.substr(0, plain.body.size() / 2));
    CHECK(only(Purpose::empty_body, plain).body.empty());
    CHECK(only(Purpose::wrong_types, plain).body.starts_with(R"({"router":"::1","cupsUri":1,)"));
    CHECK(only(Purpose::unknown_members, plain).body.ends_with(plain.body.substr(1)));
}

TEST_CASE("GET goes without what announces a body") {
    CHECK(only(Purpose::get, a_request()).head ==
          "GET /update-info HTTP/1.1\r\nHost: localhost:6040\r\n\r\n");
}

TEST_CASE("A token is left out or replaced, line by line") {
    const auto plain = a_request("Authorization: Bearer secret\r\nX-More: secret too\r\n");
    CHECK(only(Purpose::no_credentials, plain).head.find("ecret") == std::string::npos);
    CHECK(only(Purpose::no_credentials, plain).head.ends_with("\r\n\r\n"));
    const auto wrong = only(Purpose::wrong_token, plain).head;
    CHECK(wrong.find("ecret") == std::string::npos);
    CHECK(wrong.ends_with("\r\nAuthorization: no-token-of-yours\r\nX-More: no-token-of-yours\r\n\r\n"));
}

TEST_CASE("What a gateway does not present cannot be left out") {
    CHECK(probe::pointless(Purpose::wrong_token, a_request()) == "the gateway presents no token");
    CHECK(probe::pointless(Purpose::no_credentials, a_request()).empty());
    auto plain = a_request();
    plain.server.tls = false;
    CHECK_FALSE(probe::pointless(Purpose::no_credentials, plain).empty());
}

TEST_CASE("Load, disturbance and destruction each need their word") {
    ProbeOptions options;
    options.other_router = protocol::Eui64{2};
    const auto allowed = [&options](Purpose purpose) { return probe::forbidden(purpose, options).empty(); };
    CHECK(allowed(Purpose::life));
    CHECK(allowed(Purpose::get));
    CHECK_FALSE(allowed(Purpose::two_at_once));
    CHECK_FALSE(allowed(Purpose::slow_request));
    CHECK_FALSE(allowed(Purpose::foreign_router));
    REQUIRE(probe::allow("load", options.allow));
    CHECK(allowed(Purpose::two_at_once));
    CHECK(allowed(Purpose::large_body));
    CHECK_FALSE(allowed(Purpose::cut_request));
    REQUIRE(probe::allow("all", options.allow));
    CHECK(allowed(Purpose::cut_request));
    CHECK(allowed(Purpose::foreign_router));
    const auto misspelt = probe::allow("laod", options.allow);
    REQUIRE_FALSE(misspelt);
    CHECK(misspelt.error().detail == "did you mean \"load\"?");
}

TEST_CASE("Where credentials go out once, no request of the gateway's own is made unasked") {
    ProbeOptions options;
    options.one_shot = true;
    CHECK_FALSE(probe::forbidden(Purpose::life, options).empty());
    CHECK_FALSE(probe::forbidden(Purpose::unknown_members, options).empty());
    CHECK(probe::forbidden(Purpose::unknown_router, options).empty());
    options.allow.destructive = true;
    CHECK(probe::forbidden(Purpose::life, options).empty());
}
