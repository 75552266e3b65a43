#pragma once

#include "protocol/eui64.hpp"
#include "server/store.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::server {

/// A firmware to be rolled out to some gateways.
struct Publication {
    std::vector<protocol::Eui64> routers;
    std::string package;        ///< what `version.txt` says where it runs
    Content firmware;           ///< 1..2^31-1 bytes, which are not to change meanwhile
    Bytes signature;            ///< DER
    std::uint32_t key_crc = 0;  ///< CRC-32 of the signing key's 64 bytes
    Bytes key;                  ///< those bytes; empty: a sig-N.key of the store has them
    bool force = false;         ///< also where another firmware has been published under this package
};

/// What was done; names are the store's.
struct Published {
    struct Record {
        protocol::Eui64 router;
        std::string name;
        bool is_new = false;  ///< there was none
    };
    std::string object;
    std::uint64_t bytes = 0;
    bool was_there = false;  ///< the same firmware had been put before
    std::string key;         ///< the sig-N.key; empty: it was there
    std::vector<Record> records;
};

/// True for 1..150 printable ASCII characters without slash, backslash and quotes, and without blanks at the
/// ends (a gateway trims its version.txt, and would never report them).
bool is_package(std::string_view text);

/// Puts the firmware as `PACKAGE.HASH.fw` (HASH: 32 hex digits of its SHA-512), its key as `sig-N.key`, and
/// then sets `version`, `fwUrl`, `fwKeyChecksum` and `fwSignature` in each gateway's record, made where there
/// is none; what else is in a record stays. Everything is checked before anything is put, and put in that
/// order: whoever stops half-way leaves records that are the old or the new one, and a new one only with all
/// it names. An object once put never changes, so that a gateway half-way through a download is not
/// disturbed. Of two publishers at a time, the last one wins. The store must outlive the operation.
/// @return otherwise, with nothing changed: bad_option or bad_name for a publication that makes no sense,
/// missing_file for an unknown key, bad_signature, other_firmware, the record's or the content's error; or
/// the store's error
net::awaitable<Result<Published>> publish(Store& store, Publication publication);

}  // namespace cupspec::server
