#include "protocol/response.hpp"

#include <algorithm>
#include <limits>

namespace cupspec::protocol {
namespace {

constexpr std::uint32_t kMaxUpdateBytes = std::numeric_limits<std::int32_t>::max();

// Source: protocol.md §5.1.
constexpr std::array<SegmentRule, kSegments> kRules{{
    {Segment::cups_uri, "cupsUri", "cupsUriLen", 1, 0xFF},
    {Segment::tc_uri, "tcUri", "tcUriLen", 1, 0xFF},
    {Segment::cups_cred, "cupsCred", "cupsCredLen", 2, 0xFFFF},
    {Segment::tc_cred, "tcCred", "tcCredLen", 2, 0xFFFF},
    {Segment::signature, "sig", "sigLen", 4, kMaxSignatureSegment},
    {Segment::update, "updData", "updLen", 4, kMaxUpdateBytes},
}};

std::string field(std::string_view name) { return "response." + std::string{name}; }

void append_le(Bytes& out, std::uint32_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i)
        out.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xFFU));
}

std::uint32_t read_le(ByteView bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | bytes[i];
    return value;
}

/// Length field and content. A segment's size is held against its rule before it is cut to 32 bits.
class Writer {
public:
    void segment(Segment segment, ByteView content) {
        if (length(segment, content.size())) bytes_.insert(bytes_.end(), content.begin(), content.end());
    }

    void signature(const std::optional<Signature>& signature) {
        if (!signature) return segment(Segment::signature, {});
        Bytes content;
        append_le(content, signature->key_crc, kKeyCrcBytes);
        content.insert(content.end(), signature->der.begin(), signature->der.end());
        segment(Segment::signature, content);
    }

    bool length(Segment segment, std::size_t size) {
        const auto small = static_cast<std::uint32_t>(std::min<std::size_t>(size, 0xFFFFFFFF));
        if (error_) return false;
        if (const auto checked = check_length(segment, small); !checked) {
            error_ = Error{Errc::length_range, field(rule_of(segment).name), checked.error().detail};
            return false;
        }
        append_le(bytes_, small, rule_of(segment).length_bytes);
        return true;
    }

    Result<Bytes> finish() && {
        if (error_) return *error_;
        return std::move(bytes_);
    }

private:
    Bytes bytes_;
    std::optional<Error> error_;
};

Writer all_but_update(const Response& response) {
    Writer out;
    out.segment(Segment::cups_uri, as_bytes(response.cups_uri));
    out.segment(Segment::tc_uri, as_bytes(response.tc_uri));
    out.segment(Segment::cups_cred, response.cups_cred);
    out.segment(Segment::tc_cred, response.tc_cred);
    out.signature(response.signature);
    return out;
}

/// `bytes` is the whole segment: the parser was given the whole body.
void store(Response& response, Segment segment, ByteView bytes) {
    switch (segment) {
        case Segment::cups_uri: response.cups_uri = to_text(bytes); break;
        case Segment::tc_uri: response.tc_uri = to_text(bytes); break;
        case Segment::cups_cred: response.cups_cred.assign(bytes.begin(), bytes.end()); break;
        case Segment::tc_cred: response.tc_cred.assign(bytes.begin(), bytes.end()); break;
        case Segment::signature: {
            const ByteView der = bytes.subspan(kKeyCrcBytes);
            response.signature = Signature{read_le(bytes.first(kKeyCrcBytes)), {der.begin(), der.end()}};
            break;
        }
        case Segment::update: response.update.assign(bytes.begin(), bytes.end()); break;
    }
}

Error truncated(const ResponseParser& parser, std::size_t have) {
    std::string_view name = parser.field();
    std::size_t need = parser.length();
    if (name == rule_of(parser.segment()).length_name) {
        need = rule_of(parser.segment()).length_bytes;
    } else if (parser.segment() == Segment::signature && have < kKeyCrcBytes) {
        name = "keyCrc";
        need = kKeyCrcBytes;
    }
    return {Errc::truncated, field(name), std::to_string(have) + " of " + std::to_string(need) + " bytes"};
}

}  // namespace

const SegmentRule& rule_of(Segment segment) { return kRules.at(static_cast<std::size_t>(segment)); }

Result<void> check_length(Segment segment, std::uint32_t length) {
    const SegmentRule& rule = rule_of(segment);
    const bool too_short = segment == Segment::signature && length != 0 && length < kMinSignatureSegment;
    if (!too_short && length <= rule.max_bytes) return {};
    const std::string range = segment == Segment::signature
                                  ? "0 or " + std::to_string(kMinSignatureSegment) + ".."
                                  : std::string{"0.."};
    return Error{Errc::length_range, std::string{rule.length_name},
                 std::to_string(length) + " is not " + range + std::to_string(rule.max_bytes)};
}

Result<DecodedResponse> decode_response(ByteView body) {
    DecodedResponse decoded;
    ResponseParser parser;
    std::uint64_t field_start = 0;
    for (ByteView rest = body;;) {
        const auto event = parser.next(rest);
        if (!event) return Error{event.error().code, field(event.error().where), event.error().detail};
        if (!*event) return truncated(parser, static_cast<std::size_t>(parser.consumed() - field_start));
        const ResponseParser::Event& e = **event;
        if (e.kind == ResponseParser::Kind::complete) break;
        if (e.kind == ResponseParser::Kind::bytes && e.bytes.size() == e.length)
            store(decoded.response, e.segment, e.bytes);
        if (e.kind != ResponseParser::Kind::bytes) field_start = parser.consumed();
    }
    decoded.consumed = static_cast<std::size_t>(parser.consumed());
    return decoded;
}

Result<Bytes> encode(const Response& response) {
    Writer out = all_but_update(response);
    out.segment(Segment::update, response.update);
    return std::move(out).finish();
}

Result<Bytes> encode_head(const Response& response, std::uint32_t update_bytes) {
    Writer out = all_but_update(response);
    out.length(Segment::update, update_bytes);
    return std::move(out).finish();
}

}  // namespace cupspec::protocol
