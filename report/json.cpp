#include "report/json.hpp"

#include "base/hex.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <utility>

namespace cupspec::report {
namespace {

using Json = nlohmann::ordered_json;
using scenarios::RunResult;
using scenarios::ScenarioResult;
using scenarios::StepResult;

double milliseconds(std::chrono::microseconds took) {
    constexpr double kMicrosecondsPerMillisecond = 1000.0;
    return static_cast<double>(took.count()) / kMicrosecondsPerMillisecond;
}

double seconds(std::chrono::milliseconds span) {
    constexpr double kMillisecondsPerSecond = 1000.0;
    return static_cast<double>(span.count()) / kMillisecondsPerSecond;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json exchange_json(const protocol::Exchange& exchange) {
    return {{"status", exchange.status == 0 ? Json(nullptr) : Json(exchange.status)},
            {"requestBytes", exchange.request_body.size()},
            {"responseBytes", exchange.response_body.size() + exchange.update_omitted},
            {"tls", text_or_null(exchange.tls.version)},
            {"tlsFailure", text_or_null(exchange.tls.failure)}};
}

Json step_json(const StepResult& step) {
    Json mismatches = Json::array();
    for (const auto& mismatch : step.mismatches) {
        mismatches.push_back(
            {{"what", mismatch.what}, {"expected", mismatch.expected}, {"actual", mismatch.actual}});
    }
    Json json{{"kind", step.kind},
              {"title", step.title},
              {"where", step.where},
              {"verdict", to_string(step.verdict)},
              {"message", text_or_null(step.message)},
              {"took_ms", milliseconds(step.took)},
              {"mismatches", std::move(mismatches)}};
    if (!step.faults.empty()) json["faults"] = step.faults;
    if (step.at) json["at_s"] = seconds(*step.at);
    if (step.round) json["round"] = Json::parse(emulator::to_json(*step.round));
    if (!step.update_package.empty()) json["updatePackage"] = step.update_package;
    if (step.lns) json["lns"] = Json::parse(emulator::to_json(*step.lns));
    if (step.exchange) json["exchange"] = exchange_json(*step.exchange);
    return json;
}

Json scenario_json(const ScenarioResult& scenario) {
    Json crcs = Json::array();
    for (const auto& entry : scenario.crcs) {
        crcs.push_back({{"name", entry.name},
                        {"kind", entry.kind},
                        {"bytes", entry.bytes},
                        {"crc", entry.crc},
                        {"hex", to_hex8(entry.crc)}});
    }
    Json steps = Json::array();
    for (const StepResult& step : scenario.steps) steps.push_back(step_json(step));
    return {{"name", scenario.name},
            {"title", scenario.title},
            {"about", text_or_null(scenario.about)},
            {"file", scenario.file},
            {"tags", scenario.tags},
            {"verdict", to_string(scenario.verdict)},
            {"message", text_or_null(scenario.message)},
            {"took_ms", milliseconds(scenario.took)},
            {"attempts", scenario.attempts},
            {"kept", text_or_null(scenario.kept.string())},
            {"crcs", std::move(crcs)},
            {"steps", std::move(steps)}};
}

}  // namespace

std::string to_json(const RunResult& run) {
    Json counts;
    for (const Verdict verdict :
         {Verdict::passed, Verdict::failed, Verdict::warning, Verdict::skipped, Verdict::broken})
        counts[std::string{to_string(verdict)}] = run.count(verdict);
    Json list = Json::array();
    for (const ScenarioResult& scenario : run.scenarios) list.push_back(scenario_json(scenario));
    const Json json{{"ok", run.ok()},
                    {"counts", std::move(counts)},
                    {"seed", run.seed},
                    {"took_ms", milliseconds(run.took)},
                    {"scenarios", std::move(list)}};
    // Peers and homes may hold bytes that are no UTF-8; JSON may not.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace cupspec::report
