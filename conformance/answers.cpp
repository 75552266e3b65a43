#include "conformance/answers.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace cupspec::conformance {
namespace {

using protocol::Segment;

/// How the lengths of a body are read.
struct FrameReading {
    std::size_t signature_length_bytes = 4;
    std::uint64_t more_signature = 0;  ///< bytes that a signature's length leaves out
    bool big_endian = false;
};

struct FrameLayout {
    std::array<SegmentPlace, protocol::kSegments> places;
    std::size_t segments = 0;    ///< that were read to their end
    std::uint64_t consumed = 0;  ///< bytes read
    bool in_length = false;      ///< it ended in a length field, or before it
    bool refused = false;        ///< a length that no Station takes
};

std::uint64_t number_at(ByteView field, bool big_endian) {
    constexpr unsigned kByte = 8;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < field.size(); ++i)
        value = value << kByte | field[big_endian ? i : field.size() - 1 - i];
    return value;
}

/// Reads segment by segment until it ends or cannot go on. @param total with bytes that were not kept
FrameLayout lay_out(ByteView body, std::uint64_t total, const FrameReading& reading) {
    FrameLayout layout;
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < protocol::kSegments; ++i) {
        const auto segment = static_cast<Segment>(i);
        const bool is_signature = segment == Segment::signature;
        const std::size_t width =
            is_signature ? reading.signature_length_bytes : protocol::rule_of(segment).length_bytes;
        SegmentPlace& place = layout.places.at(i);
        place.length_at = static_cast<std::size_t>(at);
        layout.consumed = at;
        layout.in_length = true;
        if (at + width > body.size()) return layout;
        place.bytes = number_at(body.subspan(place.length_at, width), reading.big_endian);
        if (is_signature && place.bytes > 0) place.bytes += reading.more_signature;
        place.at = place.length_at + width;
        at += width;
        layout.in_length = false;
        layout.refused = place.bytes > UINT32_MAX ||
                         !protocol::check_length(segment, static_cast<std::uint32_t>(place.bytes));
        if (layout.refused || place.bytes > total - at) return layout;
        at += place.bytes;
        layout.consumed = at;
        layout.segments = i + 1;
    }
    return layout;
}

bool comes_out_even(ByteView body, std::uint64_t total, const FrameReading& reading) {
    const FrameLayout layout = lay_out(body, total, reading);
    return layout.segments == protocol::kSegments && layout.consumed == total;
}

bool all_zero(ByteView body) {
    return std::ranges::all_of(body, [](std::uint8_t byte) { return byte == 0; });
}

bool looks_like_text(ByteView body) {
    constexpr std::uint8_t kFirstPrintable = 0x20;
    const std::string_view text = as_text(body);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || (text[first] != '{' && text[first] != '<')) return false;
    return std::ranges::all_of(body, [](std::uint8_t byte) {
        return byte >= kFirstPrintable || byte == '\t' || byte == '\r' || byte == '\n';
    });
}

/// The same where every length was read as it should be: which one is refused, or what is missing.
FrameDefect explain_end(ByteView body, std::uint64_t total, const FrameLayout& layout) {
    if (layout.refused) {
        return layout.segments == static_cast<std::size_t>(Segment::signature) ? FrameDefect::signature_range
                                                                               : FrameDefect::update_range;
    }
    const bool between = layout.in_length && layout.consumed == total;
    return between || (all_zero(body) && total < protocol::kNullResponseBytes) ? FrameDefect::missing_length
                                                                               : FrameDefect::cut;
}

/// What explains a body that a Station cannot read to its end.
FrameDefect explain(ByteView body, std::uint64_t total, const FrameLayout& layout) {
    if (body.empty()) return FrameDefect::empty;
    if (looks_like_text(body)) return FrameDefect::text;
    constexpr std::size_t kShortLength = 2;
    if (comes_out_even(body, total,
                       {protocol::rule_of(Segment::signature).length_bytes, protocol::kKeyCrcBytes, false}))
        return FrameDefect::crc_not_counted;
    for (const std::uint64_t left_out : {std::uint64_t{0}, std::uint64_t{protocol::kKeyCrcBytes}}) {
        if (comes_out_even(body, total, {kShortLength, left_out, false}))
            return FrameDefect::short_signature_length;
    }
    if (comes_out_even(body, total, {protocol::rule_of(Segment::signature).length_bytes, 0, true}))
        return FrameDefect::big_endian;
    return explain_end(body, total, layout);
}

/// The bytes of a defect in a body whose reading ended in its segment `layout.segments`.
void point_at(const FrameLayout& layout, std::uint64_t total, Answer& answer) {
    const bool is_sixth = layout.segments == protocol::kSegments;
    const SegmentPlace& place = layout.places.at(is_sixth ? layout.segments - 1 : layout.segments);
    if (is_sixth) {
        answer.offset = static_cast<std::size_t>(layout.consumed);
        answer.bytes = static_cast<std::size_t>(total - layout.consumed);
    } else if (!layout.in_length) {
        answer.offset = place.length_at;
        answer.bytes = place.at - place.length_at;
    }
}

/// As announced; nothing without a plain number.
std::optional<std::uint64_t> announced_length(std::string_view head) {
    constexpr std::string_view kName = "\r\ncontent-length:";
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
    const auto* const name = std::search(head.begin(), head.end(), kName.begin(), kName.end(), same);
    if (name == head.end()) return std::nullopt;
    std::string_view value = head.substr(static_cast<std::size_t>(name - head.begin()) + kName.size());
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    std::uint64_t length = 0;
    const auto* end = value.data() + value.size();  // NOLINT(*-pointer-arithmetic): what from_chars wants
    if (std::from_chars(value.data(), end, length).ec != std::errc{}) return std::nullopt;
    return length;
}

/// @return nothing for a body that a Station did not read to its end and that cannot be judged without
std::optional<Answer> read_frame(const Contact& contact) {
    Answer answer;
    answer.from = &contact;
    const ByteView body = contact.exchange.response_body;
    const std::uint64_t total = answer.size();
    const FrameLayout layout = lay_out(body, total, {});
    answer.places = layout.places;
    const bool is_whole = layout.segments == protocol::kSegments;
    if (!is_whole && body.size() + contact.exchange.update_omitted < total) return std::nullopt;
    if (is_whole && layout.consumed != total)
        answer.defect = all_zero(body) ? FrameDefect::long_null : FrameDefect::trailing;
    if (!is_whole) answer.defect = explain(body, total, layout);
    if (answer.defect != FrameDefect::none) point_at(layout, total, answer);
    if (!is_whole) return answer;
    // The update's bytes are not wanted, and may not be there.
    const std::size_t update_at = answer.place(Segment::update).at;
    Bytes head{body.begin(), body.begin() + static_cast<std::ptrdiff_t>(update_at)};
    std::fill(head.end() - 4, head.end(), std::uint8_t{0});
    if (auto decoded = protocol::decode_response(head)) answer.response = std::move(decoded->response);
    return answer;
}

/// Requests that a gateway makes, with and without oddities of the way they come.
bool asks_as_a_gateway(Purpose purpose) {
    constexpr std::array kPurposes{Purpose::life,         Purpose::repeat,      Purpose::settled,
                                   Purpose::fresh,        Purpose::many_keys,   Purpose::unknown_members,
                                   Purpose::slow_request, Purpose::two_at_once, Purpose::after_all};
    return std::ranges::find(kPurposes, purpose) != kPurposes.end();
}

}  // namespace

std::uint64_t Answer::size() const {
    const std::uint64_t came = from->exchange.response_body.size() + from->exchange.update_omitted;
    return std::max(came, announced_length(from->exchange.response_head).value_or(0));
}

bool Answer::changes_nothing() const {
    return response && std::ranges::all_of(places, [](const SegmentPlace& one) { return one.bytes == 0; });
}

std::vector<Answer> answers(const Evidence& evidence) {
    constexpr unsigned kOk = 200;
    std::vector<Answer> found;
    for (std::size_t i = 0; i < evidence.contacts.size(); ++i) {
        const Contact& contact = evidence.contacts[i];
        if (contact.exchange.status != kOk || !contact.framed || !asks_as_a_gateway(contact.purpose))
            continue;
        if (auto answer = read_frame(contact)) {
            answer->contact = i;
            found.push_back(std::move(*answer));
        }
    }
    return found;
}

std::vector<Answer> taken_answers(const Evidence& evidence) {
    auto found = answers(evidence);
    std::erase_if(found, [](const Answer& one) { return !one.response; });
    return found;
}

std::vector<Answer> taken_life(const Evidence& evidence) {
    auto found = taken_answers(evidence);
    std::erase_if(found, [](const Answer& one) { return one.from->purpose != Purpose::life; });
    return found;
}

Judgement no_answer() { return not_judged("nothing was answered with status 200"); }

Judgement not_sent(std::string_view what) { return not_judged("no " + std::string{what} + " was sent"); }

Judgement broken_at(std::string expected, std::string actual, std::size_t contact, std::size_t offset,
                    std::size_t bytes) {
    Judgement judgement = broken(std::move(expected), std::move(actual), contact);
    judgement.offset = offset;
    judgement.bytes = bytes;
    return judgement;
}

}  // namespace cupspec::conformance
