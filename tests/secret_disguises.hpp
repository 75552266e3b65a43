#pragma once

#include "base/base64.hpp"
#include "base/bytes.hpp"
#include "base/hex.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace cupspec::test {

/// As reports might write bytes: as they are, in hex in a row and in pairs, and in base64 wherever in a
/// larger text they begin.
inline std::vector<std::string> disguises(ByteView secret) {
    const std::string hex = to_hex(secret);
    std::string pairs;
    for (std::size_t i = 0; i < hex.size(); i += 2) pairs += (i == 0 ? "" : " ") + hex.substr(i, 2);
    std::vector<std::string> all{to_text(secret), hex, pairs};
    constexpr std::size_t kGroup = 3;
    for (std::size_t skip = 0; skip < kGroup; ++skip) {
        const ByteView whole = secret.subspan(skip, (secret.size() - skip) / kGroup * kGroup);
        all.push_back(to_base64(whole));
    }
    return all;
}

}  // namespace cupspec::test
