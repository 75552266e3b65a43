#include "server/raw_body.hpp"

#include "server/raw_credentials.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::server {
namespace {

using protocol::Segment;

protocol::raw::Field& field_of(protocol::raw::Body& body, Segment segment) {
    return body.fields.at(static_cast<std::size_t>(segment));
}

/// @return why nothing changed; empty: it did
std::string change_credentials(const Fault& fault, protocol::Response& head) {
    std::string obstacle = "no such credentials in the answer";
    bool is_changed = false;
    for (const auto& [is_meant, blob] :
         {std::pair{fault.cups, &head.cups_cred}, std::pair{fault.tc, &head.tc_cred}}) {
        if (!is_meant || blob->empty()) continue;
        auto bent = raw_credentials(fault.kind, *blob);
        if (bent) *blob = std::move(*bent);
        is_changed = is_changed || bent.has_value();
        if (!bent) obstacle = bent.error().detail;
    }
    return is_changed ? std::string{} : obstacle;
}

/// DER of two numbers becomes the numbers, each of 32 bytes.
std::string make_raw(Bytes& der) {
    constexpr std::size_t kNumberBytes = 32;
    constexpr std::size_t kHeader = 2;
    Bytes raw;
    for (ByteView rest = ByteView{der}.subspan(std::min(kHeader, der.size())); rest.size() > kHeader;) {
        const std::size_t size = std::min<std::size_t>(rest[1], rest.size() - kHeader);
        const ByteView number = rest.subspan(kHeader, size);
        const ByteView kept = number.last(std::min(kNumberBytes, number.size()));
        raw.resize(raw.size() + kNumberBytes - kept.size());
        raw.insert(raw.end(), kept.begin(), kept.end());
        rest = rest.subspan(kHeader + size);
    }
    if (raw.size() != 2 * kNumberBytes) return "the signature is no DER";
    der = std::move(raw);
    return {};
}

std::string change_signature(const Fault& fault, protocol::Response& head) {
    if (!head.signature) return "no signature in the answer";
    if (fault.kind == FaultKind::bad_signature && !head.signature->der.empty())
        head.signature->der.back() ^= 1U;  // of the number s: still DER, no longer a signature of these bytes
    if (fault.kind == FaultKind::wrong_key_crc) head.signature->key_crc = ~head.signature->key_crc;
    if (fault.kind == FaultKind::raw_signature) return make_raw(head.signature->der);
    return {};
}

/// How lengths are written.
std::string change_frame(const Fault& fault, protocol::raw::Body& body) {
    protocol::raw::Field& signature = field_of(body, Segment::signature);
    if (fault.kind == FaultKind::big_endian)
        for (protocol::raw::Field& field : body.fields) field.big_endian = true;
    if (fault.kind == FaultKind::short_signature_length) signature.length_bytes = 2;
    if (fault.kind == FaultKind::crc_not_counted) {
        if (signature.declared == 0) return "no signature in the answer";
        signature.declared = signature.actual.size() - protocol::kKeyCrcBytes;
    }
    return {};
}

/// The same, which a dialect may write so anyway, and in which zeros read the same from both ends.
std::string reframe(const Fault& fault, protocol::raw::Body& body) {
    const Bytes before = protocol::raw::encode(body);
    std::string obstacle = change_frame(fault, body);
    if (obstacle.empty() && protocol::raw::encode(body) == before)
        return "the answer's lengths are written like that anyway";
    return obstacle;
}

/// Lies are told about lengths once everything is in its place.
std::string change_length(const Fault& fault, protocol::raw::Body& body) {
    protocol::raw::Field& field = field_of(body, fault.segment);
    const auto length = static_cast<std::int64_t>(field.declared);
    const std::int64_t changed =
        std::max<std::int64_t>(fault.relative ? length + fault.number : fault.number, 0);
    if (changed == length) return "the segment has that length";
    if (static_cast<std::uint64_t>(changed) > protocol::raw::largest_length(field.length_bytes))
        return std::to_string(changed) + " is more than the length field can say";
    field.declared = static_cast<std::uint64_t>(changed);
    return {};
}

bool concerns_credentials(FaultKind kind) {
    return kind >= FaultKind::pem_blob && kind <= FaultKind::client_chain;
}

bool concerns_signature(FaultKind kind) {
    return kind == FaultKind::bad_signature || kind == FaultKind::wrong_key_crc ||
           kind == FaultKind::raw_signature;
}

bool concerns_frame(FaultKind kind) {
    return kind >= FaultKind::big_endian && kind <= FaultKind::crc_not_counted;
}

}  // namespace

protocol::raw::Body raw_body(const Plan& plan, const DialectTraits& traits) {
    protocol::raw::Body body = protocol::raw::honest(plan.head);
    field_of(body, Segment::update).declared = plan.firmware ? plan.firmware->bytes : 0;
    protocol::raw::Field& signature = field_of(body, Segment::signature);
    signature.length_bytes = traits.signature_length_bytes;
    if (plan.head.signature && !traits.signature_length_has_crc) signature.declared -= protocol::kKeyCrcBytes;
    if (!plan.head.signature && traits.key_crc_always) signature.actual.assign(protocol::kKeyCrcBytes, 0);
    return body;
}

Bytes bent_body(const Plan& plan, const DialectTraits& traits, std::span<PickedFault> faults) {
    Plan bent = plan;
    for (PickedFault& picked : faults) {
        if (concerns_credentials(picked.fault.kind))
            picked.obstacle = change_credentials(picked.fault, bent.head);
        if (concerns_signature(picked.fault.kind))
            picked.obstacle = change_signature(picked.fault, bent.head);
    }
    protocol::raw::Body body = raw_body(bent, traits);
    for (PickedFault& picked : faults)
        if (concerns_frame(picked.fault.kind)) picked.obstacle = reframe(picked.fault, body);
    for (PickedFault& picked : faults)
        if (picked.fault.kind == FaultKind::wrong_length) picked.obstacle = change_length(picked.fault, body);
    return protocol::raw::encode(body);
}

}  // namespace cupspec::server
