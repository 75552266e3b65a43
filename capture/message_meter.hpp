#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cupspec::capture {

/// Finds where one HTTP/1 message ends among bytes that come in whatever pieces. Judges nothing: of what is
/// no HTTP it says that it has no end. Source: RFC 9112 §6.
class MessageMeter {
public:
    enum class Kind { request, answer };

    explicit MessageMeter(Kind kind) : kind_{kind} {}

    /// @return how many of them are the message's: all, unless it ends within
    std::size_t feed(ByteView bytes);

    /// The message has ended where its head says; one that ends with the connection never does.
    bool is_whole() const { return state_ == State::whole; }
    /// With the empty line, of an answer with the interim ones (1xx) before it; 0: not all of it has come.
    std::size_t head_bytes() const { return head_bytes_; }

private:
    /// Behind interim answers of so many bytes.
    MessageMeter(Kind kind, std::size_t before) : kind_{kind}, line_bytes_{before} {}

    enum class State { first_line, header, body, chunk_size, chunk, chunk_end, trailer, endless, whole };

    std::size_t feed_line(ByteView bytes);
    std::size_t skip(ByteView bytes);
    void take_line(std::string_view line);
    void take_first_line(std::string_view line);
    void take_header(std::string_view line);
    void take_chunk_size(std::string_view line);
    void end_head();

    Kind kind_;
    State state_ = State::first_line;
    std::string line_;            ///< as far as it has come
    std::size_t line_bytes_ = 0;  ///< of all lines so far
    std::size_t head_bytes_ = 0;
    std::uint64_t left_ = 0;  ///< of the body or the chunk
    std::size_t status_ = 0;
    bool is_chunked_ = false;
    std::optional<std::uint64_t> length_;
};

}  // namespace cupspec::capture
