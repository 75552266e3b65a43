#include "tests/scenarios/support.hpp"

#include "scenarios/scenario.hpp"

#include <sstream>
#include <stdexcept>

namespace cupspec::scenarios::testing {

ScenarioSource source(std::string text) { return {"test", "test.json", std::move(text), {}}; }

ScenarioResult play(const std::string& text, const RunOptions& options) {
    NullLog log;
    const auto ran = run({source(text)}, options, log);
    if (!ran) throw std::runtime_error{describe(ran.error())};
    return ran->scenarios.at(0);
}

std::string reading_error(const std::string& text) {
    const auto read = parse_scenario(source(text));
    return read ? std::string{} : describe(read.error());
}

std::string explain(const ScenarioResult& result) {
    std::ostringstream text;
    text << result.name << ": " << to_string(result.verdict) << ' ' << result.message << '\n';
    for (const StepResult& step : result.steps) {
        text << "  " << step.where << ' ' << step.title << ": " << to_string(step.verdict) << ' '
             << step.message << '\n';
        for (const Mismatch& mismatch : step.mismatches)
            text << "    " << mismatch.what << ": expected " << mismatch.expected << ", got "
                 << mismatch.actual << '\n';
    }
    return text.str();
}

std::string failures(const std::vector<ScenarioSource>& sources) {
    NullLog log;
    RunOptions options;
    options.jobs = 2;
    const auto ran = run(sources, options, log);
    if (!ran) return describe(ran.error());
    std::string all;
    for (const ScenarioResult& scenario : ran->scenarios)
        if (scenario.verdict != Verdict::passed) all += explain(scenario);
    return all.empty() && !ran->ok() ? "not ok" : all;
}

std::string plain(const std::string& steps) {
    return R"({"title": "t", "pki": {"signingKeys": ["cups-0/sig-0", "cups-0/sig-1"]},
        "servers": {"cups-0": {"kind": "cups", "auth": "none", "gateways": {"::1": {"version": "2.0.0"}},
                    "firmware": {"2.0.0": {"text": "exit 0\n", "signedBy": ["cups-0/sig-0"]}}}},
        "gateways": {"router-1": {"router": "::1", "cups": {"uri": "{cups-0}"}, "package": "1.0.0",
                     "signingKeys": ["cups-0/sig-0"]}},
        "steps": [)" +
           steps + "]}";
}

std::string timed(const std::string& steps, const std::string& clock) {
    return R"({"title": "t", "clock": ")" + clock + R"(",
        "servers": {"cups-0": {"kind": "cups", "auth": "none", "gateways": {"::1": {"tcUri": "{lns}"}}},
                    "lns": {"kind": "lns", "auth": "none"}},
        "gateways": {"router-1": {"router": "::1", "cups": {"uri": "{cups-0}"}, "tc": {"uri": "{lns}"}}},
        "steps": [)" +
           steps + "]}";
}

}  // namespace cupspec::scenarios::testing
