#pragma once

#include "net/http.hpp"
#include "server/fault.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace cupspec::server {

/// How an answer leaves that does not leave as it should.
struct DeliveryPlan {
    enum class Framing { length, chunked, none };
    enum class End { whole, close, reset, stall };
    using Time = std::chrono::milliseconds;

    Time before_head{0};
    Time before_body{0};
    std::optional<Time> interim;  ///< `100 Continue`, so long before the head; 0: in the same write
    Framing framing = Framing::length;
    std::optional<Fault> length;  ///< how Content-Length differs
    bool lf_only = false;         ///< lines of the head end with LF alone
    bool http_2 = false;          ///< the status line says so
    std::size_t piece = 0;        ///< bytes a write; 0: as many as there are
    Time pause{0};                ///< between two writes
    std::uint64_t extra = 0;      ///< bytes behind the answer
    End end = End::whole;
    std::uint64_t end_at = std::numeric_limits<std::uint64_t>::max();  ///< counted from the first byte sent
    Time stall{0};
};

/// What Content-Length announces of a body by a `content-length` fault.
std::uint64_t announced_length(const Fault& change, std::uint64_t body_bytes);

/// The bytes in front of the body: an interim answer, and the head in the plan's framing.
struct DeliveryFront {
    std::string interim;  ///< may be empty
    std::string head;
};
DeliveryFront front_of(const DeliveryPlan& plan, const net::HttpAnswer& answer);

/// A delivery by that plan. `front` is of the same plan and the same answer.
std::unique_ptr<net::Delivery> make_delivery(DeliveryPlan plan, DeliveryFront front);

}  // namespace cupspec::server
