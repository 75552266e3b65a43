#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "protocol/errc.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cupspec::protocol {

/// The six segments of a 200 answer, in wire order. Source: protocol.md §5.1.
enum class Segment { cups_uri, tc_uri, cups_cred, tc_cred, signature, update };

inline constexpr std::size_t kSegments = 6;
/// Bytes of the answer that changes nothing: six zero lengths of 1, 1, 2, 2, 4 and 4 bytes.
inline constexpr std::size_t kNullResponseBytes = 14;
inline constexpr std::size_t kKeyCrcBytes = 4;
/// The signature segment counts the key CRC: 0, or 8..132 bytes (Station 2.0.6, protocol.md §5.1).
inline constexpr std::uint32_t kMinSignatureSegment = 8;
inline constexpr std::uint32_t kMaxSignatureSegment = 132;

/// What is fixed about a segment.
struct SegmentRule {
    Segment segment;
    std::string_view name;         ///< as reports print it: "cupsUri", "tcCred", "updData"
    std::string_view length_name;  ///< "cupsUriLen", "updLen"
    std::size_t length_bytes;      ///< width of the little-endian length field
    std::uint32_t max_bytes;       ///< largest length Station takes
};

const SegmentRule& rule_of(Segment segment);

/// @return length_range, `where` naming the length field, when Station drops an answer with this length
Result<void> check_length(Segment segment, std::uint32_t length);

/// Detached ECDSA signature over the update's bytes.
struct Signature {
    std::uint32_t key_crc = 0;  ///< CRC-32 of the 64-byte public key; Station only logs it
    Bytes der;                  ///< 4..128 bytes

    bool operator==(const Signature&) const = default;
};

/// Body of a 200 answer. An empty segment means "keep yours".
struct Response {
    std::string cups_uri;                ///< 0..255 bytes
    std::string tc_uri;                  ///< 0..255 bytes
    Bytes cups_cred;                     ///< 0..65535 bytes
    Bytes tc_cred;                       ///< 0..65535 bytes
    std::optional<Signature> signature;  ///< absent: four zero bytes
    Bytes update;                        ///< 0..2^31-1 bytes

    bool operator==(const Response&) const = default;
};

/// A message and the bytes it took. What follows is for a rule to judge, not for the decoder.
struct DecodedResponse {
    Response response;
    std::size_t consumed = 0;
};

/// @param body the whole HTTP body; nothing of it is borrowed
/// @return otherwise truncated or length_range, `where` = "response." + field
Result<DecodedResponse> decode_response(ByteView body);

/// @return the body; otherwise length_range, `where` naming the field that is too long
Result<Bytes> encode(const Response& response);

/// Everything up to the update's data: for a server that streams the firmware after it.
Result<Bytes> encode_head(const Response& response, std::uint32_t update_bytes);

/// Reads an answer piece by piece and holds no segment in memory. Feed it with `next` until it wants more
/// bytes.
class ResponseParser {
public:
    enum class Lengths {
        checked,   ///< as `check_length` says
        unchecked  ///< any: for readers older than the limits
    };
    explicit ResponseParser(Lengths lengths = Lengths::checked) : lengths_{lengths} {}

    enum class Kind { begin, bytes, end, complete };
    struct Event {
        Kind kind = Kind::complete;
        Segment segment = Segment::cups_uri;
        std::uint32_t length = 0;  ///< of the whole segment; 0: absent, `begin` is followed by `end` at once
        ByteView bytes;            ///< `Kind::bytes` only: borrowed from the input, never empty
    };

    /// Takes what it needs off the front of `input`.
    /// @return the next event; nothing when it needs more input or is complete; otherwise length_range
    /// (sticks)
    Result<std::optional<Event>> next(ByteView& input);

    /// True once the sixth segment has ended.
    bool complete() const { return segment_ == kSegments; }
    /// Bytes of the body taken so far.
    std::uint64_t consumed() const { return consumed_; }
    /// The segment the parser is in, and its length as read; after length_range those that were refused.
    Segment segment() const { return static_cast<Segment>(segment_ < kSegments ? segment_ : kSegments - 1); }
    std::uint32_t length() const { return length_; }
    /// The field the parser is in the middle of: "tcCredLen", "tcCred"; for error messages.
    std::string_view field() const;

private:
    enum class State { length, begin, bytes, end, complete, done };
    Result<void> read_length(ByteView& input);
    ByteView read_bytes(ByteView& input);
    void take(ByteView& input, std::size_t n);

    Lengths lengths_;
    std::size_t segment_ = 0;
    State state_ = State::length;
    std::array<std::uint8_t, 4> length_field_{};
    std::size_t length_have_ = 0;
    std::uint32_t length_ = 0;
    std::uint32_t left_ = 0;
    std::uint64_t consumed_ = 0;
    std::optional<Error> error_;
};

}  // namespace cupspec::protocol
