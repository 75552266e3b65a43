#pragma once

#include "json/cursor.hpp"
#include "scenarios/names.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::scenarios {

/// What a step expects of one thing: absent, it is not judged; holding nothing, the thing must not be there.
template <class T>
using Expected = std::optional<std::optional<T>>;

/// The member as `read` understands it, null as "must not be there", absent as "not judged".
template <class Read>
auto expected(const std::optional<json::Cursor>& at, Read read)
    -> Expected<decltype(read(std::declval<const json::Cursor&>()))> {
    using Value = decltype(read(*at));
    if (!at) return std::nullopt;
    if (at->is_null()) return std::optional<Value>{};
    return std::optional<Value>{read(*at)};
}

/// The CRC of a credential set: by the set's name or as a number.
struct ExpectedCrc {
    std::string set;  ///< in either encoding; empty: `number`
    std::uint32_t number = 0;
};

/// null is the CRC of the empty set.
std::optional<ExpectedCrc> read_crc(const std::optional<json::Cursor>& at, const Names& names);

/// A time such as "1h30m", "60s" or "600ms"; otherwise the Reading holds bad_value.
std::chrono::milliseconds read_span(const json::Cursor& at);

/// How often a contact is made, and when each is expected on the gateway's clock.
struct Repetition {
    unsigned times = 1;
    std::vector<std::chrono::milliseconds> at;  ///< empty: whenever; one: the last; else every one

    /// Of contact number `index`, from 0; nothing where it may come at any time.
    std::optional<std::chrono::milliseconds> expected_at(unsigned index) const;
};

/// `repeat` of the step and `at` of its `expect`; `at` needs a clock.
Repetition read_repetition(const json::Cursor& step, const Names& names);

/// `server`, one of these; it may be left out where there is only one.
std::string read_server_name(const json::Cursor& step, const std::vector<std::string>& servers);

/// `gateway`, which may be left out where there is only one.
std::string read_gateway_name(const json::Cursor& step, const Names& names);

}  // namespace cupspec::scenarios
