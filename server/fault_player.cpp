#include "server/fault_player.hpp"

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

void FaultPlayer::replace(FaultScript script) {
    const std::lock_guard lock{mutex_};
    script_ = std::move(script);
    requests_.clear();
    connections_ = 0;
}

FaultScript FaultPlayer::script() const {
    const std::lock_guard lock{mutex_};
    return script_;
}

}  // namespace cupspec::server
