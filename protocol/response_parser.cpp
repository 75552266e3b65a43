#include "protocol/response.hpp"

#include <algorithm>

namespace cupspec::protocol {

Result<std::optional<ResponseParser::Event>> ResponseParser::next(ByteView& input) {
    if (state_ == State::length) {
        if (const auto read = read_length(input); !read) return read.error();
    }
    Event event{Kind::begin, segment(), length_, {}};
    switch (state_) {
        case State::begin: state_ = left_ == 0 ? State::end : State::bytes; return std::optional{event};
        case State::bytes:
            if (input.empty()) break;
            event.kind = Kind::bytes;
            event.bytes = read_bytes(input);
            return std::optional{event};
        case State::end:
            event.kind = Kind::end;
            state_ = ++segment_ == kSegments ? State::complete : State::length;
            length_have_ = 0;
            return std::optional{event};
        case State::complete:
            event.kind = Kind::complete;
            state_ = State::done;
            return std::optional{event};
        case State::length:
        case State::done: break;
    }
    return std::optional<Event>{};
}

ByteView ResponseParser::read_bytes(ByteView& input) {
    const ByteView piece = input.first(std::min<std::size_t>(left_, input.size()));
    take(input, piece.size());
    left_ -= static_cast<std::uint32_t>(piece.size());
    if (left_ == 0) state_ = State::end;
    return piece;
}

Result<void> ResponseParser::read_length(ByteView& input) {
    if (error_) return *error_;
    const std::size_t width = rule_of(segment()).length_bytes;
    while (length_have_ < width) {
        if (input.empty()) return {};
        length_field_.at(length_have_++) = input.front();
        take(input, 1);
    }
    length_ = 0;
    for (std::size_t i = width; i-- > 0;) length_ = length_ << 8U | length_field_.at(i);
    const auto checked = lengths_ == Lengths::checked ? check_length(segment(), length_) : Result<void>{};
    if (!checked) return *(error_ = checked.error());
    left_ = length_;
    state_ = State::begin;
    return {};
}

void ResponseParser::take(ByteView& input, std::size_t n) {
    input = input.subspan(n);
    consumed_ += n;
}

std::string_view ResponseParser::field() const {
    switch (state_) {
        case State::length: return rule_of(segment()).length_name;
        case State::begin:
        case State::bytes:
        case State::end: return rule_of(segment()).name;
        case State::complete:
        case State::done: break;
    }
    return {};
}

}  // namespace cupspec::protocol
