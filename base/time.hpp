#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace cupspec {

/// Wall-clock time, handed in: pure code never asks for it.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

/// What the shells hand to code that needs several readings.
using Clock = std::function<TimePoint()>;

/// Uniform random 64-bit numbers, handed in: pure code never makes its own.
using Random = std::function<std::uint64_t()>;

inline TimePoint wall_clock() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace cupspec
