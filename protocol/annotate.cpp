#include "protocol/annotate.hpp"

#include "base/hex.hpp"
#include "protocol/crc32.hpp"
#include "protocol/credentials.hpp"
#include "protocol/quoted.hpp"
#include "protocol/response.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cupspec::protocol {
namespace {

constexpr std::size_t kMaxUriText = 255;

std::string crc_text(std::uint32_t crc) { return "CRC 0x" + to_hex8(crc) + " = " + std::to_string(crc); }

std::string size_text(std::size_t size) { return std::to_string(size) + (size == 1 ? " byte" : " bytes"); }

bool is_text(ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b >= 0x20 && b <= 0x7E; });
}

/// Writes the notes of one body, segment by segment.
class Annotator {
public:
    explicit Annotator(ByteView body) : body_{body} {}

    std::vector<FieldNote> run() {
        while (const auto event = next()) {
            if (event->kind == ResponseParser::Kind::begin) length_note(*event);
            if (event->kind == ResponseParser::Kind::bytes && event->bytes.size() == event->length) {
                content_notes(*event);
                field_start_ = at();
            }
        }
        if (at() < body_.size() && parser_.complete()) {
            add(body_.size() - at(), "(after the answer)",
                size_text(body_.size() - at()) + ", ignored by Station");
        }
        return std::move(notes_);
    }

private:
    std::size_t at() const { return static_cast<std::size_t>(parser_.consumed()); }

    std::optional<ResponseParser::Event> next() {
        const auto event = parser_.next(rest_);
        if (!event) {
            broken(event.error().where, event.error().code.message() + ": " + event.error().detail);
            return std::nullopt;
        }
        if (!*event && !parser_.complete()) cut_off();
        return *event;
    }

    void cut_off() {
        const SegmentRule& rule = rule_of(parser_.segment());
        const bool in_length = parser_.field() == rule.length_name;
        const std::size_t need = in_length ? rule.length_bytes : parser_.length();
        broken(parser_.field(), make_error_code(Errc::truncated).message() + ": " +
                                    std::to_string(body_.size() - field_start_) + " of " + size_text(need));
    }

    void add(std::size_t size, std::string field, std::string value) {
        notes_.push_back({field_start_, size, std::move(field), std::move(value), false});
        field_start_ += size;
    }

    void broken(std::string_view field, std::string why) {
        notes_.push_back(
            {field_start_, body_.size() - field_start_, std::string{field}, std::move(why), true});
    }

    void length_note(const ResponseParser::Event& event) {
        const SegmentRule& rule = rule_of(event.segment);
        add(rule.length_bytes, std::string{rule.length_name}, std::to_string(event.length));
    }

    void content_notes(const ResponseParser::Event& event) {
        const std::string name{rule_of(event.segment).name};
        switch (event.segment) {
            case Segment::cups_uri:
            case Segment::tc_uri: return uri_note(name, event.bytes);
            case Segment::cups_cred:
            case Segment::tc_cred: return credential_notes(name, event.bytes);
            case Segment::signature: return signature_notes(event.bytes);
            case Segment::update:
                return add(event.length, name, size_text(event.length) + ", " + crc_text(crc32(event.bytes)));
        }
    }

    void uri_note(const std::string& name, ByteView bytes) {
        add(bytes.size(), name,
            is_text(bytes) ? quoted(as_text(bytes), kMaxUriText) : size_text(bytes.size()) + ", not text");
        notes_.back().broken = !is_text(bytes);
    }

    void signature_notes(ByteView bytes) {
        std::uint32_t crc = 0;
        for (std::size_t i = kKeyCrcBytes; i-- > 0;) crc = crc << 8U | bytes[i];
        add(kKeyCrcBytes, "keyCrc", crc_text(crc));
        add(bytes.size() - kKeyCrcBytes, "sig", size_text(bytes.size() - kKeyCrcBytes));
    }

    void credential_notes(const std::string& name, ByteView blob) {
        const std::string whole = crc_text(crc32(blob));
        notes_.back().value += ", " + whole;
        const auto set = split(blob);
        if (!set) {
            add(blob.size(), name, size_text(blob.size()) + ", " + describe(set.error()));
            notes_.back().broken = true;
            return;
        }
        element_note(name + ".trust", set->trust, "DER certificate");
        element_note(name + ".certificate", set->certificate, "DER certificate");
        const bool der = !set->key.empty() && set->key.front() == 0x30;
        element_note(name + ".key", set->key, der ? "DER key" : "token");
    }

    void element_note(std::string name, const Bytes& element, std::string_view what) {
        if (element.empty()) return add(kFillerBytes, std::move(name), "absent");
        add(element.size(), std::move(name), std::string{what} + ", " + size_text(element.size()));
    }

    ByteView body_;
    ByteView rest_ = body_;
    ResponseParser parser_;
    std::size_t field_start_ = 0;  ///< where the next note begins
    std::vector<FieldNote> notes_;
};

}  // namespace

std::vector<FieldNote> annotate_response(ByteView body) { return Annotator{body}.run(); }

}  // namespace cupspec::protocol
