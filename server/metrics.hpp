#pragma once

#include "server/counters.hpp"

#include <string>
#include <string_view>

namespace cupspec::server {

/// What a server says of itself besides its counters.
struct ProcessFacts {
    std::string version;        ///< of this program
    std::string openssl;        ///< version
    double started = 0;         ///< seconds since 1970
    unsigned workers = 1;       ///< threads
    bool draining = false;      ///< told to end
    std::uint64_t reloads = 0;  ///< good ones
    std::uint64_t failed_reloads = 0;
};

/// Prometheus' text format 0.0.4; its Content-Type is kMetricsType. The first three names are those of The
/// Things Stack's server, so that its dashboards fit.
std::string to_prometheus(const Totals& totals, const ProcessFacts& facts);

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

/// A label's value: backslash, quote and line feed escaped.
std::string escaped_label(std::string_view value);

}  // namespace cupspec::server
