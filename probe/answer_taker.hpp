#pragma once

#include "base/bytes.hpp"
#include "probe/answer_head.hpp"
#include "protocol/exchange.hpp"

#include <cstdint>
#include <string>

namespace cupspec::probe {

/// Takes an answer apart as it comes. Sans-IO.
class AnswerTaker {
public:
    void on_bytes(ByteView bytes);

    /// The head has come.
    bool has_head() const { return has_head_; }
    bool has_anything() const { return !text_.empty() || has_head_; }
    /// Nobody knows where its end is: no length is announced, or it is no HTTP at all.
    bool endless() const;
    /// Nothing more is announced: what comes now is too much.
    bool whole() const;
    /// What is read from one server is bounded.
    bool too_much() const;
    const AnswerHead& head() const { return head_; }
    std::uint64_t body_bytes() const { return body_bytes_; }

    /// Head, body and status; what is no HTTP answer stands in the body, as far as it is kept.
    void give(protocol::Exchange& exchange) const;

private:
    void keep(ByteView bytes);

    Bytes text_;  ///< until the head is whole
    std::string head_text_;
    AnswerHead head_;
    bool has_head_ = false;
    Bytes body_;
    std::uint64_t body_bytes_ = 0;
};

}  // namespace cupspec::probe
