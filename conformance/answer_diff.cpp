#include "conformance/answer_diff.hpp"

#include "pki/certificate.hpp"
#include "protocol/annotate.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace cupspec::conformance {
namespace {

/// What there is to say about an answer, by its parts' names, in their order.
using AnswerParts = std::vector<std::pair<std::string, std::string>>;

constexpr unsigned kTakenStatus = 200;

bool is_same_letter(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

/// Headers that differ between any two answers, or say what the body says.
bool is_masked_header(std::string_view name) {
    constexpr std::array<std::string_view, 5> kMasked{"Date", "Content-Length", "Expires", "Last-Modified",
                                                      "Set-Cookie"};
    return std::ranges::any_of(kMasked, [name](std::string_view masked) {
        return std::ranges::equal(name, masked, is_same_letter);
    });
}

void add_headers(std::string_view head, AnswerParts& parts) {
    for (auto end = head.find("\r\n"); end != std::string_view::npos; end = head.find("\r\n")) {
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(end + 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string name{line.substr(0, colon)};
        const auto value = line.find_first_not_of(" \t", colon + 1);
        const std::string_view text = value == std::string_view::npos ? "" : line.substr(value);
        parts.emplace_back("header " + name, is_masked_header(name) ? "(masked)" : text);
    }
}

/// "DER key, 121 bytes" is a key like any other; a certificate is its subject and the kind of its key.
std::string masked_value(const protocol::FieldNote& note, ByteView body, const std::string& url) {
    if (note.broken) return note.value;
    if (note.field == "sig") return "a signature";
    if (note.field.ends_with(".key")) return note.value.substr(0, note.value.find(','));
    const bool element = note.field.ends_with(".trust") || note.field.ends_with(".certificate");
    if (element && note.value != "absent") {
        const auto facts = pki::inspect_certificate(body.subspan(note.offset, note.bytes));
        return facts ? facts->subject + ", " + facts->key : "no certificate";
    }
    return note.value == '"' + url + '"' ? "(its own address)" : note.value;
}

void add_segments(const Contact& contact, const std::string& url, AnswerParts& parts) {
    const auto& exchange = contact.exchange;
    for (const auto& note : protocol::annotate_response(exchange.response_body)) {
        const bool length = note.field.ends_with("Len");
        if (length && !note.broken) continue;
        // A firmware's end is not kept; what is missing then is not the server's doing.
        if (note.broken && exchange.update_omitted > 0) continue;
        parts.emplace_back(note.field, masked_value(note, exchange.response_body, url));
    }
    if (exchange.update_omitted > 0)
        parts.emplace_back("updData", std::to_string(exchange.update_omitted) + " bytes and more");
}

AnswerParts parts_of(const Contact& contact, const std::string& url) {
    AnswerParts parts;
    parts.emplace_back("status",
                       contact.exchange.status == 0 ? "none" : std::to_string(contact.exchange.status));
    parts.emplace_back("failure", contact.failure.empty() ? "none" : contact.failure);
    parts.emplace_back("framing", contact.framed ? "sound" : "unsound");
    add_headers(contact.exchange.response_head, parts);
    if (contact.exchange.status == kTakenStatus) {
        add_segments(contact, url, parts);
    } else {
        parts.emplace_back("body", std::to_string(contact.exchange.response_body.size()) + " bytes");
    }
    return parts;
}

std::string part_of(const AnswerParts& parts, const std::string& name) {
    const auto found = std::ranges::find_if(
        parts, [&](const auto& part) { return std::ranges::equal(part.first, name, is_same_letter); });
    return found == parts.end() ? "absent" : found->second;
}

std::vector<AnswerDifference> compare(const AnswerParts& one, const AnswerParts& other) {
    std::vector<AnswerDifference> found;
    const auto add = [&](const std::string& name) {
        AnswerDifference difference{name, part_of(one, name), part_of(other, name)};
        const bool known = std::ranges::any_of(
            found, [&](const AnswerDifference& one_found) { return one_found.what == name; });
        if (difference.one != difference.other && !known) found.push_back(std::move(difference));
    };
    for (const auto& [name, value] : one) add(name);
    for (const auto& [name, value] : other)
        if (part_of(one, name) == "absent") add(name);
    return found;
}

/// The n-th contact of a purpose at both servers; at one of them there may be none.
std::vector<AnswerDifference> compare_contacts(const Evidence& one, const Evidence& other, Purpose purpose,
                                               std::size_t n) {
    const auto first = one.of(purpose);
    const auto second = other.of(purpose);
    if (n < first.size() && n < second.size()) {
        return compare(parts_of(one.contacts[first[n]], one.url),
                       parts_of(other.contacts[second[n]], other.url));
    }
    const auto made = [n](const std::vector<std::size_t>& of) { return n < of.size() ? "made" : "not made"; };
    return {{"contact", made(first), made(second)}};
}

}  // namespace

std::vector<ContactDifference> differences(const Evidence& one, const Evidence& other) {
    std::vector<ContactDifference> all;
    for (std::size_t i = 0; i < kPurposes; ++i) {
        const auto purpose = static_cast<Purpose>(i);
        const std::size_t most = std::max(one.of(purpose).size(), other.of(purpose).size());
        for (std::size_t n = 0; n < most; ++n) {
            ContactDifference difference{purpose, n + 1, compare_contacts(one, other, purpose, n)};
            if (!difference.differences.empty()) all.push_back(std::move(difference));
        }
    }
    return all;
}

}  // namespace cupspec::conformance
