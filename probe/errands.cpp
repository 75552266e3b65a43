#include "probe/errands.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::probe {

void Errands::add(net::awaitable<void> errand) {
    ++under_way_;
    boost::asio::co_spawn(io_, std::move(errand), [this](std::exception_ptr thrown) {
        --under_way_;
        if (thrown) bug_ = std::move(thrown);
    });
}

bool Errands::run(std::chrono::milliseconds limit) {
    using std::chrono::steady_clock;
    constexpr std::chrono::milliseconds kLook{50};
    const auto end = steady_clock::now() + limit;
    const auto stopped = [this] { return stop_ != nullptr && *stop_; };
    while (under_way_ > 0 && steady_clock::now() < end && !stopped())
        io_.run_until(std::min(end, steady_clock::now() + kLook));
    if (bug_) std::rethrow_exception(bug_);
    return under_way_ == 0;
}

}  // namespace cupspec::probe
