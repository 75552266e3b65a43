#include "base/hex.hpp"
#include "conformance/answers.hpp"
#include "conformance/areas.hpp"
#include "conformance/rule_list.hpp"

#include <algorithm>
#include <string>

namespace cupspec::conformance {
namespace {

using protocol::Segment;

bool has_keys(const Answer& answer) { return answer.from->request && !answer.from->request->keys.empty(); }

Judgement broken_signature(std::string expected, std::string actual, const Answer& answer) {
    const SegmentPlace& place = answer.place(Segment::signature);
    return broken_at(std::move(expected), std::move(actual), answer.contact, place.at,
                     static_cast<std::size_t>(place.bytes));
}

/// Only where the request says which keys there are.
Judgement judge_signed(const Evidence& evidence) {
    Judgement judgement = not_sent("firmware");
    for (const Answer& answer : taken_answers(evidence)) {
        if (!answer.has(Segment::update) || !answer.from->request) continue;
        if (answer.from->purpose == Purpose::many_keys) continue;  // those are nobody's
        const bool is_signed = answer.has(Segment::signature);
        const SegmentPlace& signature = answer.place(Segment::signature);
        if (has_keys(answer) && !is_signed) {
            return broken_at("a signature: the gateway has keys", "firmware without one", answer.contact,
                             signature.length_at, signature.at - signature.length_at);
        }
        if (!has_keys(answer) && is_signed)
            return broken_signature("no signature: the gateway has no key", "one", answer);
        judgement = kept(answer.contact);
    }
    return judgement;
}

/// One DER INTEGER off the front. @return whether there was one
bool take_integer(ByteView& der) {
    constexpr std::uint8_t kInteger = 2;
    constexpr std::uint8_t kLongForm = 0x80;
    if (der.size() < 3 || der[0] != kInteger || der[1] == 0 || der[1] >= kLongForm) return false;
    if (der.size() < std::size_t{der[1]} + 2) return false;
    der = der.subspan(std::size_t{der[1]} + 2);
    return true;
}

/// Two INTEGERs in a SEQUENCE and nothing behind it.
bool is_der_signature(ByteView der) {
    constexpr std::uint8_t kSequence = 0x30;
    if (der.size() < 2 || der[0] != kSequence || der.size() != std::size_t{der[1]} + 2) return false;
    der = der.subspan(2);
    const bool has_first = take_integer(der);
    return has_first && take_integer(der) && der.empty();
}

Judgement judge_der(const Evidence& evidence) {
    Judgement judgement = not_sent("signature");
    for (const Answer& answer : taken_answers(evidence)) {
        if (!answer.has(Segment::signature)) continue;
        const Bytes& der = answer.response->signature->der;
        if (!is_der_signature(der)) {
            return broken_signature("a SEQUENCE of two INTEGERs and nothing behind it",
                                    std::to_string(der.size()) + " bytes of something else", answer);
        }
        judgement = kept(answer.contact);
    }
    return judgement;
}

/// What the gateway itself makes of it, in its life.
Judgement judge_verified(const Evidence& evidence) {
    using Kind = emulator::UpdateVerdict::Kind;
    Judgement judgement = not_judged("no firmware with a signature was received");
    for (const Answer& answer : taken_life(evidence)) {
        if (!answer.has(Segment::update) || !answer.has(Segment::signature) || !has_keys(answer)) continue;
        if (!answer.from->round || !is_der_signature(answer.response->signature->der)) continue;
        const auto& verdict = answer.from->round->update;
        if (verdict.kind == Kind::refused) {
            return broken_signature("ECDSA on P-256 over SHA-512 of the firmware, by a key of the gateway",
                                    verdict.reason, answer);
        }
        if (verdict.kind == Kind::verified) judgement = kept(answer.contact);
    }
    return judgement;
}

Judgement judge_key_crc(const Evidence& evidence) {
    Judgement judgement = not_sent("signature");
    for (const Answer& answer : taken_answers(evidence)) {
        if (!answer.has(Segment::signature) || !has_keys(answer)) continue;
        const auto& keys = answer.from->request->keys;
        const std::uint32_t crc = answer.response->signature->key_crc;
        if (std::ranges::find(keys, crc) == keys.end()) {
            return broken_at("the CRC of a key in the request", "0x" + to_hex8(crc), answer.contact,
                             answer.place(Segment::signature).at, protocol::kKeyCrcBytes);
        }
        judgement = kept(answer.contact);
    }
    return judgement;
}

Judgement judge_lonely_signature(const Evidence& evidence) {
    Judgement judgement = not_sent("signature");
    for (const Answer& answer : taken_answers(evidence)) {
        if (!answer.has(Segment::signature)) continue;
        if (!answer.has(Segment::update)) return broken_signature("a firmware behind it", "none", answer);
        judgement = kept(answer.contact);
    }
    return judgement;
}

constexpr std::array kFirmwareRules{
    Rule{"firmware/signed-where-keys-are", Level::must,
         "A firmware carries a signature exactly if the request names signing keys.",
         "CS-25, field bug 58; protocol §6", "Station refuses the firmware, and asks again after a day only.",
         "Sign with a key whose CRC the request names; where it names none, send no signature.",
         "* * no-signature\n", "", judge_signed},
    Rule{"firmware/signature-is-der", Level::must,
         "A signature is DER: a sequence of two integers, with nothing behind it.", "CS-24; protocol §6",
         "Station refuses the firmware, and asks again after a day only.",
         "Send what openssl dgst -sha512 -sign writes, not the two numbers alone.", "* * raw-signature\n", "",
         judge_der},
    Rule{"firmware/signature-verifies", Level::must,
         "A signature is ECDSA on P-256 over the SHA-512 of the firmware's bytes, by a key of the gateway.",
         "CS-24; protocol §6; Station 2.0.6: tries sig-0.key, sig-1.key, ...",
         "Station refuses the firmware, and asks again after a day only.",
         "Sign the very bytes that are sent, with SHA-512, by a key whose CRC the request names.",
         "* * bad-signature\n", "", judge_verified},
    Rule{"firmware/crc-names-a-known-key", Level::should,
         "The CRC in front of a signature is that of a key the request names.", "CS-26; protocol §6",
         "Station tries all its keys; clients that choose by the CRC refuse the firmware.",
         "Write the CRC-32 of the 64 bytes of the public key that the signature is made with.",
         "* * wrong-key-crc\n", "", judge_key_crc},
    Rule{"firmware/no-signature-alone", Level::should, "A signature comes with its firmware.",
         "Protocol §6: accepted, no effect",
         "The gateway takes the round for an update, and nothing comes of it.", "Send both, or neither.",
         "* * signature-alone\n", "", judge_lonely_signature},
};
constexpr auto kFirmwarePointers = pointers_to(kFirmwareRules);

}  // namespace

std::span<const Rule* const> firmware_rules() { return kFirmwarePointers; }

}  // namespace cupspec::conformance
