#pragma once

#include "base/verdict.hpp"
#include "emulator/lns_link.hpp"
#include "emulator/round_report.hpp"
#include "protocol/exchange.hpp"
#include "scenarios/result.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cupspec::report {

using scenarios::Mismatch;

/// A place in a file that a person can open.
struct Place {
    std::string file;  ///< empty: nowhere
    std::size_t line = 0;
    std::size_t column = 0;
    std::string told;  ///< all of it, also of what was compiled in: "(built in) bootstrap.json:12:9"
};

/// "dir/name.json:12:9" taken apart; what was compiled into the program has no file.
Place place_of(std::string_view where);

/// Bytes of an answer's body that are at fault.
struct Mark {
    std::size_t offset = 0;
    std::size_t bytes = 0;  ///< 0: something is missing there
    std::string why;
};

/// "byte 14", "bytes 14 to 16"
std::string byte_range(const Mark& mark);

/// One request and its answer.
struct Recorded {
    std::string title;  ///< "poll: router-1 at cups-0"
    std::string url;    ///< scheme, host and port; empty: unknown
    /// Beginning of the paths of the gateway's files: "home/cups" for home/cups.trust, .crt and .key.
    std::string credentials;
    protocol::Exchange exchange;
    bool framed = true;  ///< false: the answer's Content-Length and body did not agree, or it was no HTTP
};

/// Something that happened, in its turn.
struct Event {
    std::string kind;                             ///< "poll", "connect-lns", "repeat"
    std::string title;                            ///< one line
    std::string outcome;                          ///< one word: "updated", "rejected"; may be empty
    std::optional<std::chrono::milliseconds> at;  ///< on the gateway's clock
    Place place;
    Verdict verdict = Verdict::passed;
    std::string message;
    std::vector<Mismatch> mismatches;
    std::vector<std::string> faults;                         ///< what the server did wrong as it was told to
    std::vector<std::pair<std::string, std::string>> facts;  ///< {"on disk", "cups changed"}
    std::optional<std::size_t> exchange;                     ///< index in Results::exchanges
    std::optional<emulator::RoundReport> round;  ///< `round_of` has its exchange, which lies there
    std::string package;                         ///< version of the answer's firmware; empty: unknown
    std::optional<emulator::LnsReport> lns;
    std::vector<Mark> marks;  ///< of that exchange
    std::chrono::microseconds took{0};
};

}  // namespace cupspec::report
