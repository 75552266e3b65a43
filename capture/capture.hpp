#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "emulator/home_files.hpp"
#include "emulator/round_report.hpp"
#include "emulator/settings.hpp"
#include "protocol/eui64.hpp"
#include "protocol/exchange.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::capture {

/// One socket read of an answer: Station's reader notices where one ends (protocol.md §4.2).
struct Read {
    std::chrono::milliseconds after{0};  ///< since the read before, or since the request was sent
    std::size_t bytes = 0;
};

/// What ended a round that the answer itself did not end.
enum class Ending {
    none,              ///< the answer did, or nothing is known
    closed,            ///< the peer closed or reset the connection
    timeout,           ///< CUPS_CONN_TIMEOUT passed
    connect_failed,    ///< no TCP connection
    handshake_failed,  ///< no TLS connection; `Round::trouble` says which
    no_credentials     ///< the set's files make no TLS client; `Round::trouble` says why
};

/// The stable slug: "handshake-failed".
std::string_view to_string(Ending ending);

/// What the gateway made of a round, as far as the capture tells.
struct Observed {
    std::optional<emulator::Outcome> outcome;
    std::optional<std::vector<std::string>> problems;  ///< in the words of a round
    std::optional<std::vector<emulator::Category>> committed;
    std::optional<emulator::UpdateVerdict::Kind> verdict;
    std::optional<emulator::NextContact> next;

    bool empty() const { return !outcome && !problems && !committed && !verdict && !next; }
};

/// One CUPS session of a gateway as it was captured, with or without a connection.
struct Round {
    std::string where;  ///< "station.log:34", "entry 3": for messages
    TimePoint started;
    std::chrono::milliseconds took{0};
    bool restarted = false;      ///< Station was started (anew) before it
    bool lns_connected = false;  ///< the muxs connection stood as it ended
    /// The home directory before it, where that is not what the round before left. Absent for the first
    /// round: unknown.
    std::optional<emulator::HomeFiles> home;
    std::string uri;                       ///< "https://localhost:6040"; empty: unknown, or there was none
    std::optional<emulator::SetName> set;  ///< that was in use
    std::string peer;                      ///< "127.0.0.1:40123"
    protocol::TlsFacts tls;
    std::string request_head;  ///< with the empty line; empty: none was sent, or it is unknown
    Bytes request_body;
    bool is_request_exact = false;  ///< the request's bytes are those of the wire, not put together again
    Bytes answer;                   ///< head and body, and whatever else arrived
    std::vector<Read> reads;        ///< how the answer arrived; empty: unknown
    std::uint64_t omitted = 0;      ///< bytes at the answer's end that were not kept
    Ending ending = Ending::none;
    std::string trouble;  ///< the problem slug that goes with `ending`: "tls-untrusted"
    Observed observed;
};

/// What is known of the gateway itself.
struct GatewayFacts {
    std::optional<protocol::Eui64> router;
    std::string personality;       ///< "station-2.0.6"; empty: unknown
    std::string station;           ///< the request's `station`; empty: unknown, or the personality's own
    std::string model;             ///< likewise
    bool lns = true;               ///< false: Station's -N
    bool refuses_updates = false;  ///< `station --update refuse`
    std::optional<emulator::Settings> settings;  ///< absent: unknown, Station's defaults
};

/// The life of one gateway, or a piece of it, as something recorded it.
struct Capture {
    std::string form;  ///< "recording", "HAR", "Station log", "home directory", "request", "answer"
    std::string file;
    GatewayFacts gateway;
    std::vector<Round> rounds;
    bool is_masked = false;               ///< keys and tokens in it are stand-ins
    bool has_gaps = false;                ///< there may have been rounds that are not here
    std::vector<std::string> understood;  ///< sentences for the reader: what this shows
    std::vector<std::string> missing;     ///< sentences: what it does not, and what stands in for it
};

}  // namespace cupspec::capture
