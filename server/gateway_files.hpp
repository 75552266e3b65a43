#pragma once

#include "base/file_mark.hpp"
#include "protocol/update_info.hpp"
#include "server/decide.hpp"
#include "server/dialect.hpp"
#include "server/roll_out.hpp"
#include "server/store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::server {

class CredentialIssuer;

/// The forms of a gateway's name in file names, strongest first: 16 hex digits lower case, upper case,
/// decimal. A decimal form of sixteen digits is left out: such a name is always read as hex.
std::vector<std::string> file_ids(protocol::Eui64 router);

/// True for the contents of a key file that is a token line: neither PEM nor DER.
bool is_token(const Bytes& key);

/// A file that was looked for, and what was there before it was read.
struct SeenFile {
    std::string path;
    FileMark mark;
};

/// A state, and what in its files will not do a gateway any good.
struct LoadedState {
    GatewayState state;
    std::vector<std::string> warnings;  ///< each names its file
    std::vector<SeenFile> files;        ///< all it was read from, also those that were not there
    bool is_from_files = true;          ///< and from nothing else: the same files give the same state
};

/// Where a gateway's files are looked for; borrowed for the call.
struct GatewayStores {
    Store* cups = nullptr;
    Store* tc = nullptr;   ///< may be the same
    std::string identity;  ///< the server's NAME, for NAME.trust; empty: the store's name
    DialectTraits dialect;
    CredentialIssuer* issuer = nullptr;     ///< of LNS credentials where there are no files; null: none
    SignatureMemory* signatures = nullptr;  ///< null: each roll-out's signature is verified anew
};

/// Reads what decide() needs for this request from the files of the Semtech layout:
/// - `cups-router-ID.cfg`: the record;
/// - CUPS credentials from the store itself or its sibling `cupsId`: trust `cups.ca`, else `NAME.trust`;
/// certificate
///   and key `cups-router-ID.crt/.key`. Of each file the first PEM block, as DER; a key that is neither PEM
///   nor DER is a token line and goes out verbatim with one CRLF at its end. All absent: no credentials.
///   Without certificate and key the bundle `cups_cred.bin` stands in, if there is one;
/// - LNS credentials in the same manner: `tc.ca`, else `tc-router-ID.trust`; `tc-router-ID.crt/.key`.
///   Without any `tc-router-ID` file the issuer's, if there is one, with the trust of `tc.ca`;
/// - where firmware is wanted: `VERSION.bin`, and for every `sig-N.key` the signature `VERSION.bin.sig-N`.
/// @return otherwise unknown_router without a record; else the first failure, `where` naming the file
net::awaitable<Result<LoadedState>> load_state(GatewayStores stores, protocol::UpdateInfo request);

}  // namespace cupspec::server
