#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace cupspec::server {

struct Served;

/// What an answer came to for its gateway.
enum class AnswerKind {
    nothing,        ///< 200, all as it is
    configuration,  ///< 200 with URIs or credentials
    firmware,       ///< 200 with a firmware, whatever else
    refused,        ///< a status below 500: the gateway's fault, or a limit
    failed          ///< 500 and above: the server's own
};
inline constexpr std::size_t kAnswerKinds = 5;

inline constexpr std::size_t kStatuses = 600;
/// Upper bounds of the buckets of the time an answer took, in milliseconds; one more has no bound.
inline constexpr std::array<double, 12> kDurationBounds{0.5, 1,   2.5, 5,   10,   25,
                                                        50,  100, 250, 500, 1000, 5000};

/// Sums of several counters, at one time.
struct Totals {
    std::array<std::uint64_t, kStatuses> by_status{};  ///< of requests answered
    std::array<std::uint64_t, kAnswerKinds> by_kind{};
    std::array<std::uint64_t, kDurationBounds.size() + 1> by_duration{};  ///< each its own, not cumulated
    std::chrono::nanoseconds duration{0};
    std::uint64_t failed_handshakes = 0;
    std::uint64_t opened = 0;  ///< connections, after the handshake
    std::uint64_t closed = 0;
    std::uint64_t received_bytes = 0;  ///< of HTTP, without TLS
    std::uint64_t sent_bytes = 0;
};

/// What one worker did, as numbers. Written on its thread, read on any: each number is right, and what
/// belongs together may be one apart.
class Counters {
public:
    /// A request that was read whole. @param took from then to the answer, before it is sent
    void count(const Served& served, std::chrono::nanoseconds took);
    /// A request that no handler saw: 400, 408, 413, 431.
    void count_refused(unsigned status);
    void count_failed_handshake() { add(failed_handshakes_, 1); }
    void count_opened() { add(opened_, 1); }
    void count_closed() { add(closed_, 1); }
    void count_received(std::size_t bytes) { add(received_bytes_, bytes); }
    void count_sent(std::size_t bytes) { add(sent_bytes_, bytes); }

    void add_to(Totals& totals) const;

private:
    using Number = std::atomic<std::uint64_t>;
    static void add(Number& number, std::uint64_t more) { number.fetch_add(more, std::memory_order_relaxed); }

    std::array<Number, kStatuses> by_status_{};
    std::array<Number, kAnswerKinds> by_kind_{};
    std::array<Number, kDurationBounds.size() + 1> by_duration_{};
    Number nanoseconds_{0};
    Number failed_handshakes_{0};
    Number opened_{0};
    Number closed_{0};
    Number received_bytes_{0};
    Number sent_bytes_{0};
};

}  // namespace cupspec::server
