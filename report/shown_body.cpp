#include "report/shown_body.hpp"

#include "protocol/crc32.hpp"
#include "report/head.hpp"
#include "report/style.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cupspec::report {
namespace {

bool is_part_of_credentials(std::string_view field) {
    return field == "cupsCred" || field == "tcCred" || field.starts_with("cupsCred.") ||
           field.starts_with("tcCred.");
}

/// A letter of base64, hex, PEM armour or a token.
bool may_be_secret(std::uint8_t byte) {
    constexpr std::string_view kOthers{"+/=_-"};
    const char c = static_cast<char>(byte);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kOthers.find(c) != std::string_view::npos;
}

/// An error page or a sentence: no word in it is long enough to be a key or a token.
bool is_harmless_text(ByteView body) {
    constexpr std::size_t kMostText = 4096;
    constexpr std::size_t kLongestWord = 24;
    if (body.size() > kMostText) return false;
    std::size_t word = 0;
    for (const std::uint8_t byte : body) {
        const bool blank = byte == '\n' || byte == '\r' || byte == '\t';
        if (!blank && (byte < 0x20 || byte > 0x7E)) return false;
        word = may_be_secret(byte) ? word + 1 : 0;
        if (word > kLongestWord) return false;
    }
    return true;
}

/// A page that shows the request, or the token it was refused for.
bool repeats_token(const protocol::Exchange& exchange) {
    const std::string_view text = as_text(exchange.response_body);
    return std::ranges::any_of(hidden_words(exchange.request_head), [text](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

BodyField other_body(const protocol::Exchange& exchange) {
    const ByteView body{exchange.response_body};
    BodyField field;
    field.note = {0, body.size(), "(body)", bytes_text(body.size()) + ", no CUPS answer", false};
    field.shown = is_harmless_text(body) && !repeats_token(exchange) ? body.size() : 0;
    field.crc = protocol::crc32(body);
    return field;
}

}  // namespace

std::vector<protocol::FieldNote> notes_of(const protocol::Exchange& exchange) {
    auto notes = protocol::annotate_response(exchange.response_body);
    if (exchange.update_omitted > 0 && !notes.empty() && notes.back().field == "updData") {
        notes.back().broken = false;
        notes.back().value = bytes_text(exchange.update_omitted) + ", not kept";
    }
    return notes;
}

std::vector<BodyField> shown_body(const protocol::Exchange& exchange) {
    std::vector<BodyField> fields;
    const ByteView body{exchange.response_body};
    if (exchange.status != kOkStatus) {
        if (!body.empty()) fields.push_back(other_body(exchange));
        return fields;
    }
    for (protocol::FieldNote& note : notes_of(exchange)) {
        const std::size_t start = std::min(note.offset, body.size());
        const ByteView bytes = body.subspan(start, std::min(note.bytes, body.size() - start));
        BodyField field{std::move(note), 0, protocol::crc32(bytes)};
        const bool filler = bytes.size() <= 4 && protocol::shown_bytes(field.note, bytes) == bytes.size();
        if (filler || !is_part_of_credentials(field.note.field))
            field.shown = protocol::shown_bytes(field.note, bytes);
        fields.push_back(std::move(field));
    }
    return fields;
}

}  // namespace cupspec::report
