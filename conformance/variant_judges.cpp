#include "conformance/variant_judges.hpp"

#include "conformance/wire_facts.hpp"

#include <optional>
#include <string>

namespace cupspec::conformance {
namespace {

constexpr unsigned kServed = 200;
constexpr unsigned kFirstServerError = 500;

/// The first contact of the purposes that is at fault breaks it. @param faulty whether one is
template <class Faulty>
Judgement judge_each(const Evidence& evidence, std::span<const Purpose> purposes, const char* expected,
                     Faulty faulty) {
    if (auto unsound = unsound_base(evidence)) return std::move(*unsound);
    std::optional<std::size_t> seen;
    for (const Purpose purpose : purposes) {
        for (const std::size_t i : evidence.of(purpose)) {
            const Contact& contact = evidence.contacts[i];
            if (faulty(contact)) {
                const std::string what{purpose_rule(purpose).says};
                return broken(expected, what_came(contact) + " to " + what, i);
            }
            if (!seen) seen = i;
        }
    }
    return seen ? kept(seen) : not_judged(evidence.why_not(purposes.front()));
}

}  // namespace

Judgement judge_refusals(const Evidence& evidence, std::span<const Purpose> purposes) {
    return judge_each(evidence, purposes, "a refusal",
                      [](const Contact& contact) { return contact.exchange.status == kServed; });
}

Judgement judge_service(const Evidence& evidence, std::span<const Purpose> purposes) {
    return judge_each(evidence, purposes, "200, as to the plain request",
                      [](const Contact& contact) { return !is_sound(contact); });
}

Judgement judge_answering(const Evidence& evidence, std::span<const Purpose> purposes) {
    return judge_each(evidence, purposes, "an answer, whatever its status",
                      [](const Contact& contact) { return is_silent(contact); });
}

Judgement judge_client_errors(const Evidence& evidence, std::span<const Purpose> purposes) {
    return judge_each(evidence, purposes, "a status from 400 to 499",
                      [](const Contact& contact) { return contact.exchange.status >= kFirstServerError; });
}

}  // namespace cupspec::conformance
