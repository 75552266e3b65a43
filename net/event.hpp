#pragma once

#include "net/stream.hpp"

#include <chrono>
#include <memory>

namespace cupspec::net {

/// Something coroutines of one executor wait for. Not thread-safe. Must outlive whoever waits.
class Event {
public:
    explicit Event(asio::any_io_executor executor);
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event();

    /// Until the next `notify` or the deadline; ask the condition again afterwards.
    awaitable<void> wait(
        std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max());
    /// Wakes everybody who waits now.
    void notify();

private:
    struct Timers;
    std::unique_ptr<Timers> timers_;
};

/// Reads what comes and says nothing, until the peer goes or the time has passed.
awaitable<void> stay_silent(Stream& stream, std::chrono::steady_clock::duration time);

/// Waits; ends early, by an exception at the next co_await, only when the coroutine is cancelled.
awaitable<void> sleep_for(std::chrono::steady_clock::duration time);

}  // namespace cupspec::net
