#include "capture/scenario_text.hpp"

#include "capture/recording.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace cupspec::capture {

std::string scenario_text(const Capture& capture, const std::string& symptom) {
    using Json = nlohmann::ordered_json;
    constexpr int kIndent = 4;
    Json rounds = Json::array();
    for (const Round& round : capture.rounds) rounds.push_back(Json::parse(round_line(round)));
    const std::string name = std::filesystem::path{capture.file}.filename();
    Json scenario{
        {"title", name + (symptom.empty() ? std::string{": a life without a symptom"} : ": " + symptom)}};
    std::string about = "Made from a " + capture.form + '.';
    for (const std::string& sentence : capture.missing) about += " Missing: " + sentence + '.';
    scenario["about"] = about;
    scenario["tags"] = {"replay"};
    scenario["steps"] = Json::array();
    scenario["steps"].push_back({{"replay",
                                  {{"gateway", Json::parse(header_line(capture.gateway, capture.is_masked))},
                                   {"rounds", std::move(rounds)}}}});
    return scenario.dump(kIndent, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace cupspec::capture
