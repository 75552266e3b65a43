#pragma once

#include "emulator/round_report.hpp"
#include "protocol/exchange.hpp"
#include "protocol/update_info.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::conformance {

/// What a contact was made for. Each has a slug and a sentence (`purpose_rule`), so that a report can say
/// what was asked. Two contacts of one purpose are in the order they were made.
enum class Purpose {
    life,     ///< a round of the gateway's life: what was answered is applied, then the next round follows
    repeat,   ///< the first request of its life, byte for byte, once more
    settled,  ///< what the gateway asks once it holds everything, on a connection of its own
    fresh,    ///< a device without URIs and version: cupsUri, tcUri and package are null
    unknown_router,  ///< an EUI the server should not know
    foreign_router,  ///< another gateway's EUI with this gateway's credentials
    no_credentials,  ///< without client certificate and without token
    wrong_token,     ///< a token that is none of the server's
    get,             ///< GET in place of POST
    wrong_path,      ///< POST to another path
    empty_body,
    no_json,          ///< a body that is no JSON
    cut_json,         ///< a JSON document that ends too early
    no_router,        ///< an object without `router`
    wrong_types,      ///< numbers where strings belong
    unknown_members,  ///< members nobody knows beside the known ones
    long_router,      ///< a router that is no EUI: a path, or 4 KiB of text
    many_keys,        ///< hundreds of signing keys
    large_body,       ///< more than any request has
    slow_request,     ///< the same request, a few bytes at a time
    cut_request,      ///< a connection that ends in the middle of a request; no answer is expected
    two_at_once,      ///< the same request on several connections at once
    after_all         ///< the plain request after everything else
};

inline constexpr std::size_t kPurposes = static_cast<std::size_t>(Purpose::after_all) + 1;

struct PurposeRule {
    Purpose purpose;
    std::string_view slug;  ///< "unknown-router"
    std::string_view says;  ///< "An EUI the server should not know"
};
const PurposeRule& purpose_rule(Purpose purpose);

/// What stands in a gateway's home, as far as rules ask. Sizes and checksums of credentials, never their
/// bytes.
struct HomeFacts {
    std::string cups_uri;
    std::string tc_uri;
    std::uint32_t cups_crc = 0;
    std::uint32_t tc_crc = 0;
    std::optional<std::string> package;   ///< version.txt
    std::vector<std::uint32_t> key_crcs;  ///< of the signing keys, in their order
};

/// One request to the server under test and all that came of it.
struct Contact {
    Purpose purpose = Purpose::life;
    std::string url;                              ///< of the server it went to: a redirected life has several
    std::optional<protocol::UpdateInfo> request;  ///< absent where the body was none on purpose
    protocol::Exchange exchange;                  ///< status 0: no answer, `failure` says why
    std::string failure;  ///< "connection closed", "no answer within 5 s", TLS's words
    bool framed = true;   ///< false: Content-Length and body did not agree, or the head was no HTTP
    std::optional<emulator::RoundReport> round;  ///< of a life: what Station makes of the answer
    HomeFacts before;                            ///< of a life
    HomeFacts after;                             ///< of a life
};

/// A purpose no contact was made for.
struct LeftOut {
    Purpose purpose;
    std::string why;  ///< "it puts load on the server: --allow load"
};

/// What the tester says a gateway ends up with; what is absent, nobody said.
struct Target {
    std::optional<std::string> cups_uri;
    std::optional<std::string> tc_uri;
    std::optional<std::string> package;
};

/// Everything the rules judge: one conversation with one server.
///
/// Most contacts are variants of a plain request, the base: what the gateway asks in the end where its life
/// ended at the server under test, otherwise the first request of its life. So `base` is what an answer that
/// should be none the worse for the variant is compared with.
struct Evidence {
    std::string url;                  ///< as given, with its port: "https://cups.example:443"
    protocol::Eui64 router;           ///< the gateway that is played
    bool tls = false;                 ///< https
    bool client_certificate = false;  ///< the home has one
    bool token = false;               ///< the home has one
    /// The certificates the server sends, leaf first, in DER: shown by a handshake that takes any of them.
    std::vector<Bytes> chain;
    std::string chain_failure;  ///< why there is no chain although `tls`
    TimePoint now;              ///< when the conversation was held
    std::vector<Contact> contacts;
    std::vector<LeftOut> left_out;
    /// A firmware was offered and nobody said which package it is: the gateway goes on with the old one, so
    /// that the server offers it in each round. Its life ends where nothing else is left.
    bool firmware_left = false;
    Target target;

    /// Indexes of all contacts of a purpose, in order.
    std::vector<std::size_t> of(Purpose purpose) const;
    /// The first; nothing without one.
    std::optional<std::size_t> first(Purpose purpose) const;
    /// The plain request the variants are made of: a `settled` or a `repeat` contact.
    std::optional<std::size_t> base() const;
    /// Why there is no contact of a purpose, in words for `not_judged`.
    std::string why_not(Purpose purpose) const;
};

}  // namespace cupspec::conformance
