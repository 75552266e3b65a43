#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::server {

/// A firmware given out to the holders of one signing key, and only with a signature that verifies.
/// Source: Azure's starter kit, ADR 008.
struct RollOut {
    std::optional<std::string> object;  ///< `fwUrl`: name in the store; absent: `VERSION.bin`
    std::uint32_t key_crc = 0;          ///< `fwKeyChecksum`: CRC-32 of the 64-byte key, decimal
    Bytes signature;                    ///< `fwSignature`: DER, in base64
};

/// What a server wants of one gateway: the file `cups-router-ID.cfg`. Absent, null and "" mean the same.
/// Source: layout of the Semtech example's CUPS server.
struct GatewayRecord {
    std::optional<std::string> cups_uri;  ///< without it neither URI nor credentials for CUPS are sent
    std::optional<std::string> cups_id;   ///< sibling directory that holds the credentials for `cups_uri`
    std::optional<std::string> tc_uri;    ///< without it neither URI nor credentials for the LNS are sent
    std::optional<std::string> version;   ///< package the gateway should run; `VERSION.bin` is its firmware
    std::optional<RollOut> roll_out;      ///< in place of the files `VERSION.bin.sig-N`
};

/// A record, and what is odd about it without being wrong (a member nobody reads).
struct ParsedRecord {
    GatewayRecord record;
    std::vector<std::string> warnings;
};

/// Reads a record; comments are allowed, unknown members are warned about with the nearest known name.
/// @param file how errors name the text
/// @return otherwise the json error, `where` = "file:line:column: /pointer"; bad_name for a `cupsId` or
/// `version`
///         that could leave its directory
Result<ParsedRecord> parse_record(std::string text, std::string file);

/// True for a name that stays in its directory: not empty, no slash, backslash or control byte, not only
/// dots.
bool is_plain_name(std::string_view name);

}  // namespace cupspec::server
