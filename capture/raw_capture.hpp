#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "capture/capture.hpp"
#include "protocol/update_info.hpp"

#include <filesystem>
#include <string>

namespace cupspec::capture {

/// What a message without its surroundings can be.
enum class RawForm {
    request,  ///< head and body
    request_body,
    answer,  ///< "HTTP/1.1 ..."
    answer_body
};

RawForm raw_form(ByteView bytes);

/// A request (the JSON alone, or head and body), an answer (head and body) or the body of a 200, as one
/// round. The gateway is one whose request fits: made of the request, or a factory's.
/// @return otherwise why the request cannot be read, `where` = name and JSON pointer
Result<Capture> read_raw(ByteView bytes, const std::string& name);

/// What a request tells of the gateway that sent it.
void learn_gateway(const protocol::UpdateInfo& request, GatewayFacts& gateway);

/// True when it holds req-1.http, rawresp-1.http or resp-1.bin.
bool is_session_directory(const std::filesystem::path& directory);

/// Files of exchanges that belong to one life: req-N.http, rawresp-N.http or resp-N.bin, and home-(N-1) as
/// the home before exchange N; each of them may be missing.
Result<Capture> read_session_directory(const std::filesystem::path& directory);

}  // namespace cupspec::capture
