#pragma once

#include "protocol/annotate.hpp"
#include "protocol/exchange.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cupspec::report {

inline constexpr unsigned kOkStatus = 200;

/// The notes on an answer's body; that firmware was not kept is no fault of it.
std::vector<protocol::FieldNote> notes_of(const protocol::Exchange& exchange);

/// A field of an answer's body, and how much of it may leave this process.
struct BodyField {
    protocol::FieldNote note;
    std::size_t shown = 0;  ///< so many of its first bytes
    std::uint32_t crc = 0;  ///< CRC-32 of all of them
};

/// An answer's body in its parts. No byte of a credential is shown, nor of what could not be taken apart and
/// is long enough to hold one; the body of another status than 200 only when it is text without a long word,
/// and without the request's token.
std::vector<BodyField> shown_body(const protocol::Exchange& exchange);

}  // namespace cupspec::report
