#pragma once

#include "conformance/sent_blobs.hpp"

#include <array>

namespace cupspec::conformance {

/// A credential segment taken apart as far as it goes, more patiently than a Station does.
struct BlobElements {
    struct Element {
        ByteView bytes;  ///< empty: absent
        std::size_t at = 0;
    };
    Element trust;
    Element certificate;
    Element key;  ///< DER, or a token
    bool is_token = false;
    std::size_t end = 0;                   ///< of the key
    BlobDefect defect = BlobDefect::none;  ///< why it goes no further
    std::size_t defect_at = 0;
    std::size_t defect_bytes = 0;
};

/// @param blob not empty
BlobElements read_elements(ByteView blob);

/// The first defect of a blob that could be taken apart; the element it lies in, and words.
struct ElementDefect {
    BlobDefect defect = BlobDefect::none;
    const BlobElements::Element* element = nullptr;
    std::string found;
};

/// What certificates and keys are, and whether they belong together.
ElementDefect judge_elements(const BlobElements& elements, std::size_t blob_bytes, TimePoint now);

/// Of a token.
BlobDefect token_defect(std::string_view token);

}  // namespace cupspec::conformance
