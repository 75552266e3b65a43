#pragma once

#include "base/result.hpp"

#include <span>
#include <string_view>

namespace cupspec::emulator {

/// Which TLS library's judgement of a server's certificate is reproduced.
enum class TlsLibrary {
    mbedtls,  ///< Station's: TLS 1.2 at most, names as text, the rules of emulator/tls_rules.hpp
    current   ///< OpenSSL's own, as any current library's: TLS 1.3, and an iPAddress counts
};

/// What a token key file must look like.
enum class TokenForm {
    any_line_end,   ///< header lines ended by LF, CRLF or the end of the file
    crlf_required,  ///< header lines, each ended by CRLF, the last one too
    bare            ///< the token alone, for CUPS; sent as "Authorization: Bearer TOKEN", without TLS too
};

/// How a credential segment is taken apart.
enum class BlobReader {
    station,    ///< protocol.md §2.2: narrower than DER, blind behind the key, and no error when it fails
    der,        ///< as the protocol defines it; anything else breaks the answer
    token_only  ///< trust and a token are used; the segment is kept as it came, and its CRC reported
};

/// How often a session without a URI moves on to the next credential set.
enum class Rotation {
    once,
    twice,  ///< as it begins, and at its end when the failures are many: a set is skipped
    never   ///< there is one set only, and no backup of it
};

/// When CUPS is contacted after the LNS side has given up.
enum class LnsTrigger {
    after_resync,
    after_30_s,
    at_once,
    never  ///< the LNS side goes on trying by itself
};

/// What makes one personality differ from another; read where the thing is decided. The defaults are Station
/// 2.0.6's. "§" is a section of protocol.md, RAK are rak-basicstation's sources; docs/personalities.md has
/// the values.
struct Traits {
    // The request, §3.
    std::string_view station = "2.0.6(linux/std) 2022-01-18 10:22:16";  ///< field `station`, §3.2
    std::string_view model = "linux";                                   ///< field `model`, §3.2
    bool sends_host = true;                                             ///< header Host, §12 (2.0.2)
    bool sends_content_type = true;                                     ///< header Content-Type, §12 (2.0.4)
    unsigned length_width = 5;  ///< Content-Length is padded to it, §3.1 and §12 (2.0.2)
    bool says_null = true;      ///< of an absent URI or package, §3.2; else an empty string (RAK)
    unsigned filler_bytes = 4;  ///< zeros that stand for an absent element in a CRC, §2.1 (RAK)

    // The connection, §8 and §2.4.
    TlsLibrary tls = TlsLibrary::mbedtls;
    bool names_server = true;  ///< SNI is sent and the certificate's name checked, §12 (2.0.4)
    TokenForm token = TokenForm::any_line_end;  ///< §2.4 and §12 (2.0.6)

    // The answer, §4 and §5.
    bool strict_head = false;         ///< status line and Content-Length as in RFC 9112; else §4.1
    bool dies_of_large_error = true;  ///< an error answer larger than the buffer is a crash, §4.4
    bool checks_lengths = true;       ///< of signature and update, §5.3 and §12 (2.0.4)
    bool exact_body = false;          ///< bytes behind the sixth segment break the answer; else §4.4
    bool checks_uris = false;         ///< a URI it could not use breaks the answer; else §5.2
    bool wants_changes = false;       ///< a segment that says nothing new breaks the answer; else §5.2
    BlobReader blobs = BlobReader::station;
    bool takes_cups = true;      ///< CUPS URI and credentials are used; else they are ignored (RAK)
    bool takes_firmware = true;  ///< else it is ignored (RAK)

    // Files and firmware, §1.5 and §6.
    bool syncs = true;               ///< directories, around each transaction, §12 (2.0.6)
    bool begins_update_anew = true;  ///< else firmware is appended to a leftover part, §12 (2.0.4)
    bool removes_refused = true;     ///< else a refused firmware stays, §12 (2.0.4)
    bool wants_signature = false;    ///< unsigned firmware is never run; else §6
    bool wants_key_crc = false;      ///< the signature names the key that verifies it; else §6

    // The state machines, §7 and §9.4.
    Rotation rotation = Rotation::once;                 ///< §7.2 and §12 (2.0.3)
    LnsTrigger lns_trigger = LnsTrigger::after_resync;  ///< §7.4 and §12 (2.0.3, 2.0.4)
    bool no_tc_uri_asks_cups = true;  ///< else it is an ordinary failure of the LNS side, §12 (2.0.4)
    bool lns_delays_cups = true;      ///< a connected LNS makes it 24 h, §7.2 and §12 (2.0.3)
    bool can_do_without_cups = true;  ///< no CUPS URI at start switches CUPS off, §1.4 and §12 (2.0.3)

    bool operator==(const Traits&) const = default;
};

struct Personality {
    std::string_view name;  ///< as on the command line: "station-2.0.6"
    Traits traits;
};

/// Counts up whenever a trait is added or a value changes.
inline constexpr unsigned kPersonalityTableVersion = 1;

/// All of them, the default first.
std::span<const Personality> personalities();

/// @return otherwise invalid_argument, `detail` naming the nearest one
Result<Traits> find_personality(std::string_view name);

}  // namespace cupspec::emulator
