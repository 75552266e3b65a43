#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cupspec::probe {

/// What the head of an answer announces, read as RFC 9112 writes it.
struct AnswerHead {
    unsigned status = 0;                  ///< 0: no HTTP/1.x status line
    std::optional<std::uint64_t> length;  ///< the one Content-Length, plain decimal
    bool sound = false;                   ///< a status line, at most one Content-Length, no transfer coding

    /// No body belongs to it, whatever it announces (RFC 9112 §6.3).
    bool without_body() const;
};

/// @param head with the empty line
AnswerHead read_answer_head(std::string_view head);

/// Do head and body agree? @param body_bytes all that came, those behind the announced ones too
bool agrees(const AnswerHead& head, std::uint64_t body_bytes);

}  // namespace cupspec::probe
