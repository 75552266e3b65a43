#include "scenarios/landscape_reader.hpp"
#include "scenarios/scenario.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::scenarios {
namespace {

constexpr std::array<std::string_view, 2> kClocks{"steps", "station"};

Landscape read_landscape(const json::Cursor& root, const ScenarioSource& source, Names& names) {
    const auto servers = root.find("servers");
    const auto gateways = root.find("gateways");
    Landscape landscape;
    if (const auto clock = root.find("clock"); clock && word(*clock, kClocks) == 1)
        landscape.clock = ScenarioClock::station;
    names.has_clock = landscape.clock == ScenarioClock::station;
    landscape.pki = read_pki(root.find("pki"), source.base, names);
    read_server_names(servers, names);
    read_gateway_names(gateways, names);
    landscape.servers = read_servers(servers, names);
    landscape.gateways = read_gateways(gateways, names);
    return landscape;
}

Scenario read_scenario(const json::Cursor& root, const ScenarioSource& source) {
    root.only({"$schema", "title", "about", "tags", "field", "clock", "pki", "servers", "gateways", "steps"});
    Scenario scenario;
    scenario.name = source.name;
    scenario.file = source.file;
    scenario.title = root["title"].text();
    if (const auto about = root.find("about")) scenario.about = about->text();
    scenario.tags = texts(root.find("tags"));
    if (const auto field = root.find("field")) scenario.field = read_field_note(*field);
    Names names;
    scenario.landscape = read_landscape(root, source, names);
    for (const json::Cursor& step : root["steps"].items()) scenario.steps.push_back(read_step(step, names));
    return scenario;
}

}  // namespace

const GatewayPlan* Landscape::gateway(std::string_view name) const {
    const auto found =
        std::find_if(gateways.begin(), gateways.end(), [&](const auto& g) { return g.name == name; });
    return found == gateways.end() ? nullptr : &*found;
}

const CupsPlan* Landscape::cups(std::string_view name) const {
    const auto found =
        std::find_if(servers.begin(), servers.end(), [&](const auto& s) { return s.name == name; });
    return found == servers.end() ? nullptr : std::get_if<CupsPlan>(&found->kind);
}

Result<Scenario> parse_scenario(const ScenarioSource& source) {
    const auto document = json::parse(source.text, {source.file.empty() ? "scenario" : source.file, true});
    if (!document) return document.error();
    json::Reading reading{*document};
    return reading.finish(read_scenario(reading.root(), source));
}

}  // namespace cupspec::scenarios
