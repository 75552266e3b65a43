#pragma once

#include "base/time.hpp"
#include "base/verdict.hpp"
#include "protocol/exchange.hpp"
#include "scenarios/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
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
};

/// "dir/name.json:12:9" taken apart; what was compiled into the program has no place.
Place place_of(std::string_view where);

/// Bytes of an answer's body that are at fault.
struct Mark {
    std::size_t offset = 0;
    std::size_t bytes = 0;
    std::string why;
};

/// One request and its answer.
struct Recorded {
    std::string title;  ///< "poll: router-1 at cups-0"
    std::string url;    ///< scheme, host and port; empty: unknown
    /// Beginning of the paths of the gateway's files: "home/cups" for home/cups.trust, .crt and .key.
    std::string credentials;
    protocol::Exchange exchange;
};

/// Something that happened, in its turn.
struct Event {
    std::string kind;     ///< "poll", "connect-lns", "repeat"
    std::string title;    ///< one line
    std::string outcome;  ///< one word: "updated", "rejected"; may be empty
    std::string at;       ///< on the gateway's clock: "24h7m30s"; empty: not told
    Place place;
    Verdict verdict = Verdict::passed;
    std::string message;
    std::vector<Mismatch> mismatches;
    std::vector<std::pair<std::string, std::string>> facts;  ///< {"on disk", "cups changed"}
    std::optional<std::size_t> exchange;                     ///< index in Results::exchanges
    std::vector<Mark> marks;                                 ///< of that exchange
    std::chrono::microseconds took{0};
};

/// A checksum somebody may want to find again.
struct Checksum {
    std::string name;
    std::string kind;
    std::size_t bytes = 0;
    std::uint32_t crc = 0;
};

/// A line to type, and what it is for.
struct Reproduction {
    std::string label;  ///< "cupspec", "curl"
    std::string command;
};

/// What was tried, and what became of it: a scenario, a rule.
struct Case {
    std::string id;      ///< stable slug: "bootstrap", "framing/six-length-fields"
    std::string title;   ///< one sentence
    std::string group;   ///< "framing"; cases of one group stand together
    std::string level;   ///< "must", "should"; empty: does not apply
    std::string about;   ///< more of the title
    std::string source;  ///< where the rule comes from
    std::string harm;    ///< what a gateway suffers where it is broken
    std::string remedy;  ///< how to mend it
    std::vector<std::string> tags;
    Place place;
    Verdict verdict = Verdict::passed;
    std::string message;  ///< for skipped and broken: why
    std::string known;    ///< a failure is known and not fatal: the reason
    std::vector<Mismatch> mismatches;
    std::vector<Checksum> checksums;
    std::vector<Event> events;
    std::vector<Reproduction> reproductions;
    std::string kept;  ///< directory with what was left of it; may be empty
    unsigned attempts = 1;
    std::chrono::microseconds took{0};
};

/// What every report format is made from; knows neither scenarios nor rules.
struct Results {
    std::string version;  ///< of the program
    std::string command;  ///< "run", "check"
    std::string title;    ///< "29 scenarios", "https://cups.example:443"
    TimePoint started;
    std::chrono::microseconds took{0};
    std::optional<std::uint64_t> seed;
    std::vector<Case> cases;
    std::vector<Recorded> exchanges;
    std::vector<Event> timeline;  ///< of what all cases share; empty when each has its own

    /// Known failures are counted apart.
    std::size_t count(Verdict verdict) const;
    std::size_t known() const;
    /// False when a case failed or was broken that is not known to.
    bool ok() const;
};

/// Every mismatch of the case and of its events, in order.
std::vector<Mismatch> all_mismatches(const Case& one);

/// Where to look first: the first event that went wrong, else the case itself.
Place place_of(const Case& one);

/// What to tell of a case in one line: its message, else the first mismatch, else nothing.
std::string reason_of(const Case& one);

/// The case fails, and is known to.
inline bool is_known_failure(const Case& one) { return is_bad(one.verdict) && !one.known.empty(); }

/// "29 passed, 0 failed, 1 skipped, 1 known failure"
std::string counts_text(const Results& results);

/// 2026-11-21T12:30:00.000Z. Source: RFC 3339, HAR 1.2, SARIF 2.1.0 §3.9.
std::string moment_text(TimePoint moment);

}  // namespace cupspec::report
