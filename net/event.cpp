#include "net/event.hpp"

#include "net/errors_as_values.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <list>

namespace cupspec::net {

/// One timer a waiter, because the waiters' deadlines differ.
struct Event::Timers {
    asio::any_io_executor executor;
    std::list<asio::steady_timer*> waiting;
};

Event::Event(asio::any_io_executor executor) : timers_{std::make_unique<Timers>()} {
    timers_->executor = std::move(executor);
}

Event::~Event() = default;

awaitable<void> Event::wait(std::chrono::steady_clock::time_point deadline) {
    asio::steady_timer timer{timers_->executor, deadline};
    timers_->waiting.push_back(&timer);
    try {
        [[maybe_unused]] const auto [ec] = co_await timer.async_wait(kErrors);
    } catch (
        ...) {  // the coroutine is being cancelled; no destructor does this, for it may run after the event's
        timers_->waiting.remove(&timer);
        throw;
    }
    timers_->waiting.remove(&timer);
}

void Event::notify() {
    for (asio::steady_timer* timer : timers_->waiting) timer->cancel();
}

awaitable<void> stay_silent(Stream& stream, std::chrono::steady_clock::duration time) {
    constexpr std::size_t kBlock = 4096;
    Bytes block(kBlock);
    stream.expires_after(time);
    for (IoResult got; !got.error;) {
        got = co_await stream.read_some(block);
    }
}

awaitable<void> sleep_for(std::chrono::steady_clock::duration time) {
    asio::steady_timer timer{co_await asio::this_coro::executor, time};
    [[maybe_unused]] const auto [ec] = co_await timer.async_wait(kErrors);
}

}  // namespace cupspec::net
