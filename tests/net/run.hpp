#pragma once

#include "net/event.hpp"
#include "net/stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace cupspec::net::testing {

/// Runs the context until `work` has ended; what else lives on it runs along and may go on afterwards.
/// @return its value, or throws what it threw; throws when nothing has come of it for a minute
template <class T>
T run(asio::io_context& context, awaitable<T> work) {
    std::optional<T> value;
    std::exception_ptr thrown;
    bool ended = false;
    asio::co_spawn(context, std::move(work), [&](const std::exception_ptr& error, T result) {
        thrown = error;
        value.emplace(std::move(result));
        ended = true;
    });
    context.restart();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (!ended && context.run_one_until(limit) > 0) continue;
    if (!ended) throw std::runtime_error{"the coroutine does not end"};
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*value);
}

inline awaitable<bool> ended(awaitable<void> work) {
    co_await std::move(work);
    co_return true;
}

inline void run(asio::io_context& context, awaitable<void> work) { run(context, ended(std::move(work))); }

/// Lets everything else that is ready go on first.
inline awaitable<void> let_others_run() { co_await asio::post(asio::use_awaitable); }

/// Something running beside the test's main coroutine; `join` waits for its end.
template <class T>
class Beside {
public:
    Beside(asio::io_context& context, awaitable<T> work) : done_{context.get_executor()} {
        asio::co_spawn(context, std::move(work), [this](const std::exception_ptr& thrown, T result) {
            thrown_ = thrown;
            value_.emplace(std::move(result));
            done_.notify();
        });
    }

    awaitable<T> join() {
        while (!value_) co_await done_.wait();
        if (thrown_) std::rethrow_exception(thrown_);
        co_return std::move(*value_);
    }

private:
    Event done_;
    std::exception_ptr thrown_;
    std::optional<T> value_;
};

}  // namespace cupspec::net::testing
