#pragma once

// Private to the rules of convergence.

#include "conformance/sent_blobs.hpp"
#include "conformance/sent_uris.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::conformance {

/// The four segments of configuration.
inline constexpr std::array kPieces{protocol::Segment::cups_uri, protocol::Segment::tc_uri,
                                    protocol::Segment::cups_cred, protocol::Segment::tc_cred};

constexpr bool is_cups(protocol::Segment piece) {
    return piece == protocol::Segment::cups_uri || piece == protocol::Segment::cups_cred;
}

/// What the request reported in the piece's place: the URI, or the CRC; empty: null.
std::string reported(const Answer& answer, protocol::Segment piece);

/// The gateway had exactly that already.
bool is_unchanged(const Answer& answer, protocol::Segment piece);

/// Two answers of the life of which the later one brings a piece that it could have had with the earlier
/// one: the same server, and of that piece the gateway reported the same.
struct LatePiece {
    const Answer* earlier = nullptr;
    const Answer* later = nullptr;
    protocol::Segment piece = protocol::Segment::cups_uri;
};
std::vector<LatePiece> late_pieces(const std::vector<Answer>& life);

/// "cupsUri"
std::string_view name_of(protocol::Segment piece);

}  // namespace cupspec::conformance
