#include "scenarios/suitability.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>

namespace cupspec::scenarios {
namespace {

// A gateway of which nobody knows when it comes cannot be met by a server that is down, nor restarted in
// time.
constexpr std::array<std::string_view, 3> kEmulatorOnly{"stop-server", "start-server", "restart"};

/// The server the step acts upon as its owner; empty: none.
struct OwnedServer {
    std::string operator()(const StopServerStep& step) const { return step.server; }
    std::string operator()(const StartServerStep& step) const { return step.server; }
    std::string operator()(const ChangeServerStep& step) const { return step.server; }
    template <class Other>
    std::string operator()(const Other&) const {
        return {};
    }
};

bool is_foreign(const std::string& server, const RunOptions& options) {
    return std::any_of(options.against.begin(), options.against.end(),
                       [&](const auto& foreign) { return foreign.first == server; });
}

}  // namespace

std::string why_unsuitable(const Scenario& scenario, const RunOptions& options) {
    const bool real = !options.station_command.empty();
    if (real && scenario.landscape.clock == ScenarioClock::station)
        return "not with --station: its clock jumps, a real gateway's does not";
    for (const PlacedStep& step : scenario.steps) {
        if (real && std::find(kEmulatorOnly.begin(), kEmulatorOnly.end(), step.kind) != kEmulatorOnly.end())
            return "not with --station: a real gateway cannot follow " + step.kind;
        const std::string server = std::visit(OwnedServer{}, step.step);
        if (!server.empty() && is_foreign(server, options)) {
            return "not with --against " + server + ": " + step.kind +
                   " needs a server of the scenario's own";
        }
    }
    return {};
}

}  // namespace cupspec::scenarios
