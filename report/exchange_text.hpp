#pragma once

#include "emulator/lns_link.hpp"
#include "emulator/round_report.hpp"
#include "protocol/exchange.hpp"
#include "report/style.hpp"

#include <string>
#include <string_view>

namespace cupspec::report {

/// How much of an exchange a reader wants.
enum class Depth {
    decoded,   ///< request JSON and the answer's fields
    annotated  ///< besides, the header lines and the body in hex, field by field
};

/// One CUPS round: request as on the wire, answer field by field (`new <- [old]`), outcome. Credentials show
/// as size and CRC.
/// @param package version of the firmware in the answer; empty: unknown
std::string round_text(const emulator::RoundReport& round, std::string_view package, Depth depth,
                       Style style);

/// The two connections of one attempt to reach the LNS, and the configuration it sent.
std::string lns_text(const emulator::LnsReport& lns, Depth depth, Style style);

/// An exchange that is no round of a gateway: first lines, status and body size.
std::string exchange_text(const protocol::Exchange& exchange, Depth depth, Style style);

/// Header lines behind `mark`, without the empty one; values that may be a token are not shown.
std::string head_text(std::string_view head, std::string_view mark);

/// Header lines and the answer's body in hex; values of header lines that may hold a token are not shown.
std::string wire_text(const protocol::Exchange& exchange, Style style);

}  // namespace cupspec::report
