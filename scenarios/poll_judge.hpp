#pragma once

#include "scenarios/device.hpp"
#include "scenarios/judge.hpp"
#include "scenarios/poll_expectation.hpp"

namespace cupspec::scenarios {

class Stage;

/// What a round's expectations are held against; borrowed for the call.
struct PollView {
    const Poll& poll;
    const Stage& stage;
    bool emulated = true;
};

/// Outcome, server, commit and what comes next.
void judge_course(const PollExpectation& expect, const PollView& view, Judge& judge);
/// The segments of the answer.
void judge_answer(const PollExpectation& expect, const PollView& view, Judge& judge);
/// What the gateway reported of itself.
void judge_request(const RequestExpectation& expect, const PollView& view, Judge& judge);

/// A CRC as reports show it: the name of its set, else hex. An actual one is called as expected when it fits.
std::string shown_crc(const ExpectedCrc& expect, const Stage& stage);
std::string shown_crc(const ExpectedCrc& expect, std::optional<std::uint32_t> actual, const Stage& stage);

}  // namespace cupspec::scenarios
