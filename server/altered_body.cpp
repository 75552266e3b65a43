#include "server/altered_body.hpp"

#include <algorithm>

namespace cupspec::server {

Result<std::size_t> AlteredBody::read(std::span<std::uint8_t> buffer) {
    if (kept_ > 0) {
        auto got = whole_->read(buffer.first(std::min<std::uint64_t>(kept_, buffer.size())));
        if (got) kept_ -= *got;
        return got;
    }
    const auto filled = static_cast<std::size_t>(std::min<std::uint64_t>(filler_, buffer.size()));
    std::fill_n(buffer.begin(), filled, kFillerByte);
    filler_ -= filled;
    return filled;
}

}  // namespace cupspec::server
