#pragma once

#include "net/stream.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>

namespace cupspec::probe {

/// Coroutines of one thread, and an end to them that nothing can put off.
class Errands {
public:
    /// @param stop set by somebody else: end soon; may be null; borrowed
    explicit Errands(const std::atomic<bool>* stop) : stop_{stop} {}
    Errands(const Errands&) = delete;
    Errands& operator=(const Errands&) = delete;
    ~Errands() = default;

    void add(net::awaitable<void> errand);

    /// Runs them to their ends. What is under way when the time is up, or `stop` is set, is given up with the
    /// object. @return all have ended
    bool run(std::chrono::milliseconds limit);

private:
    boost::asio::io_context io_{1};
    const std::atomic<bool>* stop_;
    std::size_t under_way_ = 0;
    std::exception_ptr bug_;
};

}  // namespace cupspec::probe
