#include "server/fault.hpp"

namespace cupspec::server {
namespace {

using enum FaultKind;
using enum FaultStage;
using A = FaultArgument;

constexpr std::array<A, 2> kNone{A::none, A::none};
constexpr std::array<A, 2> one(A argument) { return {argument, A::none}; }

constexpr std::array kRules{
    FaultRule{delay_handshake, "delay-handshake", connection, one(A::time), "delay-handshake TIME",
              "The connection is accepted, and for TIME nothing is read from it."},
    FaultRule{stall_handshake, "stall-handshake", connection, one(A::optional_time), "stall-handshake [TIME]",
              "What the client sends is read and never answered, until it goes or TIME (10m) has passed."},
    FaultRule{tls_expired, "tls-expired", connection, kNone, "tls-expired",
              "The server's certificate has expired; its issuer is trusted."},
    FaultRule{tls_not_yet_valid, "tls-not-yet-valid", connection, kNone, "tls-not-yet-valid",
              "The server's certificate is not valid before tomorrow; its issuer is trusted."},
    FaultRule{tls_wrong_name, "tls-wrong-name", connection, kNone, "tls-wrong-name",
              "The server's certificate is another host's; its issuer is trusted."},
    FaultRule{tls_wrong_ca, "tls-wrong-ca", connection, kNone, "tls-wrong-ca",
              "The server's certificate is good in all but its issuer, whom nobody knows."},
    FaultRule{tls_no_intermediate, "tls-no-intermediate", connection, kNone, "tls-no-intermediate",
              "The server's certificate comes from an intermediate CA that is not sent along."},
    FaultRule{tls_13_only, "tls-1.3-only", connection, kNone, "tls-1.3-only",
              "The server speaks TLS 1.3 and nothing older."},
    FaultRule{tls_weak_curve, "tls-weak-curve", connection, kNone, "tls-weak-curve",
              "The server knows one curve, secp192r1 of 192 bits, for keys and for client certificates."},

    FaultRule{status, "status", delivery, one(A::status), "status CODE",
              "The answer is that status and a line of text, whatever was decided."},
    FaultRule{delay_header, "delay-header", delivery, one(A::time), "delay-header TIME",
              "Nothing of the answer comes before TIME has passed."},
    FaultRule{delay_body, "delay-body", delivery, one(A::time), "delay-body TIME",
              "The body comes TIME after the header."},
    FaultRule{throttle, "throttle", delivery, one(A::rate), "throttle RATE",
              "RATE bytes a second and no more."},
    FaultRule{split,
              "split",
              delivery,
              {A::count, A::optional_time},
              "split BYTES [TIME]",
              "The answer leaves in writes of BYTES bytes, with TIME (0ms) between them."},
    FaultRule{close_at, "close-at", delivery, one(A::place), "close-at PLACE",
              "After so many bytes the connection is closed, in order."},
    FaultRule{reset_at, "reset-at", delivery, one(A::place), "reset-at PLACE",
              "After so many bytes the connection is reset (RST)."},
    FaultRule{stall_at,
              "stall-at",
              delivery,
              {A::place, A::optional_time},
              "stall-at PLACE [TIME]",
              "After so many bytes nothing comes any more, until the client goes or TIME (10m) has passed."},
    FaultRule{half_answer, "half-answer", delivery, kNone, "half-answer",
              "The whole length is announced, half of the body comes, and the connection is closed."},
    FaultRule{extra_bytes, "extra-bytes", delivery, one(A::count), "extra-bytes BYTES",
              "So many bytes follow the answer that nobody announced."},
    FaultRule{chunked, "chunked", delivery, kNone, "chunked",
              "The body comes in chunks (Transfer-Encoding), without Content-Length."},
    FaultRule{no_length, "no-length", delivery, kNone, "no-length",
              "There is no Content-Length; the end of the connection is the end of the body."},
    FaultRule{content_length, "content-length", delivery, one(A::change), "content-length CHANGE",
              "Content-Length announces another number than the body has."},
    FaultRule{interim_100, "100-continue", delivery, one(A::optional_time), "100-continue [TIME]",
              "`100 Continue` comes before the answer, in the same write, or TIME before it."},

    FaultRule{truncate, "truncate", content, one(A::count), "truncate BYTES",
              "The body ends after so many bytes, and Content-Length says so."},
    FaultRule{trailing_bytes, "trailing-bytes", content, one(A::count), "trailing-bytes BYTES",
              "So many bytes follow the last segment, within Content-Length."},
    FaultRule{wrong_length,
              "wrong-length",
              content,
              {A::segment, A::change},
              "wrong-length SEGMENT CHANGE",
              "A segment's length field announces another number than the segment has."},
    FaultRule{bad_signature, "bad-signature", content, kNone, "bad-signature",
              "The last bit of the firmware's signature is turned over."},
    FaultRule{wrong_key_crc, "wrong-key-crc", content, kNone, "wrong-key-crc",
              "The signature names another key: every bit of its CRC is turned over."},
    FaultRule{pem_blob, "pem-blob", content, one(A::optional_category), "pem-blob [cups|tc]",
              "Credentials are PEM text in place of DER."},
    FaultRule{pkcs8_key, "pkcs8-key", content, one(A::optional_category), "pkcs8-key [cups|tc]",
              "The private key is PKCS#8 in place of SEC1 or PKCS#1."},
    FaultRule{two_cas, "two-cas", content, one(A::optional_category), "two-cas [cups|tc]",
              "Credentials hold the CA's certificate twice."},
    FaultRule{no_placeholder, "no-placeholder", content, one(A::optional_category),
              "no-placeholder [cups|tc]", "The four zero bytes in place of an absent element are left out."},
    FaultRule{token_no_newline, "token-no-newline", content, one(A::optional_category),
              "token-no-newline [cups|tc]", "A token line goes out without its line end."},
};

}  // namespace

std::span<const FaultRule> fault_rules() { return kRules; }

const FaultRule& rule_of(FaultKind kind) { return kRules.at(static_cast<std::size_t>(kind)); }

bool concerns_tls(FaultKind kind) { return kind >= tls_expired && kind <= tls_weak_curve; }

}  // namespace cupspec::server
