// What each trait of the request changes, byte by byte.

#include "emulator/token.hpp"
#include "played_gateway.hpp"

namespace cupspec::test {
namespace {

using emulator::TokenForm;

std::string head_of(const std::string& request) { return request.substr(0, request.find("\r\n\r\n")); }
std::string body_of(const std::string& request) { return request.substr(request.find("\r\n\r\n") + 4); }

/// A DER element of two content bytes.
Bytes request_element(std::uint8_t fill) { return {0x30, 0x02, fill, fill}; }

TEST_CASE("find_personality proposes the nearest name") {
    CHECK(emulator::personalities().front().name == "station-2.0.6");
    CHECK(
        emulator::find_personality("station-2.0.7").error().detail.find("did you mean \"station-2.0.6\"?") !=
        std::string::npos);
    CHECK(emulator::find_personality("x").error().detail.find("known: station-2.0.6, station-2.0.5") !=
          std::string::npos);
}

TEST_CASE("A request's head has the headers of its version") {
    // From the recorded head of 2.0.6 and the differences of protocol.md §12; every body here is 207 bytes.
    const auto head = [](std::string_view name) {
        const std::string request = PlayedGateway{name}.request();
        const std::string length = std::to_string(body_of(request).size());
        std::string text = head_of(request);
        const auto at = text.rfind(length);
        return at == std::string::npos ? text : text.replace(at, length.size(), "N");
    };
    const std::string line = "POST /update-info HTTP/1.1\r\n";
    const std::string host = "Host: server:6040\r\n";
    const std::string type = "Content-Type: application/json\r\n";
    CHECK(head("station-2.0.1") == line + "Content-Length:  N");
    CHECK(head("station-2.0.2") == line + host + "Content-Length:   N");
    CHECK(head("station-2.0.3") == line + host + "Content-Length:   N");
    for (const std::string_view name : {"station-2.0.4", "station-2.0.5", "station-2.0.6", "strict"})
        CHECK(head(name) == line + host + type + "Content-Length:   N");
    CHECK(head("rak-basicstation") == line + host + type + "Content-Length: N");
}

TEST_CASE("A request says which version it is from") {
    for (const auto& [name, traits] : emulator::personalities()) {
        CAPTURE(name);
        const std::string body = body_of(PlayedGateway{name}.request());
        CHECK(body.find("\"station\":\"" + std::string{traits.station} + "\",\"model\":\"" +
                        std::string{traits.model} + '"') != std::string::npos);
        const std::string version{name.substr(name.rfind('-') + 1)};
        if (name.starts_with("station-")) CHECK(traits.station.starts_with(version + "(linux/std) "));
    }
    CHECK(as("rak-basicstation").station == "rak-basicstation 0.1.0");
    CHECK(as("rak-basicstation").model == "chirpstack-concentratord");
}

TEST_CASE("What is missing in the home is null and four zeros, or nothing at all") {
    const std::string station = body_of(PlayedGateway{"station-2.0.6"}.request());
    CHECK(station.find(R"("tcUri":null,"cupsCredCrc":2077607535,"tcCredCrc":2077607535)") !=
          std::string::npos);
    CHECK(station.find(R"("package":null)") != std::string::npos);
    const std::string rak = body_of(PlayedGateway{"rak-basicstation"}.request());
    CHECK(rak.find(R"("tcUri":"","cupsCredCrc":0,"tcCredCrc":0)") != std::string::npos);
    CHECK(rak.find(R"("package":"")") != std::string::npos);
}

TEST_CASE("read_token wants CR LF on every line, the last too, before 2.0.6") {
    const auto reads = [](TokenForm form, std::string_view text) {
        return emulator::read_token(as_bytes(text), form).has_value();
    };
    for (const char* bad : {"A: 1", "A: 1\n", "A: 1\nB: 2\r\n", "A: 1\r\nB: 2\n"}) {
        CAPTURE(bad);
        CHECK(reads(TokenForm::any_line_end, bad));
        CHECK_FALSE(reads(TokenForm::crlf_required, bad));
    }
    CHECK(reads(TokenForm::crlf_required, "A: 1\r\nB: 2\r\n"));
    CHECK(reads(TokenForm::bare, " secret\n"));
    CHECK_FALSE(reads(TokenForm::bare, "secret\r\nHost: elsewhere"));
    CHECK(emulator::read_token(as_bytes("A: 1\r\nB: 2\n"), TokenForm::crlf_required).error().where ==
          "line 2");
}

TEST_CASE("The token of a request is header lines, or the bare token of a gateway that adds the rest") {
    const auto request = [](std::string_view name, std::string_view uri, std::string_view key) {
        PlayedGateway played{name,
                             {{"home/cups.uri", to_bytes(uri)},
                              {"home/cups.trust", request_element(1)},
                              {"home/cups.key", to_bytes(key)}}};
        return head_of(played.request());
    };
    CHECK(request("station-2.0.6", "https://server:1", "A: 1\n").ends_with("\r\nA: 1"));
    for (const std::string_view name : {"station-2.0.5", "station-2.0.1", "strict"}) {
        CHECK(request(name, "https://server:1", "A: 1\n").empty());
        CHECK(request(name, "https://server:1", "A: 1\r\n").ends_with("\r\nA: 1"));
    }
    CHECK(request("rak-basicstation", "https://server:1", "secret\n")
              .ends_with("\r\nAuthorization: Bearer secret"));
    CHECK(request("rak-basicstation", "http://server:1", "secret")
              .ends_with("\r\nAuthorization: Bearer secret"));
    CHECK(request("station-2.0.6", "http://server:1", "A: 1\n").find("A: 1") == std::string::npos);
}

}  // namespace
}  // namespace cupspec::test
