#include "base/nearest.hpp"
#include "scenarios/errc.hpp"
#include "scenarios/step.hpp"

#include <algorithm>
#include <array>

namespace cupspec::scenarios {
namespace {

template <class Kind>
Step read(const json::Cursor& at, const Names& names) {
    return Kind::read(at, names);
}

struct Row {
    std::string_view kind;
    Step (*read)(const json::Cursor& at, const Names& names);
};

constexpr std::array kSteps{
    Row{"poll", read<PollStep>},
    Row{"apply-update", read<ApplyUpdateStep>},
    Row{"connect-lns", read<ConnectLnsStep>},
    Row{"expect-home", read<ExpectHomeStep>},
    Row{"expect-status", read<ExpectStatusStep>},
    Row{"stop-server", read<StopServerStep>},
    Row{"start-server", read<StartServerStep>},
    Row{"change-server", read<ChangeServerStep>},
    Row{"alter-home", read<AlterHomeStep>},
    Row{"restart", read<RestartStep>},
    Row{"replay", read<ReplayStep>},
};

}  // namespace

PlacedStep read_step(const json::Cursor& at, const Names& names) {
    PlacedStep placed;
    placed.where = at.where();
    placed.where.resize(placed.where.size() - at.pointer().size() - 2);  // ": " and the pointer
    const auto members = at.members();
    if (members.size() != 1) {
        at.fail(json::Errc::bad_value, "a step is an object with one member, its kind");
        return placed;
    }
    const std::string& kind = members.front().first;
    const json::Cursor& body = members.front().second;
    placed.kind = kind;
    const auto* row =
        std::find_if(kSteps.begin(), kSteps.end(), [&](const Row& r) { return r.kind == kind; });
    if (row != kSteps.end()) {
        placed.step = row->read(body, names);
        return placed;
    }
    std::array<std::string_view, kSteps.size()> kinds;
    std::transform(kSteps.begin(), kSteps.end(), kinds.begin(), [](const Row& r) { return r.kind; });
    body.fail(json::Errc::unknown_key, '"' + kind + "\"; " + suggestion(kind, kinds));
    return placed;
}

std::string title_of(const PlacedStep& step) {
    return step.kind + ": " + std::visit([](const auto& kind) { return kind.subject(); }, step.step);
}

}  // namespace cupspec::scenarios
