#pragma once

#include "capture/log_words.hpp"
#include "capture/stand_in.hpp"
#include "emulator/round_report.hpp"
#include "protocol/response.hpp"

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::capture {

/// How Station cut one element off a credential segment.
struct PartTold {
    std::size_t offset = 0;
    std::size_t bytes = 0;
    Bytes first;  ///< its first bytes, as far as the log shows them
};

/// A segment as a log names it: its size, and whether all of it came.
struct SegmentTold {
    std::uint64_t bytes = 0;
    bool complete = false;
    std::string text;                              ///< of a URI
    std::array<std::optional<PartTold>, 3> parts;  ///< of credentials: trust, certificate, key
    std::optional<Told> refused;                   ///< credentials that Station could not use
    std::optional<std::uint64_t> unexpected_byte;  ///< where it expected a SEQUENCE
};

/// Something that went wrong, in Station's words.
struct ErrorTold {
    Told told = Told::nothing;
    std::string text;
    std::string module;
};

/// One CUPS session as a log tells it.
struct SessionTold {
    std::size_t line = 0;
    std::optional<TimePoint> started;
    std::optional<TimePoint> ended;
    bool restarted = false;      ///< Station was started before it
    bool killed = false;         ///< Station was started again before its end
    bool lns_connected = false;  ///< as it ended
    std::string uri;
    std::optional<emulator::SetName> set;
    std::string request;  ///< the JSON body
    bool read_trust = false;
    bool read_certificate = false;
    std::map<protocol::Segment, SegmentTold> segments;
    std::optional<protocol::Segment> last_segment;
    std::optional<std::uint32_t> key_crc;
    std::optional<emulator::UpdateVerdict::Kind> verdict;
    std::vector<ErrorTold> errors;
    std::vector<std::string> problems;  ///< in the words of a round
    std::optional<Told> end;            ///< the line that ended it
    std::optional<std::chrono::milliseconds> delay;
    std::string connection;  ///< "[3]": what its lines begin with
    std::vector<std::size_t> reads;
    std::string own;  ///< all of it is one line of cupspec's

    /// Something of it happened: it is not just announced.
    bool begun() const { return !uri.empty() || !request.empty() || !segments.empty() || !errors.empty(); }
};

/// Everything a log tells about the gateway and its sessions.
struct LogTold {
    std::size_t lines = 0;
    StationLevel finest = StationLevel::critical;  ///< of all lines
    std::string version;                           ///< "2.0.6(linux/std) 2022-01-18 10:22:16"
    std::optional<std::string> package;            ///< of the first start
    std::string eui;
    std::string discovery;  ///< the first tc.uri that was used
    std::size_t starts = 0;
    bool has_lns = false;
    std::vector<SessionTold> sessions;
};

/// Takes a log's lines apart into sessions.
LogTold sessions_told(const std::vector<LogLine>& lines);

}  // namespace cupspec::capture
