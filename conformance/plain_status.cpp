#include "conformance/plain_status.hpp"

#include "conformance/wire_facts.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace cupspec::conformance {
namespace {

/// The very same request was granted before: that it is not any more is the business of rules of its own.
bool was_granted_before(const Evidence& evidence, std::size_t contact) {
    const Contact& asked = evidence.contacts[contact];
    return std::ranges::any_of(plain_contacts(evidence), [&](std::size_t i) {
        const Contact& earlier = evidence.contacts[i];
        return i < contact && plain_status(earlier.exchange.status) == PlainStatus::ok &&
               earlier.exchange.request_body == asked.exchange.request_body &&
               earlier.exchange.request_head == asked.exchange.request_head;
    });
}

}  // namespace

PlainStatus plain_status(unsigned status) {
    constexpr unsigned kClass = 100;
    constexpr unsigned kOnlySuccess = 200;
    constexpr std::array kAboutRequest{400U, 405U, 406U, 411U, 413U, 414U, 415U, 417U, 422U, 426U, 431U};
    constexpr std::array kAboutTime{408U, 425U, 429U};
    const auto is_in = [status](const auto& list) {
        return std::find(list.begin(), list.end(), status) != list.end();
    };
    if (status == kOnlySuccess) return PlainStatus::ok;
    if (is_in(kAboutRequest)) return PlainStatus::bad_request;
    if (is_in(kAboutTime)) return PlainStatus::transient;
    constexpr std::array kByClass{PlainStatus::transient, PlainStatus::interim,     PlainStatus::other_ok,
                                  PlainStatus::redirect,  PlainStatus::turned_away, PlainStatus::transient};
    return kByClass.at(std::min<std::size_t>(status / kClass, kByClass.size() - 1));
}

Judgement judge_plain_status(const Evidence& evidence, PlainStatus wrong) {
    std::optional<std::size_t> answered;
    for (const std::size_t i : plain_contacts(evidence)) {
        const Contact& contact = evidence.contacts[i];
        if (!has_status(contact)) continue;
        if (plain_status(contact.exchange.status) == wrong && !was_granted_before(evidence, i))
            return broken("status 200", what_came(contact), i);
        if (!answered) answered = i;
    }
    return answered ? kept(answered) : not_judged("no plain request was answered");
}

}  // namespace cupspec::conformance
