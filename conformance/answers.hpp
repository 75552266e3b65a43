#pragma once

#include "conformance/evidence.hpp"
#include "conformance/rule.hpp"
#include "protocol/response.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::conformance {

/// What is wrong with the frame of a body: one thing each, the first that explains it.
enum class FrameDefect {
    none,
    empty,                   ///< no bytes at all
    text,                    ///< JSON, HTML
    long_null,               ///< zero bytes and nothing else, more than 14
    missing_length,          ///< it ends where a length field should begin, or before 14 zero bytes
    cut,                     ///< it ends inside a segment
    big_endian,              ///< read with the highest byte first, it comes out even
    crc_not_counted,         ///< read with a signature four bytes longer, it comes out even
    short_signature_length,  ///< read with two bytes of signature length, it comes out even, whether or not
                             ///< they count the key's CRC
    signature_range,         ///< a signature no Station takes
    update_range,            ///< 2^31 bytes or more
    trailing                 ///< bytes follow the sixth segment
};

/// Where a segment stands in a body.
struct SegmentPlace {
    std::size_t length_at = 0;  ///< of its length field
    std::size_t at = 0;         ///< of its bytes
    std::uint64_t bytes = 0;    ///< as its length says
};

/// A body with status 200 that a gateway would take for an answer.
struct Answer {
    std::size_t contact = 0;  ///< index into the evidence's
    const Contact* from = nullptr;
    std::array<SegmentPlace, protocol::kSegments> places;  ///< as far as it could be read
    FrameDefect defect = FrameDefect::none;
    std::optional<std::size_t> offset;  ///< of the bytes at fault
    std::size_t bytes = 0;
    /// Where a Station takes it: all of it but a firmware's bytes.
    std::optional<protocol::Response> response;

    const SegmentPlace& place(protocol::Segment segment) const {
        return places.at(static_cast<std::size_t>(segment));
    }
    bool has(protocol::Segment segment) const { return response && place(segment).bytes > 0; }
    bool changes_nothing() const;
    /// Bytes of its body, kept or not; as announced where a Station stopped reading before.
    std::uint64_t size() const;
};

/// The answers of the evidence to what a gateway asks, in order. They point into it.
std::vector<Answer> answers(const Evidence& evidence);

/// Those that a Station takes.
std::vector<Answer> taken_answers(const Evidence& evidence);

/// The rounds of its life that a Station took, in order.
std::vector<Answer> taken_life(const Evidence& evidence);

/// "nothing was answered with status 200"
Judgement no_answer();
/// Nothing of the kind was sent; said as "no URI was sent".
Judgement not_sent(std::string_view what);

/// Broken, with the bytes at fault.
Judgement broken_at(std::string expected, std::string actual, std::size_t contact, std::size_t offset,
                    std::size_t bytes);

}  // namespace cupspec::conformance
