#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "protocol/eui64.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::protocol {

/// The JSON body of `POST /update-info`, in the order of the wire. What Station writes as null, and what a
/// sparse client leaves out, is absent here. Source: Station 2.0.6, protocol.md §3.2.
struct UpdateInfo {
    Eui64 router;
    std::optional<std::string> cups_uri;  ///< of the regular set, whichever set is in use
    std::optional<std::string> tc_uri;
    std::optional<std::uint32_t> cups_cred_crc;
    std::optional<std::uint32_t> tc_cred_crc;
    std::optional<std::string> station;  ///< "2.0.6(linux/std) 2022-01-18 10:22:16"
    std::optional<std::string> model;
    std::optional<std::string> package;  ///< trimmed version.txt
    std::vector<std::uint32_t> keys;     ///< CRC-32 of each sig-N.key

    bool operator==(const UpdateInfo&) const = default;
};

/// Reads a request as a server must: any key order and white space, unknown members skipped, absent members
/// absent. `router` is required, as any EUI-64 form or a decimal number; CRCs are integers 0..2^32-1.
/// @return otherwise the json or protocol error, `where` being the JSON pointer ("/keys/1")
Result<UpdateInfo> parse_update_info(ByteView body);

/// Station's own bytes: fixed key order, no white space, `null` for an absent URI or package, Station's
/// string escapes (protocol.md §3.2; bytes from 0x80 on are copied raw). An absent CRC, station or model is
/// left out.
std::string encode_update_info(const UpdateInfo& request);

/// A string as Station's JSON writer escapes it, with its quotes.
std::string station_quoted(std::string_view text);

}  // namespace cupspec::protocol
