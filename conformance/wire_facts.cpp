#include "conformance/wire_facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace cupspec::conformance {
namespace {

constexpr unsigned kOkStatus = 200;
constexpr std::string_view kHeadLineEnd = "\r\n";

char small_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::size_t> contacts_for(const Evidence& evidence, std::span<const Purpose> purposes) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < evidence.contacts.size(); ++i) {
        const Contact& contact = evidence.contacts[i];
        const bool is_here = contact.url.empty() || contact.url == evidence.url;
        if (is_here && std::ranges::find(purposes, contact.purpose) != purposes.end()) found.push_back(i);
    }
    return found;
}

}  // namespace

std::optional<std::string_view> answer_header(const Contact& contact, std::string_view name) {
    std::string_view head = contact.exchange.response_head;
    while (!head.empty()) {
        const auto end = std::min(head.find(kHeadLineEnd), head.size());
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + kHeadLineEnd.size(), head.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        if (std::ranges::equal(line.substr(0, colon), name, {}, small_letter, small_letter))
            return without_blanks(line.substr(colon + 1));
    }
    return std::nullopt;
}

std::optional<std::uint64_t> announced_bytes(const Contact& contact) {
    const auto text = answer_header(contact, "Content-Length");
    if (!text) return std::nullopt;
    std::uint64_t value = 0;
    const auto* end = text->data() + text->size();  // NOLINT(*-pointer-arithmetic): what from_chars wants
    const auto [stop, error] = std::from_chars(text->data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::uint64_t body_bytes(const Contact& contact) {
    return contact.exchange.response_body.size() + contact.exchange.update_omitted;
}

bool is_silent(const Contact& contact) {
    return !has_status(contact) && contact.exchange.response_head.empty() &&
           contact.exchange.response_body.empty();
}

bool is_sound(const Contact& contact) {
    return contact.exchange.status == kOkStatus && contact.framed && contact.failure.empty();
}

std::string what_came(const Contact& contact) {
    if (!contact.failure.empty()) return (has_status(contact) ? "" : "no answer: ") + contact.failure;
    if (!has_status(contact)) return "no answer";
    return "status " + std::to_string(contact.exchange.status) +
           (contact.framed ? "" : ", its body not as announced");
}

std::vector<std::size_t> plain_contacts(const Evidence& evidence) {
    constexpr std::array kPlain{Purpose::life, Purpose::repeat, Purpose::settled};
    return contacts_for(evidence, kPlain);
}

std::vector<std::size_t> direct_contacts(const Evidence& evidence) {
    constexpr std::array kDirect{Purpose::repeat, Purpose::settled};
    return contacts_for(evidence, kDirect);
}

std::optional<Judgement> unsound_base(const Evidence& evidence) {
    const auto base = evidence.base();
    if (!base) return not_judged("there is no plain request to compare with");
    const Contact& contact = evidence.contacts[*base];
    if (is_sound(contact)) return std::nullopt;
    return not_judged("the plain request is not answered with 200: " + what_came(contact));
}

}  // namespace cupspec::conformance
