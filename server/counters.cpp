#include "server/counters.hpp"

#include "server/cups_server.hpp"

#include <algorithm>

namespace cupspec::server {
namespace {

AnswerKind kind_of(unsigned status) {
    constexpr unsigned kServersFault = 500;
    return status >= kServersFault ? AnswerKind::failed : AnswerKind::refused;
}

AnswerKind kind_of(const Served& served) {
    constexpr unsigned kGood = 200;
    if (served.status != kGood) return kind_of(served.status);
    const auto& sent = served.sent;
    if (sent.empty()) return AnswerKind::nothing;
    const bool firmware = std::find(sent.begin(), sent.end(), protocol::Segment::update) != sent.end();
    return firmware ? AnswerKind::firmware : AnswerKind::configuration;
}

std::size_t bucket_of(std::chrono::nanoseconds took) {
    const double milliseconds = std::chrono::duration<double, std::milli>{took}.count();
    const auto* bound = std::lower_bound(kDurationBounds.begin(), kDurationBounds.end(), milliseconds);
    return static_cast<std::size_t>(bound - kDurationBounds.begin());
}

/// A status beyond what HTTP knows is counted as 0.
std::size_t place_of(unsigned status) { return status < kStatuses ? status : 0; }

template <class Numbers, class Sums>
void add_each(const Numbers& numbers, Sums& sums) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += numbers[i].load(std::memory_order_relaxed);
}

}  // namespace

void Counters::count(const Served& served, std::chrono::nanoseconds took) {
    add(by_status_.at(place_of(served.status)), 1);
    add(by_kind_.at(static_cast<std::size_t>(kind_of(served))), 1);
    add(by_duration_.at(bucket_of(took)), 1);
    add(nanoseconds_, static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())));
}

void Counters::count_refused(unsigned status) {
    add(by_status_.at(place_of(status)), 1);
    add(by_kind_.at(static_cast<std::size_t>(kind_of(status))), 1);
}

void Counters::add_to(Totals& totals) const {
    const auto value = [](const Number& number) { return number.load(std::memory_order_relaxed); };
    add_each(by_status_, totals.by_status);
    add_each(by_kind_, totals.by_kind);
    add_each(by_duration_, totals.by_duration);
    totals.duration += std::chrono::nanoseconds{value(nanoseconds_)};
    totals.failed_handshakes += value(failed_handshakes_);
    totals.closed += value(closed_);  // before opened: the difference is never negative
    totals.opened += value(opened_);
    totals.received_bytes += value(received_bytes_);
    totals.sent_bytes += value(sent_bytes_);
}

}  // namespace cupspec::server
