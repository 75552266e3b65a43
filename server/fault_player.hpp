#pragma once

#include "server/fault_script.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
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
    /// The lines with a condition that hold for a request; asked once for each that was read or refused.
    std::vector<PickedFault> conditioned(RequestFacts facts);
    /// Whether any line has a condition; without one nobody needs to ask.
    bool has_conditions() const;

    /// Another script from now on; everything is counted from 1 again.
    void replace(FaultScript script);
    FaultScript script() const;

private:
    bool holds_for(const FaultLine& line, const RequestFacts& facts) const;

    mutable std::mutex mutex_;
    FaultScript script_;
    std::map<std::uint64_t, std::uint64_t> requests_;  ///< by the router's number
    std::uint64_t connections_ = 0;
    std::map<std::pair<std::size_t, std::uint64_t>, std::uint64_t> alike_;  ///< by line and router
    std::vector<RequestFacts> seen_;  ///< one of each kind and status there was
    std::uint32_t last_body_ = 0;
    unsigned in_a_row_ = 0;
};

}  // namespace cupspec::server
