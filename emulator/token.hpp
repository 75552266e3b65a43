#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "emulator/personality.hpp"

#include <string>

namespace cupspec::emulator {

/// A token key file as Station turns it into request header lines.
struct TokenLines {
    std::string lines;       ///< each ended by CRLF; empty: no header is sent
    bool overflows = false;  ///< too many bare line feeds inside: Station writes behind its buffer here
};

/// Stops at a NUL, drops line ends at the end, turns bare LF into CRLF; every line is `Name: value`. A bare
/// token becomes one such line. Source: Station 2.0.6, protocol.md §2.4.
/// @return protocol::Errc::bad_token otherwise, `where` = "line N"
Result<TokenLines> read_token(ByteView key_file, TokenForm form = TokenForm::any_line_end);

}  // namespace cupspec::emulator
