#include "conformance/blob_reading.hpp"

#include "protocol/credentials.hpp"

#include <algorithm>

namespace cupspec::conformance {
namespace {

constexpr std::uint8_t kDerElement = 0x30;

/// Takes elements off a blob until one is not as it should be.
class ElementReader {
public:
    explicit ElementReader(ByteView blob) : blob_{blob} {}

    bool ok() const { return elements_.defect == BlobDefect::none; }
    bool at_der() const { return at_ < blob_.size() && blob_[at_] == kDerElement; }

    BlobElements::Element der() {
        const ByteView rest = blob_.subspan(at_);
        const auto size = protocol::der_size(rest);
        if (!size) {
            fail(BlobDefect::lengths_beyond, rest.size());
            return {};
        }
        const BlobElements::Element element{rest.first(*size), at_};
        at_ += *size;
        return element;
    }

    /// Four zero bytes.
    void filler() {
        const ByteView rest = blob_.subspan(at_);
        if (rest.empty()) return fail(BlobDefect::missing_element, 0);
        const ByteView zeros = rest.first(std::min(protocol::kFillerBytes, rest.size()));
        const bool is_filler = zeros.size() == protocol::kFillerBytes &&
                               std::ranges::all_of(zeros, [](std::uint8_t byte) { return byte == 0; });
        if (!is_filler) return fail(BlobDefect::no_filler, zeros.size());
        at_ += zeros.size();
    }

    void key() {
        const ByteView rest = blob_.subspan(at_);
        if (at_der()) {
            elements_.key = der();
        } else if (rest.empty() || rest.front() == 0) {
            filler();
        } else {
            elements_.key = {rest, at_};
            elements_.is_token = true;
            at_ = blob_.size();
        }
    }

    BlobElements run() {
        if (protocol::looks_like_pem(blob_)) fail(BlobDefect::pem, blob_.size());
        if (ok() && !at_der()) fail(BlobDefect::no_trust, 1);
        if (ok()) elements_.trust = der();
        if (ok() && at_der()) {
            elements_.certificate = der();
        } else if (ok()) {
            filler();
        }
        if (ok()) key();
        elements_.end = at_;
        return elements_;
    }

private:
    void fail(BlobDefect defect, std::size_t bytes) {
        elements_.defect = defect;
        elements_.defect_at = at_;
        elements_.defect_bytes = bytes;
    }

    ByteView blob_;
    std::size_t at_ = 0;
    BlobElements elements_;
};

bool is_header_line(std::string_view line) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos || colon == 0) return false;
    return std::ranges::all_of(line.substr(0, colon), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
}

/// A token's lines up to the last, without their ends.
struct TokenLinesRead {
    bool are_headers = true;
    bool has_bare_lf = false;
};

TokenLinesRead read_token_lines(std::string_view lines) {
    TokenLinesRead read;
    while (!lines.empty()) {
        const auto lf = std::min(lines.find('\n'), lines.size());
        const bool is_last = lf == lines.size();
        const bool has_cr = !is_last && lf > 0 && lines[lf - 1] == '\r';
        read.has_bare_lf = read.has_bare_lf || (!is_last && !has_cr);
        read.are_headers = read.are_headers && is_header_line(lines.substr(0, has_cr ? lf - 1 : lf));
        lines = is_last ? std::string_view{} : lines.substr(lf + 1);
    }
    return read;
}

}  // namespace

BlobElements read_elements(ByteView blob) { return ElementReader{blob}.run(); }

BlobDefect token_defect(std::string_view token) {
    const auto last = token.find_last_not_of("\r\n");
    if (last == std::string_view::npos) return BlobDefect::token_name;
    const TokenLinesRead read = read_token_lines(token.substr(0, last + 1));
    if (!read.are_headers) return BlobDefect::token_name;
    if (read.has_bare_lf) return BlobDefect::token_bare_lf;
    return token.substr(last + 1) == "\r\n" ? BlobDefect::none : BlobDefect::token_end;
}

}  // namespace cupspec::conformance
