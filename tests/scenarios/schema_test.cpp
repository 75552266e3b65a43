#include "base/files.hpp"
#include "emulator/personality.hpp"
#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

namespace cupspec::scenarios::testing {
namespace {

using Json = nlohmann::json;
using nlohmann::literals::operator""_json_pointer;

/// An object of a scenario: its place in the schema, and a scenario that has `#####` in such an object.
struct Place {
    std::string schema;    ///< JSON pointer of the object with `properties`
    std::string scenario;  ///< `@` stands for the unknown member
};

std::string with_steps(const std::string& steps) {
    return R"({"title": "t", "servers": {"s": {"kind": "lns"}}, "gateways": {"g": {"router": "::1"}}, "steps": [)" +
           steps + "]}";
}

std::string with_server(const std::string& server) {
    return R"({"title": "t", "steps": [], "pki": {"signingKeys": ["s/sig-0"]}, "servers": {"s": )" + server +
           "}}";
}

std::string with_gateway(const std::string& members) {
    return R"({"title": "t", "steps": [], "gateways": {"g": {"router": "::1", )" + members + "}}}";
}

std::vector<Place> places() {
    return {
        {"", R"({"title": "t", "steps": [], @})"},
        {"/definitions/field",
         R"({"title": "t", "steps": [], "field": {"bug": 1, "symptoms": ["s"], "cause": "c", "cure": "c", "link": "l", @}})"},
        {"/definitions/cups", with_server(R"({"kind": "cups", "auth": "none", @})")},
        {"/definitions/lns", with_server(R"({"kind": "lns", @})")},
        {"/definitions/refuse", with_server(R"({"kind": "lns", "refuse": {"at": "muxs-status", @}})")},
        {"/definitions/record", with_server(R"({"kind": "cups", "auth": "none", "gateways": {"::1": {@}}})")},
        {"/definitions/firmware",
         with_server(R"({"kind": "cups", "auth": "none", "firmware": {"1": {"bytes": 1, @}}})")},
        {"/definitions/signature",
         with_server(
             R"({"kind": "cups", "auth": "none", "firmware": {"1": {"bytes": 1, "signedBy": [{@}]}}})")},
        {"/definitions/gateway", with_gateway("@")},
        {"/definitions/set", with_gateway(R"("cups": {@})")},
        {"/definitions/settings", with_gateway(R"("settings": {@})")},
        {"/definitions/step", with_steps("{@}")},
        {"/definitions/poll", with_steps(R"({"poll": {@}})")},
        {"/definitions/pollExpect", with_steps(R"({"poll": {"expect": {@}}})")},
        {"/definitions/signatureExpect", with_steps(R"({"poll": {"expect": {"signature": {@}}}})")},
        {"/definitions/updateExpect", with_steps(R"({"poll": {"expect": {"update": {@}}}})")},
        {"/definitions/nextExpect", with_steps(R"({"poll": {"expect": {"next": {@}}}})")},
        {"/definitions/requestExpect", with_steps(R"({"poll": {"expect": {"request": {@}}}})")},
        {"/definitions/replay",
         with_steps(R"({"replay": {"gateway": {"cupspec": "recording", "format": 1}, "rounds": [], @}})")},
        {"/definitions/applyUpdate", with_steps(R"({"apply-update": {@}})")},
        {"/definitions/connectLns", with_steps(R"({"connect-lns": {@}})")},
        {"/definitions/lnsExpect", with_steps(R"({"connect-lns": {"expect": {@}}})")},
        {"/definitions/expectHome", with_steps(R"({"expect-home": {@}})")},
        {"/definitions/crcs", with_steps(R"({"expect-home": {"crc": {@}}})")},
        {"/definitions/expectStatus", with_steps(R"({"expect-status": {@}})")},
        {"/definitions/cut", with_server(R"({"kind": "cups", "auth": "none", "cut": {"in": "update", @}})")},
        {"/definitions/issuer", with_server(R"({"kind": "cups", "auth": "none", "issuer": {@}})")},
        {"/definitions/issuedExpect", with_steps(R"({"poll": {"expect": {"tcCred": {@}}}})")},
        {"/definitions/stopServer", with_steps(R"({"stop-server": {@}})")},
        {"/definitions/startServer", with_steps(R"({"start-server": {@}})")},
        {"/definitions/changeServer", with_steps(R"({"change-server": {"server": "s", @}})")},
        {"/definitions/alterHome", with_steps(R"({"alter-home": {@}})")},
        {"/definitions/restart", with_steps(R"({"restart": {@}})")},
    };
}

/// The keys of "...; known: a, b, c".
std::set<std::string> known_keys(const std::string& error) {
    const std::string mark = "known: ";
    std::set<std::string> keys;
    const auto at = error.find(mark);
    if (at == std::string::npos) return keys;
    std::string rest = error.substr(at + mark.size()) + ", ";
    for (auto end = rest.find(", "); end != std::string::npos; end = rest.find(", ")) {
        keys.insert(rest.substr(0, end));
        rest.erase(0, end + 2);
    }
    return keys;
}

Json schema() {
    const auto text =
        read_file(std::filesystem::path{CUPSPEC_SOURCE} / "scenarios/schema/scenario.schema.json");
    REQUIRE(text.has_value());
    return Json::parse(text->begin(), text->end());
}

TEST_CASE("The schema knows exactly the keys the parser knows") {
    const Json whole = schema();
    for (const Place& place : places()) {
        std::string text = place.scenario;
        text.replace(text.find('@'), 1, R"("#####": 0)");
        std::set<std::string> in_schema;
        for (const auto& [key, value] : whole.at(Json::json_pointer{place.schema}).at("properties").items())
            in_schema.insert(key);
        const std::string error = reading_error(text);
        INFO(place.schema << "\n" << error);
        CHECK(known_keys(error) == in_schema);
    }
}

TEST_CASE("Every closed object of the schema is compared with the parser") {
    const Json whole = schema();
    std::set<std::string> compared;
    for (const Place& place : places()) compared.insert(place.schema);
    for (const auto& [name, definition] : whole.at("definitions").items()) {
        INFO(name);
        if (definition.contains("properties")) CHECK(compared.contains("/definitions/" + name));
    }
}

TEST_CASE("The schema knows exactly the personalities the emulator knows") {
    std::set<std::string> known;
    for (const auto& one : emulator::personalities()) known.emplace(one.name);
    const Json whole = schema();
    const auto in_schema =
        whole.at("/definitions/gateway/properties/as/enum"_json_pointer).get<std::set<std::string>>();
    CHECK(in_schema == known);
}

}  // namespace
}  // namespace cupspec::scenarios::testing
