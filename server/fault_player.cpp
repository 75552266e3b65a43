#include "server/fault_player.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server {

std::vector<PickedFault> FaultPlayer::next_request(protocol::Eui64 router) {
    const std::lock_guard lock{mutex_};
    return pick(script_, router, ++requests_[router.value]);
}

std::vector<PickedFault> FaultPlayer::next_connection() {
    const std::lock_guard lock{mutex_};
    return pick(script_, std::nullopt, ++connections_);
}

namespace {

/// From the fifth on.
constexpr unsigned kRow = 5;

bool is_like(const FaultCondition& condition, const RequestFacts& facts) {
    if (condition.kind == ConditionKind::status) return facts.status == condition.status;
    return facts.has(condition.kind);
}

}  // namespace

bool FaultPlayer::has_conditions() const {
    const std::lock_guard lock{mutex_};
    return script_.has_conditions();
}

/// Of a line "when after-X" some request before was X.
bool FaultPlayer::holds_for(const FaultLine& line, const RequestFacts& facts) const {
    if (!line.when || (line.router && line.router != facts.router)) return false;
    if (!line.when->after) return is_like(*line.when, facts);
    return std::any_of(seen_.begin(), seen_.end(),
                       [&line](const RequestFacts& one) { return is_like(*line.when, one); });
}

std::vector<PickedFault> FaultPlayer::conditioned(RequestFacts facts) {
    const std::lock_guard lock{mutex_};
    in_a_row_ = facts.body_crc == last_body_ && facts.router ? in_a_row_ + 1 : 1;
    last_body_ = facts.body_crc;
    if (in_a_row_ >= kRow) facts.set(ConditionKind::in_a_row);
    std::vector<PickedFault> picked;
    for (std::size_t i = 0; i < script_.lines.size(); ++i) {
        const FaultLine& line = script_.lines[i];
        if (!holds_for(line, facts)) continue;
        const std::uint64_t number = ++alike_[{i, facts.router ? facts.router->value : 0}];
        if (takes_turn(script_, i, facts.router, number))
            picked.push_back({line.fault, number, line.where, {}});
    }
    const bool is_new = std::none_of(seen_.begin(), seen_.end(), [&facts](const RequestFacts& one) {
        return one.kinds == facts.kinds && one.status == facts.status;
    });
    if (is_new) seen_.push_back(facts);
    return picked;
}

void FaultPlayer::replace(FaultScript script) {
    const std::lock_guard lock{mutex_};
    script_ = std::move(script);
    requests_.clear();
    alike_.clear();
    seen_.clear();
    in_a_row_ = 0;
    connections_ = 0;
}

FaultScript FaultPlayer::script() const {
    const std::lock_guard lock{mutex_};
    return script_;
}

}  // namespace cupspec::server
