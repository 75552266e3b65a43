#include "scenarios/suitability.hpp"

namespace cupspec::scenarios {

std::string why_unsuitable(const Scenario& scenario, const RunOptions& options) {
    const bool real = !options.station_command.empty();
    if (real && scenario.landscape.clock == ScenarioClock::station)
        return "not with --station: its clock jumps, a real gateway's does not";
    return {};
}

}  // namespace cupspec::scenarios
