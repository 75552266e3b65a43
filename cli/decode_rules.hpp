#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "protocol/annotate.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::cli {

/// A rule a message breaks.
struct Finding {
    bool malformed = true;  ///< false: a gateway or a server copes with it
    std::string rule;       ///< slug: "response/uri"
    std::string says;
    std::vector<unsigned> field_bugs{};  ///< known ones that show like this
};

/// Rules of a response body, besides those its notes already call broken.
std::vector<Finding> judge_response(ByteView body);

/// Rules of a request body.
std::vector<Finding> judge_request(ByteView body);

/// Rules of an HTTP head before such a body. @param head with the empty line
std::vector<Finding> judge_head(std::string_view head, std::size_t body_bytes);

/// Rules of `check` that one answer alone can break, with the bytes at fault and what a gateway suffers.
/// @param head empty: a body alone, of status 200
std::vector<Finding> judge_answer(std::string_view head, ByteView body, TimePoint now);

/// A request's members in their places; a body that is no JSON is one broken note.
std::vector<protocol::FieldNote> annotate_request(ByteView body);

}  // namespace cupspec::cli
