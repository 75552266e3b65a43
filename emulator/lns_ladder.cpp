#include "emulator/lns_ladder.hpp"

#include <algorithm>

namespace cupspec::emulator {
namespace {

// protocol.md §9.4
constexpr unsigned kRetriesBeforeCups = 10;
constexpr unsigned kMuxsRetries = 4;
constexpr unsigned kSteps = 6;
constexpr std::chrono::seconds kDiscoveryStep{10};

}  // namespace

void LnsLadder::restart() {
    muxs_known_ = false;
    retries_ = 0;
}

LnsLadder::Step LnsLadder::on_end(LnsEnd end) {
    const bool no_uri = end == LnsEnd::no_uri && no_uri_asks_;
    const bool hopeless = no_uri || end == LnsEnd::rejected || retries_ >= kRetriesBeforeCups;
    if (hopeless && asks_cups_) return {Next::ask_cups, {}};
    if (muxs_known_ && retries_ <= kMuxsRetries && end == LnsEnd::closed)
        return {Next::connect_muxs, std::chrono::seconds{1U << retries_}};
    if (muxs_known_) {
        muxs_known_ = false;
        retries_ = 1;
        return {Next::discover, kDiscoveryStep};
    }
    return {Next::discover, kDiscoveryStep * std::min<unsigned>(retries_, kSteps)};
}

}  // namespace cupspec::emulator
