#pragma once

#include "base/result.hpp"
#include "protocol/eui64.hpp"
#include "server/fault.hpp"
#include "server/fault_condition.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::server {

/// Which ones of a router's requests, or of a server's connections.
struct FaultTimes {
    std::uint64_t first = 1;
    std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
    unsigned percent = 100;  ///< by chance, so many of them
};

struct FaultLine {
    std::optional<protocol::Eui64> router;  ///< absent: every one, each with its own count
    FaultTimes times;
    Fault fault;
    /// Absent: what is counted is the router's update-info requests. Otherwise it is any router's requests,
    /// or nobody's, that are like that, each line for itself.
    std::optional<FaultCondition> when;
    std::string where;  ///< "faults.txt:3"
};

struct FaultScript {
    std::vector<FaultLine> lines;
    std::uint64_t seed = 0;  ///< of what happens by chance

    bool has(FaultStage stage) const;
    bool has_conditions() const;
};

/// One line: `ROUTER|* REQUEST FAULT [ARGUMENT]... [when CONDITION]`; REQUEST is `N`, `N-M`, `N-`, `P%` or
/// `*`.
/// docs/faults.md.
/// @return otherwise bad_file, `where` as given, `detail` the value and what would do in its place
Result<FaultLine> parse_fault_line(std::string_view line, std::string where);

/// One line each; empty ones, and what follows a `#`, say nothing.
/// @return otherwise the first line's error, `where` = "source:line"
Result<FaultScript> parse_faults(std::string_view text, const std::string& source);

/// A fault whose turn has come.
struct PickedFault {
    Fault fault;
    std::uint64_t number = 0;  ///< of the router's request, or of the connection
    std::string where;
    std::string obstacle;  ///< why it changed nothing, such as "no signature in the answer"; empty: it did
};

/// Pure: the lines without a condition that hold for this one, in the script's order. The same numbers give
/// the same faults, whatever happens elsewhere and in whatever order.
/// @param router absent: of connections
std::vector<PickedFault> pick(const FaultScript& script, std::optional<protocol::Eui64> router,
                              std::uint64_t number);

/// Pure: whether chance and count let a line with a condition happen to the number-th request that is like
/// that. @param index the line's
bool takes_turn(const FaultScript& script, std::size_t index, std::optional<protocol::Eui64> router,
                std::uint64_t number);

/// "fault \"status 503\" at request 1 (faults.txt:3)", with the obstacle where there is one.
std::string describe(const PickedFault& picked);

}  // namespace cupspec::server
