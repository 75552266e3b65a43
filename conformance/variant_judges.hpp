#pragma once

#include "conformance/evidence.hpp"
#include "conformance/rule.hpp"

#include <array>
#include <span>

namespace cupspec::conformance {

/// Judges of what became of variants of the plain request, each where that one is answered with 200.

/// Broken by a 200.
Judgement judge_refusals(const Evidence& evidence, std::span<const Purpose> purposes);
/// Broken by all but a 200.
Judgement judge_service(const Evidence& evidence, std::span<const Purpose> purposes);
/// Broken by silence.
Judgement judge_answering(const Evidence& evidence, std::span<const Purpose> purposes);
/// Broken by a status from 500 on.
Judgement judge_client_errors(const Evidence& evidence, std::span<const Purpose> purposes);

template <Purpose... purposes>
Judgement are_refused(const Evidence& evidence) {
    return judge_refusals(evidence, std::array{purposes...});
}
template <Purpose... purposes>
Judgement are_served(const Evidence& evidence) {
    return judge_service(evidence, std::array{purposes...});
}
template <Purpose... purposes>
Judgement are_answered(const Evidence& evidence) {
    return judge_answering(evidence, std::array{purposes...});
}
template <Purpose... purposes>
Judgement are_client_errors(const Evidence& evidence) {
    return judge_client_errors(evidence, std::array{purposes...});
}

}  // namespace cupspec::conformance
