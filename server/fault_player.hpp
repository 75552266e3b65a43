#pragma once

#include "server/fault_script.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

namespace cupspec::server {

/// Counts requests and connections, and says what goes wrong with each. One for all threads of a server: the
/// count is the server's. The lock is held for the counting alone, and only where there are faults.
class FaultPlayer {
public:
    explicit FaultPlayer(FaultScript script) : script_{std::move(script)} {}
    FaultPlayer(const FaultPlayer&) = delete;
    FaultPlayer& operator=(const FaultPlayer&) = delete;
    ~FaultPlayer() = default;

    std::vector<PickedFault> next_request(protocol::Eui64 router);
    std::vector<PickedFault> next_connection();

    /// Another script from now on; everything is counted from 1 again.
    void replace(FaultScript script);
    FaultScript script() const;

private:
    mutable std::mutex mutex_;
    FaultScript script_;
    std::map<std::uint64_t, std::uint64_t> requests_;  ///< by the router's number
    std::uint64_t connections_ = 0;
};

}  // namespace cupspec::server
