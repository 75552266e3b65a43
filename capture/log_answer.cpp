#include "capture/log_answer.hpp"

#include "capture/http_text.hpp"
#include "emulator/credential_blob.hpp"
#include "protocol/credentials.hpp"
#include "protocol/raw.hpp"

#include <algorithm>
#include <numeric>

namespace cupspec::capture {
namespace {

using protocol::Segment;
namespace raw = protocol::raw;

constexpr std::uint64_t kMostFirmware = std::uint64_t{16} << 20U;
constexpr std::uint8_t kFiller = 0;

bool has_error(const SessionTold& session, Told told) {
    return std::ranges::any_of(session.errors, [told](const ErrorTold& e) { return e.told == told; });
}

const ErrorTold* error_of(const SessionTold& session, Told told) {
    const auto found = std::ranges::find(session.errors, told, &ErrorTold::told);
    return found == session.errors.end() ? nullptr : &*found;
}

void overwrite(Bytes& bytes, std::size_t offset, ByteView with) {
    for (std::size_t i = 0; i < with.size() && offset + i < bytes.size(); ++i) bytes[offset + i] = with[i];
}

/// Zeros, with the heads of the elements where Station saw them: it looks at nothing else.
Bytes blob_by_heads(const SegmentTold& segment) {
    Bytes blob(segment.bytes, kFiller);
    for (const auto& part : segment.parts)
        if (part) overwrite(blob, part->offset, part->first);
    return blob;
}

/// One that Station refuses before it has cut anything off.
Bytes blob_without_sequence(const SegmentTold& segment) {
    constexpr std::uint64_t kDash = '-';
    const std::uint64_t byte = segment.unexpected_byte.value_or(kDash);
    const bool in_front = byte == kDash;
    const std::size_t trust = in_front ? 0 : std::min<std::size_t>(kUsualBytes[0], segment.bytes / 2);
    Bytes blob(segment.bytes, static_cast<std::uint8_t>(byte));
    overwrite(blob, 0, stand_in_element(trust));
    return blob;
}

/// A key whose length Station reads wrongly: the one-byte long form of PKCS#8 (protocol.md §2.2).
Bytes blob_too_long_inside(std::size_t bytes) {
    constexpr std::array<std::uint8_t, 4> kPkcs8{0x30, 0x81, 0x87, 0x02};
    Bytes blob(bytes, kFiller);
    const std::size_t trust = std::min(kUsualBytes[0], bytes / 3);
    const std::size_t certificate = std::min(kUsualBytes[1], bytes / 3);
    overwrite(blob, 0, stand_in_element(trust));
    overwrite(blob, trust, stand_in_element(certificate));
    overwrite(blob, trust + certificate, kPkcs8);
    return blob;
}

bool has_parts(const SegmentTold& segment) {
    return std::ranges::all_of(segment.parts, [](const auto& part) { return part.has_value(); });
}

/// How a log that shows no parts leaves it: the usual three, the rest in the certificate.
SetShape usual_shape(std::size_t bytes) {
    const std::size_t usual = std::accumulate(kUsualBytes.begin(), kUsualBytes.end(), std::size_t{0});
    SetShape shape{kUsualBytes, false, std::nullopt};
    constexpr std::size_t kLeastCertificate = 64;
    if (bytes + shape.bytes[1] >= usual + kLeastCertificate) {
        shape.bytes[1] = bytes + shape.bytes[1] - usual;
    } else {
        const std::size_t fillers = 2 * protocol::kFillerBytes;
        shape.bytes = {bytes > fillers ? bytes - fillers : bytes, 0, 0};
    }
    return shape;
}

Bytes blob_told(const SegmentTold& segment, std::optional<std::uint32_t> crc) {
    if (segment.refused == Told::no_sequence) return blob_without_sequence(segment);
    if (segment.refused)
        return has_parts(segment) ? blob_by_heads(segment) : blob_too_long_inside(segment.bytes);
    SetShape shape = shape_told(segment).value_or(usual_shape(segment.bytes));
    shape.crc = crc;
    Bytes blob = protocol::join(stand_in_set(shape));
    blob.resize(segment.bytes, kFiller);  // what is behind the key Station drops
    const auto reading = emulator::read_blob(blob);
    const bool as_told = reading.fate == emulator::BlobReading::Fate::accepted &&
                         reading.trust_bytes == shape.bytes[0] &&
                         reading.certificate_bytes == shape.bytes[1] && reading.key_bytes == shape.bytes[2];
    return as_told || !has_parts(segment) ? blob : blob_by_heads(segment);
}

/// Four bytes of the key's checksum, little-endian, then a SEQUENCE that no key made.
Bytes signature_told(std::uint64_t bytes, std::uint32_t key_crc) {
    Bytes signature(bytes, kFiller);
    constexpr unsigned kByteBits = 8;
    for (std::size_t i = 0; i < protocol::kKeyCrcBytes && i < signature.size(); ++i)
        signature[i] = static_cast<std::uint8_t>(key_crc >> (kByteBits * i));
    if (bytes > protocol::kKeyCrcBytes)
        overwrite(signature, protocol::kKeyCrcBytes, stand_in_element(bytes - protocol::kKeyCrcBytes));
    return signature;
}

Bytes firmware_told(std::uint64_t bytes) {
    constexpr std::string_view kScript = "#!/bin/sh\nexit 0\n";
    constexpr std::uint8_t kComment = '#';
    Bytes firmware(std::min(bytes, kMostFirmware), kComment);
    overwrite(firmware, 0, as_bytes(kScript));
    return firmware;
}

Bytes segment_bytes(const SessionTold& session, Segment segment, const ChecksumsTold& checksums) {
    const auto found = session.segments.find(segment);
    if (found == session.segments.end()) return {};
    const SegmentTold& told = found->second;
    constexpr std::uint64_t kMostBlob = 65535;
    switch (segment) {
        case Segment::cups_uri:
        case Segment::tc_uri: return to_bytes(told.text);
        case Segment::cups_cred:
        case Segment::tc_cred: {
            if (told.bytes == 0 || told.bytes > kMostBlob) return {};
            return blob_told(told, segment == Segment::cups_cred ? checksums.cups : checksums.tc);
        }
        case Segment::signature:
            if (told.bytes > protocol::kMaxSignatureSegment) return {};
            return signature_told(told.bytes, session.key_crc.value_or(0));
        case Segment::update: return firmware_told(told.bytes);
    }
    return {};
}

raw::Body body_fields(const SessionTold& session, const ChecksumsTold& checksums) {
    constexpr std::uint64_t kTopBit = 0x8000'0000;
    raw::Body body;
    for (std::size_t i = 0; i < protocol::kSegments; ++i) {
        const auto segment = static_cast<Segment>(i);
        raw::Field field;
        field.length_bytes = protocol::rule_of(segment).length_bytes;
        field.actual = segment_bytes(session, segment, checksums);
        const auto told = session.segments.find(segment);
        field.declared = told == session.segments.end() ? field.actual.size() : told->second.bytes;
        if (segment == Segment::signature)
            if (const auto* error = error_of(session, Told::signature_length))
                field.declared = number_after(error->text, "").value_or(protocol::kMaxSignatureSegment + 1);
        if (segment == Segment::update && has_error(session, Told::length_of_2g)) field.declared = kTopBit;
        body.fields.push_back(std::move(field));
    }
    return body;
}

/// Where a body ends that ended too early for Station: within the segment it was in, or behind it.
std::size_t early_end(const SessionTold& session, const raw::Body& body) {
    constexpr std::size_t kLeast = 3;  // an answer of two bytes fails in another way
    if (!session.last_segment) return kLeast;
    std::size_t end = 0;
    for (std::size_t i = 0; i < body.fields.size(); ++i) {
        const raw::Field& field = body.fields[i];
        const auto segment = static_cast<Segment>(i);
        const auto told = session.segments.find(segment);
        const bool cut = told != session.segments.end() && !told->second.complete;
        end += field.length_bytes + (cut ? field.actual.size() / 2 : field.actual.size());
        if (segment == *session.last_segment) break;
    }
    return std::max(end, kLeast);
}

Bytes body_told(const SessionTold& session, const ChecksumsTold& checksums) {
    if (const auto* error = error_of(session, Told::uris_do_not_fit)) {
        constexpr std::uint8_t kTooMuch = 0xFF;
        constexpr std::uint64_t kMostUnfit = 512;
        const auto last = text_after(error->text, "available");
        return Bytes(std::min(number_after(last, "").value_or(0), kMostUnfit), kTooMuch);
    }
    const raw::Body fields = body_fields(session, checksums);
    Bytes body = raw::encode(fields);
    const bool only_broken = has_error(session, Told::protocol_error) && session.segments.empty() &&
                             !has_error(session, Told::signature_length) &&
                             !has_error(session, Told::length_of_2g);
    if (has_error(session, Told::ended_early) || only_broken)
        body.resize(std::min(body.size(), early_end(session, fields)));
    return body;
}

/// What the connection gave before it ended without the rest of an announced body.
AnswerTold interrupted(const SessionTold& session, const ChecksumsTold& checksums) {
    AnswerTold answer;
    if (session.segments.empty() && !has_error(session, Told::body_unread)) return answer;
    const raw::Body fields = body_fields(session, checksums);
    Bytes body = raw::encode(fields);
    answer.bytes = to_bytes(answer_head(200, "OK", std::max<std::size_t>(body.size(), 1) + 1));
    if (!session.segments.empty())
        body.resize(std::min(body.size(), early_end(session, fields)));
    else
        body.clear();
    answer.bytes.insert(answer.bytes.end(), body.begin(), body.end());
    return answer;
}

AnswerTold refused_request(std::string_view text) {
    const auto status = static_cast<unsigned>(number_after(text, "(").value_or(0));
    constexpr unsigned kNotUnderstood = 65535;
    const std::string_view reason = text_after(text, ") ");
    AnswerTold answer;
    answer.bytes = to_bytes(status == kNotUnderstood ? "ICY 200 OK\r\nContent-Length: 0\r\n\r\n"
                                                     : answer_head(status, reason, 0));
    return answer;
}

/// A body that nobody announced, in the same read.
AnswerTold excessive(const ErrorTold& error) {
    AnswerTold answer;
    const std::uint64_t extra = number_after(error.text, "").value_or(protocol::kNullResponseBytes);
    constexpr std::uint64_t kMostExcess = 4096;
    answer.bytes = to_bytes("HTTP/1.1 200 OK\r\n\r\n");
    answer.bytes.resize(answer.bytes.size() + std::min(extra, kMostExcess), kFiller);
    return answer;
}

/// Pads the head with a header nobody looks at, so that the reads of the log are those of the answer.
void fit_reads(AnswerTold& answer, const SessionTold& session) {
    constexpr std::string_view kPadding = "X-Head: ";
    constexpr std::string_view kLineEnd = "\r\n";
    const std::size_t in_all = std::accumulate(session.reads.begin(), session.reads.end(), std::size_t{0});
    const std::size_t least = answer.bytes.size() + kPadding.size() + kLineEnd.size();
    constexpr std::size_t kMostPadding = 1024;  // Station reads heads of some 8 KiB at most
    if (answer.omitted > 0 || in_all < least || in_all - least > kMostPadding) return;
    std::string line{kPadding};
    line.append(in_all - least, 'x');
    line += kLineEnd;
    const std::size_t end = as_text(answer.bytes).find("\r\n\r\n");
    if (end == std::string_view::npos) return;
    const ByteView padding = as_bytes(line);
    answer.bytes.insert(answer.bytes.begin() + static_cast<std::ptrdiff_t>(end + kLineEnd.size()),
                        padding.begin(), padding.end());
    for (const std::size_t read : session.reads) answer.reads.push_back({{}, read});
}

bool tells_whole_answer(const SessionTold& session) {
    const bool success =
        session.end == Told::no_updates || session.end == Told::done || session.end == Told::cups_changed;
    return success || has_error(session, Told::protocol_error) || has_error(session, Told::ended_early) ||
           has_error(session, Told::uris_do_not_fit) || has_error(session, Told::signature_length) ||
           has_error(session, Told::length_of_2g);
}

}  // namespace

std::optional<SetShape> shape_told(const SegmentTold& segment) {
    if (!has_parts(segment) || segment.refused) return std::nullopt;
    constexpr std::uint8_t kSequenceTag = 0x30;
    SetShape shape;
    for (std::size_t i = 0; i < shape.bytes.size(); ++i) shape.bytes.at(i) = segment.parts.at(i)->bytes;
    const Bytes& key = segment.parts[2]->first;
    shape.is_token = shape.bytes[2] > 0 && !key.empty() && key.front() != kSequenceTag;
    return shape;
}

AnswerTold answer_told(const SessionTold& session, const ChecksumsTold& checksums) {
    if (const auto* error = error_of(session, Told::http_status)) return refused_request(error->text);
    if (const auto* error = error_of(session, Told::excess)) return excessive(*error);
    if (!tells_whole_answer(session)) return interrupted(session, checksums);
    AnswerTold answer;
    const Bytes body = body_told(session, checksums);
    const auto update = session.segments.find(Segment::update);
    if (update != session.segments.end() && update->second.bytes > kMostFirmware && update->second.complete)
        answer.omitted = update->second.bytes - kMostFirmware;
    answer.bytes = to_bytes(answer_head(200, "OK", body.size() + answer.omitted));
    answer.bytes.insert(answer.bytes.end(), body.begin(), body.end());
    fit_reads(answer, session);
    return answer;
}

}  // namespace cupspec::capture
