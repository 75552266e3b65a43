#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace cupspec::server {

/// What the body of an error answer is.
enum class ErrorForm {
    text,  ///< one line for the gateway's owner
    json,  ///< {"code", "message"}, the code as gRPC counts
    empty
};

/// What makes one server's dialect differ from another's; read where the thing is decided. The defaults are
/// the protocol as Station reads it (protocol.md §5.1). docs/dialects.md has the values and their sources.
struct DialectTraits {
    // The answer.
    unsigned signature_length_bytes = 4;   ///< width of the signature's length field
    bool signature_length_has_crc = true;  ///< the length counts the key CRC; else the signature alone
    bool key_crc_always = false;           ///< the key CRC is there without a signature too, as zero
    bool cups_before_lns = false;          ///< nothing for the LNS while something for CUPS goes out
    bool trust_only_for_cups = false;      ///< CUPS credentials are the CA alone
    bool sends_firmware = true;            ///< else the record's version is ignored
    bool package_in_any_case = false;      ///< "1.0.1-A" is "1.0.1-a"
    unsigned lns_credentials_again = 0;    ///< status when they were served already; 0: served again

    // The request; a status of 0 means: answered as if nothing were wrong.
    std::size_t request_limit = 0;  ///< bytes of the body, beyond it `bad_request`; 0: the server's own
    bool wants_length = false;      ///< without Content-Length `bad_request`
    unsigned bad_request = 400;     ///< no JSON, wrong types
    unsigned no_router = 400;       ///< `router` is absent, or zero
    unsigned missing_member = 0;    ///< one of Station's members is absent (null is not)
    bool firmware_members_optional = false;  ///< `package` and `keys` may be absent all the same
    unsigned no_package = 0;                 ///< the package is null or absent
    unsigned unknown_router = 404;           ///< no record for the gateway
    unsigned no_signing_key = 409;  ///< the gateway has not the key of a roll-out; 0: served unsigned
    ErrorForm errors = ErrorForm::text;
};

struct Dialect {
    std::string_view name;  ///< as on the command line: "the-things-stack"
    DialectTraits traits;
};

/// All of them, the default first.
std::span<const Dialect> dialects();

/// @return otherwise invalid_argument, `detail` naming the nearest one
Result<DialectTraits> find_dialect(std::string_view name);

}  // namespace cupspec::server
