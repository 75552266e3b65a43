#pragma once

#include "net/event.hpp"

#include <cstdint>
#include <deque>

namespace cupspec::net {

/// Lets coroutines of one executor through one at a time, in the order in which they came. Not thread-safe.
/// Must outlive whoever waits or is inside. Whoever is cancelled while it waits gives its place up.
class Turnstile {
public:
    explicit Turnstile(asio::any_io_executor executor) : moved_{std::move(executor)} {}

    /// Once it returns the caller is inside, until it calls `leave`: also when an exception ends it.
    awaitable<void> enter();
    void leave();

private:
    void give_up(std::uint64_t ticket);

    Event moved_;
    std::deque<std::uint64_t> queue_;  ///< the first one is inside
    std::uint64_t tickets_ = 0;
};

/// Leaves at the end of its life; to be made once `enter` has returned.
class Leaving {
public:
    explicit Leaving(Turnstile& turnstile) : turnstile_{turnstile} {}
    Leaving(const Leaving&) = delete;
    Leaving& operator=(const Leaving&) = delete;
    ~Leaving() { turnstile_.leave(); }

private:
    Turnstile& turnstile_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): of one frame
};

}  // namespace cupspec::net
