#pragma once

#include "net/event.hpp"
#include "net/stream.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <utility>

namespace cupspec::emulator {

/// A coroutine that runs beside its owner, at most one at a time; its result is taken by the owner. The owner
/// waits for the end (`end`) before it goes.
template <class Value>
class Task {
public:
    /// @param changed notified when a result is there or the coroutine was cancelled; outlives the task
    Task(net::asio::any_io_executor executor, net::Event& changed)
        : executor_{std::move(executor)}, changed_{changed} {}
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    ~Task() = default;

    bool running() const { return running_; }

    void start(net::awaitable<Value> work) {
        running_ = true;
        auto ended = [this](const std::exception_ptr& failure, Value value) {
            running_ = false;
            // An exception is the cancellation; whoever cancelled wants no result.
            if (!failure) result_ = std::move(value);
            changed_.notify();
        };
        net::asio::co_spawn(executor_, std::move(work),
                            net::asio::bind_cancellation_slot(cancel_.slot(), std::move(ended)));
    }

    bool has_result() const { return result_.has_value(); }
    /// The result, once.
    std::optional<Value> take() { return std::exchange(result_, std::nullopt); }

    /// Cancels and waits; a result that was there is dropped.
    net::awaitable<void> end() {
        if (running_) cancel_.emit(net::asio::cancellation_type::terminal);
        while (running_) {
            co_await changed_.wait();
        }
        result_.reset();
    }

private:
    net::asio::any_io_executor executor_;
    net::Event& changed_;
    net::asio::cancellation_signal cancel_;
    std::optional<Value> result_;
    bool running_ = false;
};

}  // namespace cupspec::emulator
