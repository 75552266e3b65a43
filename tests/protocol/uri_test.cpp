#include "protocol/uri.hpp"

#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::protocol;

namespace {

std::string refused_part(const Result<ServerUri>& parsed) {
    if (parsed) return "none";
    CHECK(parsed.error().code == Errc::bad_uri);
    CHECK_FALSE(parsed.error().detail.empty());
    return parsed.error().where;
}

}  // namespace

TEST_CASE("A server URI is scheme, host and port") {
    CHECK(parse_cups_uri("https://localhost:6040").value() == ServerUri{true, "localhost", "6040", ""});
    CHECK(parse_cups_uri("http://10.0.0.1:80").value() == ServerUri{false, "10.0.0.1", "80", ""});
    CHECK(parse_tc_uri("wss://lns.example.net:8887").value() ==
          ServerUri{true, "lns.example.net", "8887", ""});
    CHECK(parse_tc_uri("ws://h:1").value() == ServerUri{false, "h", "1", ""});
}

TEST_CASE("The scheme may be in capitals, but for the s of TLS") {
    CHECK_FALSE(parse_cups_uri("HTTP://h:1").value().tls);
    CHECK(parse_cups_uri("HTTPs://h:1").value().tls);
    CHECK(parse_tc_uri("Wss://h:1").value().tls);
    CHECK(refused_part(parse_cups_uri("HTTPS://h:1")) == "scheme");
    CHECK(refused_part(parse_tc_uri("wsS://h:1")) == "scheme");
}

TEST_CASE("A CUPS URI is refused by the part that is wrong") {
    const auto [text, part] = GENERATE(table<std::string, std::string>({
        {"", "scheme"},
        {"localhost:6040", "scheme"},
        {"ftp://h:1", "scheme"},
        {"ws://h:1", "scheme"},
        {"httpss://h:1", "scheme"},
        {"httpx://h:1", "scheme"},
        {" http://h:1", "scheme"},
        {"http:/h:1", "scheme"},
        {"://h:1", "scheme"},
        {"http://", "host"},
        {"http://:1", "host"},
        {"http:///x", "host"},
        {"http://[]:1", "host"},
        {"http://[x]:1", "host"},
        {"http://[::1:80", "host"},
        {"http://h", "port"},
        {"http://h:", "port"},
        {"http://[::1]", "port"},
        {"http://[::1]80", "port"},
        {"http://user:password@localhost:80", "port"},  // everything behind the first colon is the port
        {"http://h:1/", "path"},
        {"http://h:1/update-info", "path"},
    }));
    INFO(text);
    CHECK(refused_part(parse_cups_uri(text)) == part);
}

TEST_CASE("A port is any text up to fifteen bytes") {
    CHECK(parse_cups_uri("http://h:http").value().port == "http");
    CHECK(parse_cups_uri("http://h:80?x=1").value().port == "80?x=1");
    CHECK(parse_cups_uri("http://u:p@h:80").value() == ServerUri{false, "u", "p@h:80", ""});
    CHECK(parse_cups_uri("http://h:000000000006040").value().port.size() == kMaxPortBytes);
    CHECK(refused_part(parse_cups_uri("http://h:0000000000006040")) == "port");
}

TEST_CASE("An IPv6 literal loses its brackets") {
    CHECK(parse_cups_uri("https://[fe80::1]:443").value() == ServerUri{true, "fe80::1", "443", ""});
    CHECK(parse_cups_uri("http://[::1/64]:80").value() == ServerUri{false, "::1/64", "80", ""});
    CHECK(parse_muxs_uri("ws://[::1]:80/x").value() == ServerUri{false, "::1", "80", "/x"});
}

TEST_CASE("A URI of 127 bytes is the longest") {
    const auto of_size = [](std::size_t size) { return "http://" + std::string(size - 9, 'h') + ":1"; };
    REQUIRE(of_size(127).size() == 127);
    CHECK(parse_cups_uri(of_size(127)));
    CHECK(refused_part(parse_cups_uri(of_size(128))) == "length");
    CHECK(refused_part(parse_muxs_uri("ws://h:1/" + std::string(119, 'p'))) == "length");
    CHECK(parse_muxs_uri("ws://h:1/" + std::string(118, 'p')));
}

TEST_CASE("A muxs URI has port and path, and the query belongs to the path") {
    CHECK(parse_muxs_uri("wss://h:1/").value() == ServerUri{true, "h", "1", "/"});
    CHECK(parse_muxs_uri("ws://h:1/traffic/b827?t=1/2").value().path == "/traffic/b827?t=1/2");
    CHECK(refused_part(parse_muxs_uri("ws://h:1")) == "path");
    CHECK(refused_part(parse_muxs_uri("ws://h/x")) == "port");
    CHECK(refused_part(parse_muxs_uri("http://h:1/x")) == "scheme");
    CHECK(refused_part(parse_muxs_uri("ws://h/a:1/")) == "port");
}
