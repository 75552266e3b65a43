#pragma once

#include "base/time.hpp"
#include "protocol/update_info.hpp"
#include "server/store.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace cupspec::server {

/// How often at most it is written that a gateway was seen again, while it reports the same.
inline constexpr std::chrono::minutes kSeenEvery{10};
/// How long a store that failed to save is left alone.
inline constexpr std::chrono::minutes kSavedAgainAfter{1};

/// What a gateway said of itself, as JSON: package, station, model (null: not said), keys, and lastSeen in
/// UTC to the second.
std::string reported_text(const protocol::UpdateInfo& request, TimePoint seen);

/// Saves what gateways report as `cups-router-ID.reported`, ID as 16 hex digits: when package, station, model
/// or keys differ from what was saved, and else after kSeenEvery. For one executor; several servers may share
/// one store.
class ReportedStates {
public:
    /// Not a request of a gateway that was turned away. The store must outlive the operation.
    /// @return otherwise the store's error; the next attempt is made after kSavedAgainAfter
    net::awaitable<Result<void>> save(Store& store, protocol::UpdateInfo request, TimePoint now);

private:
    struct Saved {
        protocol::UpdateInfo said;
        TimePoint at;
    };
    static constexpr std::size_t kMost = 100'000;  ///< gateways remembered; more are read again

    net::awaitable<Result<void>> save_changed(Store& store, protocol::UpdateInfo request, TimePoint now);

    std::unordered_map<std::uint64_t, Saved> saved_;
    TimePoint not_before_{};
};

}  // namespace cupspec::server
