#include "conformance/answers.hpp"
#include "conformance/areas.hpp"
#include "conformance/rule_list.hpp"
#include "protocol/uri.hpp"

#include <string>

namespace cupspec::conformance {
namespace {

using protocol::Segment;

std::string count_of_bytes(std::uint64_t count) {
    return std::to_string(count) + (count == 1 ? " byte" : " bytes");
}

std::string frame_wanted(FrameDefect defect) {
    switch (defect) {
        case FrameDefect::long_null: return "14 zero bytes, or a segment that is not empty";
        case FrameDefect::empty: return "14 zero bytes where nothing changes";
        case FrameDefect::text: return "six segments with their lengths";
        case FrameDefect::missing_length: return "six length fields";
        case FrameDefect::cut: return "as many bytes as the lengths say";
        case FrameDefect::big_endian: return "lengths that begin with their lowest byte";
        case FrameDefect::crc_not_counted: return "a signature length that counts the key's CRC";
        case FrameDefect::short_signature_length: return "four bytes of signature length";
        case FrameDefect::signature_range: return "a signature length of 0, or of 8 to 132";
        case FrameDefect::update_range: return "less than 2^31 bytes of firmware";
        case FrameDefect::trailing: return "nothing behind the sixth segment";
        case FrameDefect::none: break;
    }
    return {};
}

std::string frame_found(const Answer& answer) {
    const std::string size = count_of_bytes(answer.size());
    switch (answer.defect) {
        case FrameDefect::empty: return "an empty body";
        case FrameDefect::long_null: return size + ", all of them zero";
        case FrameDefect::text: return size + " of text";
        case FrameDefect::signature_range:
            return "a signature of " + count_of_bytes(answer.place(Segment::signature).bytes);
        case FrameDefect::update_range:
            return "a firmware of " + count_of_bytes(answer.place(Segment::update).bytes);
        case FrameDefect::trailing: return count_of_bytes(answer.bytes) + " behind it";
        default: return size + " that end before a Station has read them";
    }
}

/// Broken by the first answer that has the defect.
Judgement judge_frames(const std::vector<Answer>& all, FrameDefect defect) {
    for (const Answer& answer : all) {
        if (answer.defect != defect) continue;
        Judgement judgement = broken(frame_wanted(defect), frame_found(answer), answer.contact);
        judgement.offset = answer.offset;
        judgement.bytes = answer.bytes;
        return judgement;
    }
    return kept(all.front().contact);
}

template <FrameDefect defect>
Judgement judge_frame(const Evidence& evidence) {
    const auto all = answers(evidence);
    return all.empty() ? no_answer() : judge_frames(all, defect);
}

/// Of those that concern a segment: without one they are neither kept nor broken.
template <FrameDefect defect, Segment segment>
Judgement judge_segment_frame(const Evidence& evidence) {
    const auto all = answers(evidence);
    if (all.empty()) return no_answer();
    Judgement judgement = judge_frames(all, defect);
    if (judgement.kind == Judgement::Kind::broken) return judgement;
    for (const Answer& answer : all)
        if (answer.has(segment)) return kept(answer.contact);
    return not_sent(segment == Segment::signature ? "signature" : "firmware");
}

Judgement judge_null(const Evidence& evidence) {
    const auto all = answers(evidence);
    if (all.empty()) return no_answer();
    Judgement judgement = judge_frames(all, FrameDefect::long_null);
    if (judgement.kind == Judgement::Kind::broken) return judgement;
    for (const Answer& answer : all)
        if (answer.changes_nothing() && answer.defect == FrameDefect::none) return kept(answer.contact);
    return not_judged("no answer said that nothing changes");
}

/// Only where credentials are: one byte has no order.
Judgement judge_byte_order(const Evidence& evidence) {
    const auto all = answers(evidence);
    if (all.empty()) return no_answer();
    Judgement judgement = judge_frames(all, FrameDefect::big_endian);
    if (judgement.kind == Judgement::Kind::broken) return judgement;
    for (const Answer& answer : all) {
        const bool has_order = answer.has(Segment::cups_cred) || answer.has(Segment::tc_cred) ||
                               answer.has(Segment::signature) || answer.has(Segment::update);
        if (has_order) return kept(answer.contact);
    }
    return not_judged("no length of two bytes or four was other than zero");
}

/// Bytes of Station's one buffer that are left for head and body: 8192 less ":port" and its NUL.
std::size_t room_of(const Contact& contact) {
    constexpr std::size_t kBuffer = 8192;
    constexpr std::size_t kAroundPort = 2;
    const auto server = protocol::parse_cups_uri(contact.url);
    return kBuffer - kAroundPort - (server ? server->port.size() : protocol::kMaxPortBytes);
}

Judgement judge_first_buffer(const Evidence& evidence) {
    constexpr std::size_t kLengthsAndOne = 3;
    const auto all = taken_answers(evidence);
    if (all.empty()) return no_answer();
    for (const Answer& answer : all) {
        const std::size_t room = room_of(*answer.from);
        const std::size_t head = answer.from->exchange.response_head.size();
        const std::size_t uris = answer.response->cups_uri.size() + answer.response->tc_uri.size();
        // A head that does not fit by itself is no question of the body.
        if (head > room || head + uris + kLengthsAndOne <= room) continue;
        return broken("head and URIs within " + count_of_bytes(room),
                      count_of_bytes(head) + " of head and " + count_of_bytes(uris) + " of URIs",
                      answer.contact);
    }
    return kept(all.front().contact);
}

constexpr std::array kFramingRules{
    Rule{"framing/not-empty", Level::must,
         "An answer with status 200 has a body, also where nothing changes.", "CS-11; protocol §4.4",
         "Station takes the round for a failure; after eight of them it leaves its CUPS set.",
         "Answer 200 with 14 zero bytes.", "* * empty-body\n", "", judge_frame<FrameDefect::empty>},
    Rule{
        "framing/no-text", Level::must,
        "The body of a 200 is the six segments, and never JSON or a page: errors have a status of their own.",
        "Field bug 60; protocol §5.2",
        "The first letters are read as URI lengths, the round fails each minute, and the one-time backup is "
        "made of a set that never worked.",
        "Answer errors with a 4xx or 5xx status.", "* * text-body\n", "", judge_frame<FrameDefect::text>},
    Rule{"framing/null-is-fourteen-zero-bytes", Level::should,
         "An answer that changes nothing is 14 zero bytes and no more.",
         "Protocol §5.1; servers: The Things Stack sends 18, before 2020 16",
         "Station ignores what follows; clients that read strictly refuse the answer.",
         "Write six zero lengths of 1, 1, 2, 2, 4 and 4 bytes, and no key CRC without a signature.",
         "* * null-body 18\n", "", judge_null},
    Rule{"framing/six-length-fields", Level::must,
         "A body has all six length fields, also those of absent segments.", "CS-12; protocol §5.1",
         "Station finds the body ended too early, fails the round and applies nothing.",
         "Write the four bytes of signature length and of firmware length even where both are zero.",
         "* * no-update-length\n", "", judge_frame<FrameDefect::missing_length>},
    Rule{"framing/body-not-cut", Level::must, "A body has as many bytes as its segments' lengths say.",
         "Protocol §4.4 and §5.3",
         "Station applies nothing; within the firmware it has committed URIs and credentials already.",
         "Compute the lengths from the bytes that are sent, and Content-Length from both.",
         "* * truncate 40\n", "", judge_frame<FrameDefect::cut>},
    Rule{"framing/lengths-little-endian", Level::must, "Lengths begin with their lowest byte.",
         "CS-13; protocol §5.1", "Station reads other lengths, fails the round and applies nothing.",
         "Write lengths in little-endian order.", "* * big-endian\n", "", judge_byte_order},
    Rule{"framing/signature-length-counts-key-crc", Level::must,
         "The signature's length counts the four bytes of the key's CRC.",
         "CS-24, field bug 59; protocol §5.1",
         "Station takes the signature's last four bytes for the firmware's length and loses the answer.",
         "Write the length of the signature plus four.", "* * crc-not-counted\n", "",
         judge_segment_frame<FrameDefect::crc_not_counted, Segment::signature>},
    Rule{"framing/signature-length-has-four-bytes", Level::must,
         "The signature's length field has four bytes.", "Field bug 2; protocol §5.1",
         "Station takes the key's CRC for half of the length and loses the answer.",
         "Write the signature's length in four bytes.", "* * short-signature-length\n", "",
         judge_segment_frame<FrameDefect::short_signature_length, Segment::signature>},
    Rule{"framing/signature-within-limits", Level::must,
         "A signature segment is empty or has 8 to 132 bytes.", "CS-24; protocol §5.3",
         "Station drops the whole answer, configuration included.",
         "Send a DER signature of 4 to 128 bytes behind the key's CRC, or none.",
         "* * wrong-length signature 4\n", "",
         judge_segment_frame<FrameDefect::signature_range, Segment::signature>},
    Rule{"framing/firmware-within-limits", Level::must, "A firmware has less than 2^31 bytes.",
         "Protocol §5.3", "Station drops the whole answer, configuration included.",
         "Announce the firmware's true size, and none that cannot be sent.",
         "* * wrong-length update 2147483648\n", "",
         judge_segment_frame<FrameDefect::update_range, Segment::update>},
    Rule{"framing/nothing-follows-update", Level::should, "Nothing follows the sixth segment.",
         "Protocol §4.4; servers: clients that read strictly",
         "Station ignores it; others refuse the answer, or take it for a segment of theirs.",
         "End the body with the firmware, or with its length where there is none.", "* * trailing-bytes 4\n",
         "", judge_frame<FrameDefect::trailing>},
    Rule{"framing/uris-in-first-buffer", Level::must,
         "Head, both URIs, their lengths and one byte more fit into Station's first buffer.",
         "CS-10; protocol §4.2 and §5.2",
         "Station finds the URIs cut off and fails each round, whatever else was meant for it.",
         "Send short heads: no cookies, no policies, a few hundred bytes.", "* * header-bytes 8184\n", "",
         judge_first_buffer},
};
constexpr auto kFramingPointers = pointers_to(kFramingRules);

}  // namespace

std::span<const Rule* const> framing_rules() { return kFramingPointers; }

}  // namespace cupspec::conformance
