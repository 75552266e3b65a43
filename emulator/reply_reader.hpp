#pragma once

#include "base/bytes.hpp"
#include "emulator/personality.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace cupspec::emulator {

/// What Station's reader made of an answer's head.
struct ReplyHead {
    int status = -1;              ///< -1: no status line understood (Station logs 65535)
    std::size_t body_length = 0;  ///< 0 when no usable Content-Length was found
};

/// Reads status and Content-Length off a complete head, as loosely as Station does.
/// Source: Station 2.0.6, protocol.md §4.1.
ReplyHead read_head(std::string_view head);

/// The same as RFC 9112 §4 and §6 write it: "HTTP/1.x", three digits, a blank; exactly one Content-Length in
/// plain decimal, nothing around it, and no Transfer-Encoding. Anything else has status -1.
ReplyHead read_head_strictly(std::string_view head);

/// Station's HTTP reader with its one buffer: sans-IO, fed with whole socket reads because their boundaries
/// decide what it notices. Source: Station 2.0.6, protocol.md §4.2.
class ReplyReader {
public:
    enum class Event {
        more,       ///< read again, at most `want()` bytes
        chunk,      ///< `chunk()` holds the next piece of the body; call `next_chunk` when done with it
        head_full,  ///< no end of head within the buffer: Station takes it for a closed connection
        excess,     ///< more bytes than announced in one read: Station drops the connection
        crash       ///< the real process dies: an error answer larger than the buffer
    };

    /// @param capacity usable bytes of the buffer, `capacity_for`
    explicit ReplyReader(std::size_t capacity, const Traits& traits = {})
        : capacity_{capacity}, strict_{traits.strict_head}, dies_{traits.dies_of_large_error} {}

    /// CUPS_BUFSZ less the prefix Station keeps in front: ":", port text and NUL. Source: protocol.md §4.2.
    static std::size_t capacity_for(std::size_t buffer_bytes, std::string_view port);

    /// Most bytes the next read may take: the free rest of the buffer.
    std::size_t want() const { return capacity_ - buffer_.size(); }

    /// @param bytes of one read, at most `want()`
    Event on_bytes(ByteView bytes);

    /// After the last `chunk()` was used up and more of the body is to come.
    void next_chunk();

    ByteView chunk() const { return ByteView{buffer_}.subspan(chunk_at_, chunk_bytes_); }
    bool first_chunk() const { return first_; }
    bool head_complete() const { return head_bytes_ > 0; }
    /// Body bytes handed out so far, `chunk()` included, have reached the announced length.
    bool last_chunk() const { return delivered_ >= head_.body_length; }
    const ReplyHead& head() const { return head_; }
    std::string head_text() const { return head_text_; }
    std::size_t excess_bytes() const { return excess_; }
    std::size_t delivered() const { return delivered_; }

private:
    bool find_head();

    std::size_t capacity_;
    bool strict_;
    bool dies_;
    Bytes buffer_;
    ReplyHead head_;
    std::string head_text_;
    std::size_t head_bytes_ = 0;  ///< 0: not complete yet
    std::size_t chunk_at_ = 0;
    std::size_t chunk_bytes_ = 0;
    std::size_t delivered_ = 0;
    std::size_t excess_ = 0;
    bool first_ = true;
};

}  // namespace cupspec::emulator
