#pragma once

#include "capture/replay.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace cupspec::test {

/// A sentence among them has these words.
inline bool says(const std::vector<std::string>& sentences, const std::string& part) {
    return std::ranges::any_of(
        sentences, [&part](const std::string& sentence) { return sentence.find(part) != std::string::npos; });
}

/// What a gateway makes of a captured life.
inline std::vector<capture::ReplayedRound> played(const capture::Capture& capture) {
    return capture::replay(capture).value().rounds;
}

/// Everything the replay does otherwise than captured; empty: it came back.
inline std::string deviations(const capture::Capture& capture) {
    std::string text;
    for (const capture::ReplayedRound& round : played(capture))
        for (const capture::Difference& difference : round.differences)
            text += difference.what + ": " + difference.captured + " became " + difference.replayed + '\n';
    return text;
}

}  // namespace cupspec::test
