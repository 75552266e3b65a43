#pragma once

#include "protocol/response.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cupspec::server {

/// Everything a server can be told to do wrong, in the order of the table.
enum class FaultKind {
    delay_handshake,
    stall_handshake,
    tls_expired,
    tls_not_yet_valid,
    tls_wrong_name,
    tls_wrong_ca,
    tls_no_intermediate,
    tls_13_only,
    tls_weak_curve,
    tls_sha1,
    tls_rsa_1024,
    tls_ed25519,
    tls_ip_san,
    no_client_auth,
    status,
    delay_header,
    delay_body,
    throttle,
    split,
    close_at,
    reset_at,
    stall_at,
    half_answer,
    extra_bytes,
    chunked,
    no_length,
    content_length,
    interim_100,
    header,
    lf_only,
    http_2,
    error_body,
    echo_request,
    any_router,
    any_token,
    truncate,
    trailing_bytes,
    wrong_length,
    bad_signature,
    wrong_key_crc,
    pem_blob,
    pkcs8_key,
    two_cas,
    no_placeholder,
    token_no_newline,
    no_trust,
    two_elements,
    padded_blob,
    cut_blob,
    client_chain,
    no_signature,
    signature_alone,
    raw_signature,
    big_endian,
    short_signature_length,
    crc_not_counted,
    no_update_length,
    null_body,
    empty_body,
    text_body,
    header_bytes,
    uri,
    swap_uri,
    other_spelling,
    credentials,
    token,
    always_send,
    withhold,
    uri_first,
    hold_tc,
};

/// What a fault happens to.
enum class FaultStage {
    connection,  ///< before the router is known: counted by connection
    delivery,    ///< any answer to an update-info request; with a condition, to any request
    admission,   ///< whether a client may speak for a gateway
    content      ///< the body of a 200
};

/// What a word behind a fault's name is.
enum class FaultArgument {
    none,
    status,             ///< 100..599
    time,               ///< 500ms, 2s, 1m, at most an hour
    optional_time,      ///< the same, or left out
    count,              ///< bytes, 1..2^30
    rate,               ///< bytes a second, 1..2^30
    place,              ///< bytes of the answer that still go out; body+N: N of its body
    change,             ///< N in place of the number, or +N, -N
    segment,            ///< cupsUri, ...
    optional_category,  ///< cups or tc; left out: both
    category,           ///< cups or tc
    text,               ///< printable, %XX for any other byte
    shape               ///< of made_shapes()
};

/// A row of the table that docs/faults.md shows.
struct FaultRule {
    FaultKind kind;
    std::string_view name;  ///< "close-at"
    FaultStage stage;
    std::array<FaultArgument, 2> arguments;
    std::string_view usage;  ///< "close-at PLACE"
    std::string_view says;   ///< one line
};

/// All of them, in the order of FaultKind.
std::span<const FaultRule> fault_rules();
const FaultRule& rule_of(FaultKind kind);

/// A fault with its arguments; those its kind has not keep their defaults.
struct Fault {
    FaultKind kind = FaultKind::status;
    std::string text;         ///< as it was written: "close-at body+3"
    std::int64_t number = 0;  ///< status, bytes, rate, place or change
    bool relative = false;    ///< a change is a difference; a place is counted from the body
    std::optional<std::chrono::milliseconds> time;
    protocol::Segment segment = protocol::Segment::cups_uri;
    bool cups = true;   ///< CUPS credentials are meant
    bool tc = true;     ///< LNS credentials are meant
    std::string value;  ///< text, decoded; the name of a shape
};

/// True for the faults of certificates and of TLS's parameters.
bool concerns_tls(FaultKind kind);

}  // namespace cupspec::server
