#include "capture/message_meter.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace cupspec::capture {
namespace {

/// More lines than anybody reads: whatever this is, it has no end that matters.
constexpr std::size_t kMostLineBytes = std::size_t{64} * 1024;

std::optional<std::uint64_t> number_in(std::string_view text, int base) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();  // NOLINT(*-pointer-arithmetic): from_chars wants one
    const auto [rest, failed] = std::from_chars(text.data(), end, number, base);
    if (failed != std::errc{} || rest != end) return std::nullopt;
    return number;
}

std::string_view without_blanks(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    const std::size_t end = text.find_last_not_of(" \t");
    return end == std::string_view::npos ? std::string_view{} : text.substr(begin, end + 1 - begin);
}

/// Interim answers are followed by another head; these three have no body whatever their head says.
constexpr bool is_interim(std::size_t status) { return status >= 100 && status < 200 && status != 101; }
constexpr bool has_no_body(std::size_t status) { return status == 204 || status == 304; }

}  // namespace

std::size_t MessageMeter::feed(ByteView bytes) {
    std::size_t used = 0;
    while (used < bytes.size() && !is_whole()) {
        const ByteView left = bytes.subspan(used);
        const bool is_counted = state_ == State::body || state_ == State::chunk || state_ == State::endless;
        used += is_counted ? skip(left) : feed_line(left);
    }
    return used;
}

std::size_t MessageMeter::skip(ByteView bytes) {
    if (state_ == State::endless) return bytes.size();
    const auto some = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    left_ -= some;
    if (left_ == 0) state_ = state_ == State::body ? State::whole : State::chunk_end;
    return some;
}

/// Up to the line's end. A line feed by itself ends no line: the readers that matter take none either.
std::size_t MessageMeter::feed_line(ByteView bytes) {
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{'\n'});
    const std::size_t some = static_cast<std::size_t>(end - bytes.begin()) + (end == bytes.end() ? 0U : 1U);
    line_ += as_text(bytes.first(some));
    line_bytes_ += some;
    if (line_bytes_ > kMostLineBytes) state_ = State::endless;
    if (!line_.ends_with("\r\n") || state_ == State::endless) return some;
    line_.resize(line_.size() - 2);
    take_line(line_);
    line_.clear();
    return some;
}

void MessageMeter::take_line(std::string_view line) {
    switch (state_) {
        case State::first_line: take_first_line(line); break;
        case State::header: take_header(line); break;
        case State::chunk_size: take_chunk_size(line); break;
        case State::chunk_end: state_ = line.empty() ? State::chunk_size : State::endless; break;
        case State::trailer:
            if (line.empty()) state_ = State::whole;
            break;
        default: break;
    }
}

void MessageMeter::take_first_line(std::string_view line) {
    if (kind_ == Kind::request) {
        if (!line.empty()) state_ = State::header;  // RFC 9112 §2.2: empty lines may stand before it
        return;
    }
    constexpr std::size_t kStatusDigits = 3;
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string_view digits = line.substr(std::min(blank + 1, line.size()), kStatusDigits);
    const auto status = number_in(digits, 10);
    state_ = line.starts_with("HTTP/") && status ? State::header : State::endless;
    status_ = static_cast<std::size_t>(status.value_or(0));
}

void MessageMeter::take_header(std::string_view line) {
    if (line.empty()) {
        end_head();
        return;
    }
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = without_blanks(line.substr(std::min(colon + 1, line.size())));
    if (equal_but_case(name, "Transfer-Encoding")) is_chunked_ = equal_but_case(value, "chunked");
    if (!equal_but_case(name, "Content-Length")) return;
    length_ = number_in(value, 10);
    if (!length_) state_ = State::endless;
}

void MessageMeter::end_head() {
    if (kind_ == Kind::answer && is_interim(status_)) {
        *this = MessageMeter{kind_, line_bytes_};
        return;
    }
    head_bytes_ = line_bytes_;
    left_ = length_.value_or(0);
    if (kind_ == Kind::answer && has_no_body(status_)) {
        state_ = State::whole;
    } else if (is_chunked_) {
        state_ = State::chunk_size;
    } else if (length_ || kind_ == Kind::request) {
        state_ = left_ == 0 ? State::whole : State::body;
    } else {
        state_ = State::endless;
    }
}

void MessageMeter::take_chunk_size(std::string_view line) {
    constexpr int kHex = 16;
    const auto size = number_in(without_blanks(line.substr(0, line.find(';'))), kHex);
    line_bytes_ = 0;  // each chunk has a line of its own
    left_ = size.value_or(0);
    state_ = State::chunk;
    if (!size) state_ = State::endless;
    if (size == 0U) state_ = State::trailer;
}

}  // namespace cupspec::capture
