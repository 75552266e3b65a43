#include "conformance/sent_blobs.hpp"

#include "conformance/blob_reading.hpp"
#include "emulator/credential_blob.hpp"
#include "protocol/crc32.hpp"
#include "protocol/credentials.hpp"

#include <algorithm>

namespace cupspec::conformance {
namespace {

/// Of a blob that could not be taken apart.
std::string cut_found(const BlobElements& elements, ByteView blob) {
    const std::string at =
        " at byte " + std::to_string(elements.defect_at) + " of " + std::to_string(blob.size());
    switch (elements.defect) {
        case BlobDefect::pem: return "PEM";
        case BlobDefect::missing_element: return "the end" + at;
        case BlobDefect::lengths_beyond: return "a length that reaches beyond the end" + at;
        default: return "something else" + at;
    }
}

SentBlob read_sent(const Answer& answer, bool cups, TimePoint now) {
    const Bytes& blob = cups ? answer.response->cups_cred : answer.response->tc_cred;
    const auto segment = cups ? protocol::Segment::cups_cred : protocol::Segment::tc_cred;
    const std::size_t begin = answer.place(segment).at;
    const BlobElements elements = read_elements(blob);
    SentBlob sent;
    sent.answer = &answer;
    sent.cups = cups;
    sent.blob = &blob;
    if (elements.defect != BlobDefect::none) {
        sent.defect = elements.defect;
        sent.offset = begin + elements.defect_at;
        sent.bytes = elements.defect_bytes;
        sent.found = cut_found(elements, blob);
        return sent;
    }
    sent.has_token = elements.is_token;
    sent.has_certificate = !elements.certificate.bytes.empty();
    sent.has_key = !elements.key.bytes.empty() && !elements.is_token;
    ElementDefect defect = judge_elements(elements, blob.size(), now);
    sent.defect = defect.defect;
    sent.found = std::move(defect.found);
    const std::size_t end = elements.end;
    sent.offset = begin + (defect.element != nullptr ? defect.element->at : end);
    sent.bytes = defect.element != nullptr ? defect.element->bytes.size() : blob.size() - end;
    return sent;
}

/// Most answers bring the same credentials: those are read once.
void add_sent(const Answer& answer, bool cups, TimePoint now, std::vector<SentBlob>& found) {
    const Bytes& blob = cups ? answer.response->cups_cred : answer.response->tc_cred;
    const bool is_known = std::ranges::any_of(
        found, [&](const SentBlob& one) { return one.cups == cups && *one.blob == blob; });
    if (!is_known) found.push_back(read_sent(answer, cups, now));
}

}  // namespace

std::vector<SentBlob> sent_blobs(const std::vector<Answer>& answers, TimePoint now) {
    std::vector<SentBlob> found;
    for (const Answer& answer : answers) {
        if (!answer.response) continue;
        if (!answer.response->cups_cred.empty()) add_sent(answer, true, now, found);
        if (!answer.response->tc_cred.empty()) add_sent(answer, false, now, found);
    }
    return found;
}

bool is_stored_as_sent(ByteView blob) {
    const auto reading = emulator::read_blob(blob);
    return reading.fate == emulator::BlobReading::Fate::accepted &&
           protocol::crc(reading.set) == protocol::crc32(blob);
}

}  // namespace cupspec::conformance
