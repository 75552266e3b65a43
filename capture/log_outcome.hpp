#pragma once

#include "capture/capture.hpp"
#include "capture/log_session.hpp"

namespace cupspec::capture {

/// How a session went, in the words of a round.
struct OutcomeTold {
    Observed observed;
    Ending ending = Ending::none;
    std::string trouble;
    std::vector<std::string> unclear;  ///< what the log says in words nobody here knows, or does not say
};

/// @param level the finest of the log: what is not written there cannot be missed
OutcomeTold outcome_told(const SessionTold& session, StationLevel level);

/// A session that is one line of `cupspec station`'s log: "round 1, set reg, URI: updated ...".
/// @return false for anything else
bool read_own_round(std::string_view line, Round& round);

}  // namespace cupspec::capture
