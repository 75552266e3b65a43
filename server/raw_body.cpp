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

std::string change_signature(const Fault& fault, protocol::Response& head) {
    if (!head.signature) return "no signature in the answer";
    if (fault.kind == FaultKind::bad_signature && !head.signature->der.empty())
        head.signature->der.back() ^= 1U;  // of the number s: still DER, no longer a signature of these bytes
    if (fault.kind == FaultKind::wrong_key_crc) head.signature->key_crc = ~head.signature->key_crc;
    return {};
}

/// Lies are told about lengths once everything is in its place.
std::string change_length(const Fault& fault, protocol::raw::Body& body) {
    protocol::raw::Field& field = field_of(body, fault.segment);
    const auto length = static_cast<std::int64_t>(field.declared);
    const std::int64_t changed =
        std::max<std::int64_t>(fault.relative ? length + fault.number : fault.number, 0);
    if (changed == length) return "the segment has that length";
    field.declared = static_cast<std::uint64_t>(changed);
    return {};
}

bool concerns_credentials(FaultKind kind) {
    constexpr std::array kKinds{FaultKind::pem_blob, FaultKind::pkcs8_key, FaultKind::two_cas,
                                FaultKind::no_placeholder, FaultKind::token_no_newline};
    return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

bool concerns_signature(FaultKind kind) {
    return kind == FaultKind::bad_signature || kind == FaultKind::wrong_key_crc;
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
        if (picked.fault.kind == FaultKind::wrong_length) picked.obstacle = change_length(picked.fault, body);
    return protocol::raw::encode(body);
}

}  // namespace cupspec::server
