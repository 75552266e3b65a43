#pragma once

#include "emulator/round_report.hpp"
#include "server/cups_server.hpp"

namespace cupspec::scenarios {

/// The part of a round that a server can know: request, status, what the answer held and the exchange.
emulator::RoundReport observe(const server::Served& served);

}  // namespace cupspec::scenarios
