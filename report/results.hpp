#pragma once

#include "base/time.hpp"
#include "base/verdict.hpp"
#include "conformance/known_failures.hpp"
#include "report/event.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cupspec::report {

using conformance::KnownState;

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

/// What was known of a failure before it happened.
struct Known {
    KnownState state = KnownState::known;
    std::string reason;
    Verdict found = Verdict::failed;  ///< the verdict as if nothing were known
};

/// What was tried, and what became of it: a scenario, a rule.
struct Case {
    std::string id;      ///< stable slug: "bootstrap", "framing/six-length-fields"
    std::string rule;    ///< the rule it judges, without the server's name; empty: it judges none
    std::string title;   ///< one sentence
    std::string group;   ///< "framing"; cases of one group stand together
    std::string level;   ///< "must", "should"; empty: does not apply
    std::string about;   ///< more of the title
    std::string source;  ///< where the rule comes from
    std::string harm;    ///< what a gateway suffers where it is broken
    std::string remedy;  ///< how to mend it
    std::vector<std::string> tags;
    Place place;
    Verdict verdict = Verdict::passed;  ///< failed: also what was known too long, or is mended by now
    std::string message;                ///< for skipped and broken: why
    std::optional<Known> known;
    std::vector<Mismatch> mismatches;
    std::vector<Checksum> checksums;
    std::vector<Event> events;
    std::vector<Reproduction> reproductions;
    std::string kept;  ///< directory with what was left of it; may be empty
    unsigned attempts = 1;
    std::chrono::microseconds took{0};
};

/// A purpose for which nothing was asked.
struct LeftOut {
    std::string purpose;  ///< "large-body"
    std::string why;
};

/// Some of a list, one after another.
struct Range {
    std::size_t begin = 0;
    std::size_t count = 0;
};

/// A server that was checked.
struct Server {
    std::string url;
    std::string router;   ///< the gateway that was played, as it writes itself
    std::string trouble;  ///< why nothing could be judged; the first of its cases says so, too
    unsigned attempts = 1;
    std::chrono::microseconds took{0};
    Range cases;     ///< of Results::cases
    Range contacts;  ///< of Results::timeline; each has an exchange
    std::vector<LeftOut> left_out;
};

/// What every report is made from; a scenario and a rule are the same to most of them.
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
    std::vector<Server> servers;  ///< of a check

    /// False when a case failed or was broken that is not known to.
    bool ok() const;
};

std::span<const Case> cases_of(const Server& server, const Results& results);
/// Those that judge a rule, the same for every server of a check.
std::span<const Case> rules_of(const Server& server, const Results& results);
std::span<const Event> contacts_of(const Server& server, const Results& results);

/// With the exchange it was told from. @param event has a round
emulator::RoundReport round_of(const Event& event, const Results& results);

/// Every mismatch of the case and of its events, in order.
std::vector<Mismatch> all_mismatches(const Case& one);

/// Where to look first: the first event that went wrong, else the case itself.
Place place_of(const Case& one);

/// What to tell of a case in one line: its message, else the first mismatch, else nothing.
std::string reason_of(const Case& one);

/// The case fails, and is known to.
bool is_known_failure(const Case& one);

/// It alone makes a run fail.
inline bool is_fatal(const Case& one) { return is_bad(one.verdict) && !is_known_failure(one); }

/// Without known failures.
std::size_t count_of(std::span<const Case> cases, Verdict verdict);

/// ", 1 skipped, 1 known failure": what neither passed nor failed
std::string other_counts(std::span<const Case> cases);

/// "29 passed, 0 failed, 1 skipped, 1 known failure"
std::string counts_text(std::span<const Case> cases);

}  // namespace cupspec::report
