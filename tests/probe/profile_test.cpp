#include "probe/profile.hpp"

#include "tests/result_text.hpp"

using namespace cupspec;
using probe::complete_url;
using probe::read_profile;

TEST_CASE("A profile says what is known of a server") {
    const auto profile = read_profile(R"({
        // with comments
        "url": "https://cups.example.com", "home": "home", "routers": ["::1", "00-11-22-33-44-55-66-77"],
        "unknownRouter": "::ffff", "package": "1.0.0", "packageAfter": "2.0.0", "oneShot": true,
        "expect": {"tcUri": "wss://lns.example.com:8887"}, "allow": ["load", "disturb"], "timeout": 0.25,
        "skip": ["http/*"], "known": "known.json"
    })",
                                      "p.json");
    REQUIRE(profile);
    CHECK(profile->url == "https://cups.example.com:443");
    REQUIRE(profile->routers.size() == 2);
    CHECK(profile->routers[1] == protocol::Eui64{0x0011223344556677});
    CHECK(profile->unknown_router == protocol::Eui64{0xffff});
    CHECK(profile->package == "1.0.0");
    CHECK(profile->package_after == "2.0.0");
    CHECK(profile->target.tc_uri == "wss://lns.example.com:8887");
    CHECK_FALSE(profile->target.cups_uri);
    CHECK(profile->allow.disturb);
    CHECK_FALSE(profile->allow.destructive);
    CHECK(profile->one_shot);
    CHECK(profile->timeout == std::chrono::milliseconds{250});
    CHECK(profile->skip == std::vector<std::string>{"http/*"});
}

TEST_CASE("A profile's error names the place and the nearest word") {
    const auto fault = [](const std::string& text) {
        const auto profile = read_profile(text, "p.json");
        REQUIRE_FALSE(profile);
        return describe(profile.error());
    };
    CHECK(fault("{\n  \"ruoters\": []}").starts_with("p.json:2:3"));
    CHECK(fault("{\n  \"ruoters\": []}").find("routers") != std::string::npos);
    CHECK(fault(R"({"allow": ["laod"]})").find("load") != std::string::npos);
    CHECK(fault(R"({"routers": ["::0"]})").find("no gateway's EUI-64") != std::string::npos);
    CHECK(fault(R"({"routers": ["::1", "::2", "::3"]})").find("two at most") != std::string::npos);
    CHECK(fault(R"({"timeout": 0})").find("3600") != std::string::npos);
    CHECK(fault(R"({"url": "https://cups.example.com/path"})").find("https://cups.example.com:443") !=
          std::string::npos);
}

TEST_CASE("A URL gets the scheme and the port a gateway needs") {
    CHECK(complete_url("https://cups.example.com").value() == "https://cups.example.com:443");
    CHECK(complete_url("http://cups.example.com/").value() == "http://cups.example.com:80");
    CHECK(complete_url("localhost:6040").value() == "https://localhost:6040");
    CHECK(complete_url("http://localhost:6040").value() == "http://localhost:6040");
    for (const char* text : {"ftp://localhost:1", "https://localhost:1/path", "https://", ""}) {
        CAPTURE(text);
        CHECK_FALSE(complete_url(text));
    }
}
