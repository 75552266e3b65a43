#pragma once

#include "json/cursor.hpp"
#include "scenarios/keyring.hpp"
#include "scenarios/landscape.hpp"
#include "server/fault_script.hpp"
#include "server/tls_faults.hpp"

namespace cupspec::scenarios {

/// Lines of docs/faults.md in an array; null: none. Failures stick in the cursor's Reading.
/// @param speaks_tls false: faults of TLS are mistakes
server::FaultScript read_faults(const json::Cursor& at, bool speaks_tls);

/// The authority of the run's PKI that issued the server's certificate, with its key.
/// @return otherwise Errc::server
Result<server::FaultAuthority> find_authority(const Keyring& keyring, const CupsPlan& plan);

}  // namespace cupspec::scenarios
