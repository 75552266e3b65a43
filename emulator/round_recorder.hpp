#pragma once

#include "base/bytes.hpp"
#include "emulator/home.hpp"
#include "emulator/round_report.hpp"

namespace cupspec::emulator {

/// Told of each CUPS session of a gateway as it goes, byte by byte as the socket gave them: what a report
/// cannot hold. Calls come on the gateway's thread, in this order for each session.
class RoundRecorder {
public:
    RoundRecorder() = default;
    RoundRecorder(const RoundRecorder&) = delete;
    RoundRecorder& operator=(const RoundRecorder&) = delete;
    virtual ~RoundRecorder() = default;

    /// The process started. @param refusal of the start; null: it runs
    virtual void on_start(const Home& home, const RoundReport* refusal) = 0;
    /// A session begins; nothing of it has touched the home yet.
    virtual void on_begin(const Home& home) = 0;
    /// One socket read.
    virtual void on_read(ByteView bytes) = 0;
    /// The session is over and its report complete. @param lns_connected the muxs connection stood
    virtual void on_end(const Home& home, const RoundReport& report, bool lns_connected) = 0;
};

}  // namespace cupspec::emulator
