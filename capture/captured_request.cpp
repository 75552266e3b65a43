#include "capture/captured_request.hpp"

#include <utility>

namespace cupspec::capture {

std::optional<protocol::UpdateInfo> request_of(const Round& round) {
    if (round.request_body.empty()) return std::nullopt;
    auto request = protocol::parse_update_info(round.request_body);
    if (!request) return std::nullopt;
    return std::move(*request);
}

}  // namespace cupspec::capture
