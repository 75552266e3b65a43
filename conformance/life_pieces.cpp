#include "conformance/life_pieces.hpp"

#include "protocol/crc32.hpp"

namespace cupspec::conformance {
namespace {

using protocol::Segment;

std::string crc_text_of(const std::optional<std::uint32_t>& crc) {
    return crc ? std::to_string(*crc) : std::string{};
}

/// As the gateway would report it.
std::string to_be_reported(const protocol::Response& response, Segment piece) {
    switch (piece) {
        case Segment::cups_uri: return response.cups_uri;
        case Segment::tc_uri: return response.tc_uri;
        case Segment::cups_cred: return std::to_string(protocol::crc32(response.cups_cred));
        default: return std::to_string(protocol::crc32(response.tc_cred));
    }
}

}  // namespace

std::string reported(const Answer& answer, Segment piece) {
    if (!answer.from->request) return {};
    const protocol::UpdateInfo& request = *answer.from->request;
    switch (piece) {
        case Segment::cups_uri: return request.cups_uri.value_or("");
        case Segment::tc_uri: return request.tc_uri.value_or("");
        case Segment::cups_cred: return crc_text_of(request.cups_cred_crc);
        default: return crc_text_of(request.tc_cred_crc);
    }
}

bool is_unchanged(const Answer& answer, Segment piece) {
    return answer.has(piece) && answer.from->request &&
           to_be_reported(*answer.response, piece) == reported(answer, piece);
}

std::vector<LatePiece> late_pieces(const std::vector<Answer>& life) {
    std::vector<LatePiece> found;
    for (std::size_t late = 1; late < life.size(); ++late) {
        const Answer& earlier = life[late - 1];
        const Answer& later = life[late];
        if (earlier.from->url != later.from->url) continue;
        for (const Segment piece : kPieces) {
            if (later.has(piece) && !earlier.has(piece) && !is_unchanged(later, piece) &&
                reported(earlier, piece) == reported(later, piece)) {
                found.push_back({&earlier, &later, piece});
            }
        }
    }
    return found;
}

std::string_view name_of(Segment piece) { return protocol::rule_of(piece).name; }

}  // namespace cupspec::conformance
