#pragma once

#include "capture/capture.hpp"
#include "capture/log_session.hpp"

#include <cstdint>
#include <optional>

namespace cupspec::capture {

/// What a later request says about the credentials of an answer.
struct ChecksumsTold {
    std::optional<std::uint32_t> cups;
    std::optional<std::uint32_t> tc;
};

/// An answer put together again.
struct AnswerTold {
    Bytes bytes;                ///< head and body
    std::uint64_t omitted = 0;  ///< bytes of firmware at its end that nobody needs
    std::vector<Read> reads;
};

/// The shape of a set as Station cut it off its segment; nothing where the log does not tell.
std::optional<SetShape> shape_told(const SegmentTold& segment);

/// An answer that Station would log as it logged this one: the sizes and heads of the log, stand-ins for what
/// it does not show. Empty where the log tells of none.
AnswerTold answer_told(const SessionTold& session, const ChecksumsTold& checksums);

}  // namespace cupspec::capture
