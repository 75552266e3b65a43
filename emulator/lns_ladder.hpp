#pragma once

#include <chrono>

namespace cupspec::emulator {

/// How an attempt at the LNS, or an established connection to it, came to its end.
enum class LnsEnd {
    no_uri,    ///< no tc.uri, an unusable one, or credentials that make no TLS client
    rejected,  ///< discovery answered with an error, or without a uri
    failed,    ///< anything else before the muxs connection was up
    closed     ///< the muxs connection had been up
};

/// Station's back-off towards the LNS. Pure. Source: Station 2.0.6, protocol.md §9.4.
class LnsLadder {
public:
    /// @param asks_cups false: the ladder goes on for ever instead
    /// @param no_uri_asks false: without a usable URI it goes on as after any other failure
    explicit LnsLadder(bool asks_cups, bool no_uri_asks = true)
        : asks_cups_{asks_cups}, no_uri_asks_{no_uri_asks} {}

    enum class Next { ask_cups, discover, connect_muxs };
    struct Step {
        Next next = Next::discover;
        std::chrono::seconds after{0};  ///< of `ask_cups` always 0: its delay is CUPS's business
    };

    /// A fresh start, as after every CUPS session that found the LNS side stopped.
    void restart();
    /// Discovery named a muxs endpoint.
    void learned_muxs() { muxs_known_ = true; }
    /// What comes after an end.
    Step on_end(LnsEnd end);
    /// The back-off of the last step has elapsed.
    void on_elapsed() { ++retries_; }

    unsigned retries() const { return retries_; }

private:
    bool asks_cups_;
    bool no_uri_asks_;
    bool muxs_known_ = false;
    unsigned char retries_ = 0;  ///< eight bits, and it wraps, as in Station
};

}  // namespace cupspec::emulator
