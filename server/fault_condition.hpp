#pragma once

#include "net/http.hpp"
#include "protocol/update_info.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cupspec::server {

/// What a request, or its answer, can be like, in the order of the table.
enum class ConditionKind {
    get,
    other_path,
    empty_body,
    no_json,
    cut_json,
    no_router,
    wrong_types,
    long_router,
    unknown_members,
    null_package,
    null_uri,
    many_keys,
    large_body,
    slow,
    in_a_row,
    unknown_router,
    denied,
    nothing_new,
    firmware,
    status
};

inline constexpr std::size_t kConditions = static_cast<std::size_t>(ConditionKind::status) + 1;

/// A row of the table that docs/faults.md shows.
struct ConditionRule {
    ConditionKind kind;
    std::string_view name;  ///< "empty-body"
    std::string_view says;  ///< "POST /update-info without a body."
};

/// All of them, in the order of ConditionKind.
std::span<const ConditionRule> condition_rules();

/// When a fault holds.
struct FaultCondition {
    ConditionKind kind = ConditionKind::status;
    unsigned status = 0;  ///< of `status`
    bool after = false;   ///< a request before this one was like that
};

/// "get", "404", "after-large-body". @return otherwise what is wrong and what would do, in words
struct ReadCondition {
    std::optional<FaultCondition> condition;
    std::string trouble;
};
ReadCondition read_condition(std::string_view word);

/// What a request and its decided answer are like.
struct RequestFacts {
    std::bitset<kConditions> kinds;  ///< but `status` and `in_a_row`
    unsigned status = 0;             ///< as decided
    std::uint32_t body_crc = 0;
    std::optional<protocol::Eui64> router;

    void set(ConditionKind kind) { kinds.set(static_cast<std::size_t>(kind)); }
    bool has(ConditionKind kind) const { return kinds.test(static_cast<std::size_t>(kind)); }
};

/// Pure. @param request of any kind @param answer as decided
RequestFacts facts_of(const net::HttpRequest& request, const net::HttpAnswer& answer);

/// There is a body, if any, of zeros: in no dialect does the gateway find anything in it.
bool changes_nothing(const net::HttpAnswer& answer);

/// Of a request that was refused before it was read whole.
RequestFacts facts_of_refused(unsigned status);

}  // namespace cupspec::server
