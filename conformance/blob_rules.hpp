#pragma once

// Private to the rules of credentials, which are in two files.

#include "conformance/sent_blobs.hpp"

#include <span>
#include <string_view>

namespace cupspec::conformance {

/// What must have been sent for a rule to be kept.
enum class BlobNeed { any, certificate, key, token };

/// Broken by the first blob that has the defect.
Judgement judge_blobs(const Evidence& evidence, BlobDefect defect, BlobNeed need);

template <BlobDefect defect, BlobNeed need = BlobNeed::any>
Judgement judge_blob(const Evidence& evidence) {
    return judge_blobs(evidence, defect, need);
}

/// The rules of how a segment is put together, and those of what is in it.
std::span<const Rule* const> blob_shape_rules();
std::span<const Rule* const> blob_content_rules();

}  // namespace cupspec::conformance
