#pragma once

#include "capture/log_line.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cupspec::capture {

/// What a line of a Station log tells.
enum class Told {
    nothing,
    // The process.
    station_version,
    package,
    eui,
    lns_starting,
    discovery,  ///< the URI of tc.uri
    lns_connected,
    lns_lost,
    // A CUPS session.
    session,
    connecting,
    certificate_file,  ///< the name of a file of a set that was read
    request,
    http_read,  ///< names the connection
    socket_read,
    segment,
    credential_part,
    update,
    signature,
    key_verdict,
    no_key_verified,
    refused_unsigned,
    update_run,
    // Its end.
    no_updates,
    done,
    cups_changed,
    failed,
    // What went wrong.
    http_status,
    no_uri,
    uri_too_long,
    uri_malformed,
    uris_do_not_fit,
    ended_early,
    protocol_error,
    excess,
    head_unread,
    body_unread,
    tls,
    closed,
    connect_failed,
    timeout,
    no_trust,
    bad_token,
    bad_credential_files,
    no_sequence,
    lengths_exceed,
    signature_length,
    length_of_2g,
    other_error,  ///< something of CUPS or of the network, in words nobody here knows
    // cupspec's own.
    own_round
};

/// Known by a few words, not by whole lines: these changed from version to version.
Told told_by(const LogLine& line);

/// The first decimal number behind `word`; nothing without one. An empty word stands at the beginning.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word);

/// The text behind `word`, without blanks around it; empty without it.
std::string_view text_after(std::string_view text, std::string_view word);

/// Up to the first blank.
std::string_view first_word(std::string_view text);

/// "retrying in 1m", "next regular check in 1d", "reconnecting in 4s": the time behind the last "in ".
std::optional<std::chrono::milliseconds> delay_told(std::string_view text);

}  // namespace cupspec::capture
