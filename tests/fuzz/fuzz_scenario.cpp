// A scenario is read or refused at a place in the text; whatever is read refers only to what is there.

#include "scenarios/scenario.hpp"
#include "tests/fuzz/expect.hpp"

#include <algorithm>

using namespace cupspec;
using namespace cupspec::scenarios;
using cupspec::fuzz::expect;

namespace {

void check(const Scenario& scenario) {
    const Landscape& landscape = scenario.landscape;
    for (const GatewayPlan& gateway : landscape.gateways) {
        expect(landscape.gateway(gateway.name) != nullptr);
        expect(gateway.router.value != 0);
    }
    for (const PlacedStep& step : scenario.steps) {
        expect(step.where.starts_with("input:"));
        expect(title_of(step).starts_with(step.kind));
        if (const auto* poll = std::get_if<PollStep>(&step.step))
            expect(landscape.gateway(poll->gateway) != nullptr);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ScenarioSource source;
    source.name = "input";
    source.file = "input";
    source.text = to_text({data, size});  // no base: nothing on disk is read
    const auto scenario = parse_scenario(source);
    if (scenario)
        check(*scenario);
    else
        expect(scenario.error().where.starts_with("input:"));
    return 0;
}
