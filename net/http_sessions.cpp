#include "net/http_sessions.hpp"

#include "net/http_reader.hpp"

#include <algorithm>

namespace cupspec::net {
namespace {

constexpr std::chrono::milliseconds kFirstRequest{1000};

std::chrono::milliseconds patience(std::chrono::milliseconds idle, bool asked_before) {
    return asked_before ? std::chrono::milliseconds{0} : std::min(idle, kFirstRequest);
}

}  // namespace

void HttpSessions::drain() {
    draining_ = true;
    for (const Waiting& session : waiting_)
        session.stream->expires_after(patience(kFirstRequest, session.asked_before));
}

awaitable<error_code> HttpSessions::first_byte(RequestReader& reader, Stream& stream,
                                               std::chrono::milliseconds idle, bool asked_before) {
    stream.expires_after(draining_ ? patience(idle, asked_before) : idle);
    waiting_.push_back({&stream, asked_before});
    const auto place = std::prev(waiting_.end());
    error_code error;
    try {
        error = co_await reader.wait();
    } catch (...) {  // cancelled; no destructor does this, for it may run after ours
        waiting_.erase(place);
        throw;
    }
    waiting_.erase(place);
    co_return error;
}

}  // namespace cupspec::net
