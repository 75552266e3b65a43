#include "probe/answer_taker.hpp"

#include <algorithm>

namespace cupspec::probe {
namespace {

constexpr std::size_t kKeptBytes = std::size_t{256} * 1024;
constexpr std::size_t kMostBytes = std::size_t{8} * 1024 * 1024;
constexpr std::size_t kMostHeadBytes = std::size_t{64} * 1024;
constexpr std::string_view kBeginning = "HTTP/1.";
constexpr std::string_view kEmptyLine = "\r\n\r\n";

}  // namespace

void AnswerTaker::on_bytes(ByteView bytes) {
    if (has_head_) return keep(bytes);
    text_.insert(text_.end(), bytes.begin(), bytes.end());
    const auto end = as_text(text_).find(kEmptyLine);
    if (end == std::string_view::npos) return;
    const std::size_t head_bytes = end + kEmptyLine.size();
    has_head_ = true;
    head_text_ = as_text(text_).substr(0, head_bytes);
    head_ = read_answer_head(head_text_);
    const Bytes rest{text_.begin() + static_cast<std::ptrdiff_t>(head_bytes), text_.end()};
    text_.clear();
    keep(rest);
}

void AnswerTaker::keep(ByteView bytes) {
    body_bytes_ += bytes.size();
    const ByteView kept = bytes.first(std::min(bytes.size(), kKeptBytes - body_.size()));
    body_.insert(body_.end(), kept.begin(), kept.end());
}

bool AnswerTaker::whole() const {
    if (!has_head_) return false;
    if (head_.status == 0 || head_.without_body()) return true;
    return head_.length && body_bytes_ >= *head_.length;
}

bool AnswerTaker::endless() const {
    if (has_head_) return !head_.length;
    const std::string_view beginning = as_text(text_).substr(0, kBeginning.size());
    return beginning != kBeginning.substr(0, beginning.size());
}

bool AnswerTaker::too_much() const {
    return has_head_ ? body_bytes_ > kMostBytes : text_.size() > kMostHeadBytes;
}

void AnswerTaker::give(protocol::Exchange& exchange) const {
    exchange.status = head_.status;
    exchange.response_head = head_text_;
    exchange.response_body = has_head_ ? body_ : text_;
    exchange.update_omitted = body_bytes_ - std::min<std::uint64_t>(body_bytes_, body_.size());
}

}  // namespace cupspec::probe
