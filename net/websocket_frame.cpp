#include "net/websocket_frame.hpp"

#include "base/hex.hpp"
#include "net/errc.hpp"

#include <array>

namespace cupspec::net {
namespace {

// RFC 6455 §5.2
constexpr unsigned kFinal = 0x80;      // of the first byte
constexpr unsigned kFlags = 0xF0;      // FIN and the three reserved bits
constexpr unsigned kMasked = 0x80;     // of the second byte
constexpr unsigned kLength16 = 0x7E;   // two bytes of length follow
constexpr unsigned kLength64 = 0x7F;   // eight do
constexpr std::size_t kShortHead = 2;  // bytes
constexpr std::size_t kLongHead = 4;
constexpr std::uint16_t kNormalClosure = 1000;

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

unsigned number_at(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}

Error bad_head(std::string_view bytes) {
    return Error{Errc::bad_frame, {}, "a frame begins with " + to_hex(as_bytes(bytes.substr(0, kShortHead)))};
}

std::string frame(Opcode opcode, std::string_view payload, char mask) {
    std::string bytes;
    bytes += static_cast<char>(kFinal | static_cast<unsigned>(opcode));
    const auto size = static_cast<unsigned>(payload.size());
    if (size < kLength16) {
        bytes += static_cast<char>(kMasked | size);
    } else {
        bytes += static_cast<char>(kMasked | kLength16);
        bytes += static_cast<char>(size >> 8);
        bytes += static_cast<char>(size);
    }
    bytes.append(4, mask);
    for (const char c : payload) bytes += static_cast<char>(c ^ mask);
    return bytes;
}

}  // namespace

Result<std::optional<Frame>> FrameReader::next() {
    if (pending_.size() < kShortHead) return std::optional<Frame>{};
    std::size_t size = byte_at(pending_, 1) & ~kMasked;
    const bool illegal = (byte_at(pending_, 0) & kFlags) != kFinal || (byte_at(pending_, 1) & kMasked) != 0;
    if (illegal || size == kLength64) return bad_head(pending_);
    const std::size_t head = size == kLength16 ? kLongHead : kShortHead;
    if (pending_.size() < head) return std::optional<Frame>{};
    if (head == kLongHead) size = number_at(pending_, kShortHead);
    if (1 + head + size > buffer_bytes_)
        return Error{Errc::bad_frame, {}, "a frame of " + std::to_string(size) + " bytes is too long"};
    if (pending_.size() < head + size) return std::optional<Frame>{};
    Frame frame{static_cast<Opcode>(byte_at(pending_, 0) & ~kFlags), pending_.substr(head, size)};
    pending_.erase(0, head + size);
    return std::optional{std::move(frame)};
}

std::string client_frame(Opcode opcode, std::string_view payload) { return frame(opcode, payload, '\x01'); }

std::string client_close_frame(std::uint16_t code) {
    if (code == 0) code = kNormalClosure;
    const std::array<char, 2> payload{static_cast<char>(code >> 8), static_cast<char>(code)};
    return frame(Opcode::close, {payload.data(), payload.size()}, '\0');
}

std::uint16_t close_code_in(std::string_view payload) {
    return payload.size() < 2 ? std::uint16_t{0} : static_cast<std::uint16_t>(number_at(payload, 0));
}

}  // namespace cupspec::net
