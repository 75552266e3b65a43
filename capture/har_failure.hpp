#pragma once

#include "base/time.hpp"
#include "capture/capture.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cupspec::capture {

/// Why an entry has no answer.
struct HarFailure {
    Ending ending = Ending::closed;
    std::string trouble;  ///< the slug that goes with a handshake that failed
    bool told = true;     ///< false: nothing said why
};

/// @param tls what cupspec's own reports say of the handshake; empty: nothing
/// @param error what a browser ("net::ERR_CERT_DATE_INVALID") or a proxy says
HarFailure failure_told(const std::string& tls, const std::string& error);

/// "2026-11-21T01:02:36.439Z", also with another zone ("+01:00") or more digits. Source: ISO 8601 as HAR 1.2
/// uses it.
std::optional<TimePoint> har_time(std::string_view text);

}  // namespace cupspec::capture
