#pragma once

#include "base/files.hpp"
#include "base/time.hpp"

#include <filesystem>
#include <string>

namespace cupspec::pki {

inline Bytes recorded(const std::string& path) {
    return read_file(std::filesystem::path{CUPSPEC_VECTORS} / path).value();
}

/// 2027-01-15 08:00:00 UTC, within the validity of the recorded certificates.
inline constexpr TimePoint kNow{std::chrono::seconds{1'800'000'000}};

/// Repeatable: a Weyl sequence.
inline Random counter(std::uint64_t seed = 1) {
    return [seed]() mutable { return seed += 0x9E3779B97F4A7C15ULL; };
}

inline TimePoint at_second(std::int64_t second) { return TimePoint{std::chrono::seconds{second}}; }

}  // namespace cupspec::pki
