#pragma once

#include "emulator/home.hpp"
#include "protocol/exchange.hpp"
#include "protocol/update_info.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::emulator {

/// How one CUPS session ended, as Station tells the cases apart.
enum class Outcome {
    updated,  ///< a URI, credential or update segment was there, whatever became of it
    no_updates,
    rejected,        ///< an HTTP status other than 200
    protocol_error,  ///< the body does not follow the format
    timeout,
    closed,  ///< I/O error: peer closed, TLS failure, too long a head, more bytes than announced
    no_uri,  ///< the set has no URI
    bad_uri,
    connect_failed,
    no_credentials,  ///< TLS is asked for and the set's files do not allow it
    start_refused,   ///< the real process exits with 1 at its start
    crashed          ///< the real process dies of a signal
};

/// The stable slug: "no-updates".
std::string_view to_string(Outcome outcome);

/// The server answered with 200 and the whole answer was taken.
constexpr bool is_success(Outcome outcome) {
    return outcome == Outcome::updated || outcome == Outcome::no_updates;
}

struct CredentialSummary {
    std::size_t bytes = 0;
    std::uint32_t crc = 0;
};

struct SignatureSummary {
    std::uint32_t key_crc = 0;
    std::size_t bytes = 0;  ///< of the DER signature, without the key CRC
};

/// An answer by sizes and checksums; never the bytes of a credential.
struct ResponseSummary {
    std::size_t bytes = 0;  ///< of the body as announced, or as far as it came
    std::string cups_uri;
    std::string tc_uri;
    std::optional<CredentialSummary> cups_cred;
    std::optional<CredentialSummary> tc_cred;
    std::optional<SignatureSummary> signature;
    std::optional<std::uint64_t> update_bytes;
    std::size_t trailing_bytes = 0;  ///< announced bytes behind the sixth segment
};

struct UpdateVerdict {
    enum class Kind { none, verified, refused, unsigned_run } kind = Kind::none;
    std::optional<unsigned> key;  ///< number of the key that verified
    std::string reason;           ///< when refused
    std::filesystem::path file;   ///< where the firmware that is to run lies; empty: none is
};

/// What happens next, once the state machine has seen the outcome.
struct NextContact {
    std::chrono::milliseconds after{0};
    SetName set = SetName::regular;
};

/// One CUPS session of a gateway, with or without a connection.
struct RoundReport {
    unsigned round = 0;  ///< from 1
    SetName set = SetName::regular;
    std::string uri;  ///< of the set in use; empty without one
    Outcome outcome = Outcome::no_uri;
    std::optional<protocol::UpdateInfo> request;  ///< absent when nothing was sent
    std::optional<ResponseSummary> response;      ///< absent without a 200
    UpdateVerdict update;
    std::vector<Category> committed;
    std::vector<std::string> problems;  ///< what Station logs as an error
    std::vector<std::string> words;     ///< all of it, in order
    bool cups_changed = false;          ///< a CUPS URI or credential segment was there
    bool tc_changed = false;
    NextContact next;
    protocol::Exchange exchange;

    /// Adds a log word.
    void note(std::string word) { words.push_back(std::move(word)); }
    /// Adds a log word that Station logs as an error.
    void problem(std::string word) {
        problems.push_back(word);
        note(std::move(word));
    }
};

/// A TC segment was taken, even one that says nothing new: Station ends the LNS connection, to begin anew
/// (protocol.md §7.2).
inline bool ends_lns(const RoundReport& report) { return is_success(report.outcome) && report.tc_changed; }

/// The object of one round as one line of JSON (documented in the command line's manual).
std::string to_json(const RoundReport& report);

}  // namespace cupspec::emulator
