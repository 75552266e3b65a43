#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"

#include <cstddef>
#include <string>

namespace cupspec::capture {

/// What is left of a capture that shows one symptom and nothing else.
struct Minimised {
    Capture capture;
    std::string symptom;      ///< of its last round: "closed, more-bytes-than-announced:3"
    std::size_t replays = 0;  ///< that it took
    std::size_t rounds_before = 0;
    std::size_t answer_before = 0;  ///< bytes of the answer that gives the symptom
};

/// Leaves out rounds, files of the home, segments and bytes of the answer as long as the last bad round of
/// the replay stays bad in the same way: same outcome, same problems but for the numbers in them.
/// @return otherwise invalid_argument when the replay shows no symptom at all, or the error of `replay`
Result<Minimised> minimise(Capture capture);

}  // namespace cupspec::capture
