#pragma once

#include "base/bytes.hpp"
#include "protocol/update_info.hpp"

#include <string>
#include <unordered_map>
#include <utility>

namespace cupspec::server {

/// Reads update-info requests; of those that are good it remembers what they say, by their bytes: a gateway
/// in its steady state sends the same ones at every poll. For one executor.
class RequestMemory {
public:
    /// As protocol::parse_update_info.
    Result<protocol::UpdateInfo> parse(const Bytes& body) {
        std::string text{as_text(body)};
        if (const auto found = known_.find(text); found != known_.end()) return found->second;
        auto parsed = protocol::parse_update_info(body);
        if (!parsed || text.size() > kLongest) return parsed;
        if (known_.size() >= kMost) known_.clear();
        known_.emplace(std::move(text), *parsed);
        return parsed;
    }

private:
    static constexpr std::size_t kMost = 4096;     ///< requests remembered
    static constexpr std::size_t kLongest = 1024;  ///< in bytes; Station's have some 300

    std::unordered_map<std::string, protocol::UpdateInfo> known_;
};

}  // namespace cupspec::server
