#pragma once

#include "conformance/evidence.hpp"
#include "conformance/rule.hpp"

#include <string_view>

namespace cupspec::conformance {

/// What a status means to a request the gateway itself makes. One class each, so that one defect breaks one
/// rule.
enum class PlainStatus {
    ok,           ///< 200
    interim,      ///< 1xx
    other_ok,     ///< 201..299
    redirect,     ///< 3xx
    bad_request,  ///< what the request is like: 400, 405, 406, 411, 413, 414, 415, 417, 422, 426, 431
    turned_away,  ///< who asks: 401, 403, 404 and any other 4xx
    transient     ///< when it is asked: 408, 425, 429, 5xx
};

PlainStatus plain_status(unsigned status);

/// Broken by the first plain request whose answer is of that class.
Judgement judge_plain_status(const Evidence& evidence, PlainStatus wrong);

template <PlainStatus wrong>
Judgement judge_plain_status(const Evidence& evidence) {
    return judge_plain_status(evidence, wrong);
}

}  // namespace cupspec::conformance
