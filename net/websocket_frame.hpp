#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cupspec::net {

/// Source: RFC 6455 §5.2.
enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct Frame {
    Opcode opcode = Opcode::text;  ///< any number of four bits, also one without a name here
    std::string payload;
};

/// Takes a server's frames as Station does: each is a whole message, unmasked, with a length of 7 or 16 bits,
/// and fits into the receive buffer. Pure. Source: Station 2.0.6, protocol.md §9.3.
class FrameReader {
public:
    /// @param buffer_bytes Station's receive buffer, of which one byte stays free
    explicit FrameReader(std::size_t buffer_bytes) : buffer_bytes_{buffer_bytes} {}

    void feed(ByteView bytes) { pending_.append(as_text(bytes)); }
    /// The next frame; nothing until more is fed.
    /// @return otherwise bad_frame: nothing that follows can be told apart any more
    Result<std::optional<Frame>> next();

private:
    std::size_t buffer_bytes_;
    std::string pending_;
};

constexpr std::size_t kLongestFrame = 0xFFFF;  ///< payload bytes that a length of 16 bits can tell

/// A client's frame as Station sends it: whole, masked with 01 01 01 01; a close with 00 00 00 00.
/// Source: Station 2.0.6, protocol.md §9.3.
/// @param payload at most kLongestFrame bytes
std::string client_frame(Opcode opcode, std::string_view payload);
/// @param code 0: 1000, as Station echoes it
std::string client_close_frame(std::uint16_t code);
/// What a close frame says; 0 when it says nothing.
std::uint16_t close_code_in(std::string_view payload);

}  // namespace cupspec::net
