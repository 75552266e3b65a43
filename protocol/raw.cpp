#include "protocol/raw.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::protocol::raw {
namespace {

/// A number's bytes from the lowest on; more than eight repeat nothing.
Bytes little_endian(std::uint64_t value, std::size_t width) {
    Bytes bytes;
    for (std::size_t i = 0; i < std::min(width, sizeof value); ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xFFU));
    return bytes;
}

Field honest_field(Segment segment, Bytes content) {
    Field field;
    field.length_bytes = rule_of(segment).length_bytes;
    field.declared = content.size();
    field.actual = std::move(content);
    return field;
}

Bytes signature_content(const std::optional<Signature>& signature) {
    if (!signature) return {};
    Bytes content = little_endian(signature->key_crc, kKeyCrcBytes);
    content.insert(content.end(), signature->der.begin(), signature->der.end());
    return content;
}

}  // namespace

Body honest(const Response& response) {
    Body body;
    body.fields = {honest_field(Segment::cups_uri, to_bytes(response.cups_uri)),
                   honest_field(Segment::tc_uri, to_bytes(response.tc_uri)),
                   honest_field(Segment::cups_cred, response.cups_cred),
                   honest_field(Segment::tc_cred, response.tc_cred),
                   honest_field(Segment::signature, signature_content(response.signature)),
                   honest_field(Segment::update, response.update)};
    return body;
}

Bytes encode(const Body& body) {
    Bytes out;
    for (const Field& field : body.fields) {
        Bytes length = little_endian(field.declared, field.length_bytes);
        if (field.big_endian) std::reverse(length.begin(), length.end());
        out.insert(out.end(), length.begin(), length.end());
        out.insert(out.end(), field.actual.begin(), field.actual.end());
    }
    out.insert(out.end(), body.trailing.begin(), body.trailing.end());
    return out;
}

std::uint64_t largest_length(std::size_t length_bytes) {
    constexpr unsigned kByte = 8;
    if (length_bytes >= sizeof(std::uint64_t)) return ~std::uint64_t{0};
    return (std::uint64_t{1} << (kByte * length_bytes)) - 1;
}

}  // namespace cupspec::protocol::raw
