#pragma once

#include "base/bytes.hpp"
#include "emulator/personality.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace cupspec::capture {

/// A message taken apart at its first empty line.
struct HttpText {
    std::string head;  ///< with the empty line; all of it where there is none
    Bytes body;
};

HttpText split_http(ByteView message);

/// The head Station would send, without the lines of a token. Source: protocol.md §3.1.
std::string station_head(std::string_view uri, std::size_t body_bytes, const emulator::Traits& traits);

/// "HTTP/1.1 200 OK", type and length.
std::string answer_head(unsigned status, std::string_view reason, std::size_t body_bytes);

/// Head and body of a plain 200.
Bytes answer_of(ByteView body);

}  // namespace cupspec::capture
