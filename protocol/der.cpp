#include "protocol/credentials.hpp"

namespace cupspec::protocol {
namespace {

constexpr std::uint8_t kLongForm = 0x80;
constexpr std::uint8_t kLongTag = 0x1F;
constexpr std::size_t kMaxLengthBytes = 4;

Error ended(std::size_t need, std::size_t have) {
    return {Errc::truncated, "der",
            "the element needs " + std::to_string(need) + " bytes, " + std::to_string(have) + " are there"};
}

}  // namespace

Result<std::size_t> der_size(ByteView bytes) {
    if (bytes.size() < 2) return ended(2, bytes.size());
    if ((bytes[0] & kLongTag) == kLongTag)
        return Error{Errc::bad_credential, "der", "a tag of several bytes"};
    const std::size_t more = bytes[1] < kLongForm ? 0 : bytes[1] - std::size_t{kLongForm};
    if (bytes[1] == kLongForm) return Error{Errc::bad_credential, "der", "an indefinite length"};
    if (more > kMaxLengthBytes)
        return Error{Errc::bad_credential, "der", "a length of " + std::to_string(more) + " bytes"};
    const std::size_t header = 2 + more;
    if (bytes.size() < header) return ended(header, bytes.size());
    std::uint64_t content = more == 0 ? bytes[1] : 0;
    for (const std::uint8_t byte : bytes.subspan(2, more)) content = content << 8U | byte;
    if (content > bytes.size() - header) return ended(header + content, bytes.size());
    return header + static_cast<std::size_t>(content);
}

}  // namespace cupspec::protocol
