#pragma once

#include "base/result.hpp"
#include "protocol/credentials.hpp"
#include "server/fault.hpp"

namespace cupspec::server {

/// A credential segment as the fault wants it.
/// @param blob as `join` wrote it
/// @return otherwise an error whose `detail` says why the fault changes nothing here
Result<Bytes> raw_credentials(FaultKind fault, ByteView blob);

}  // namespace cupspec::server
