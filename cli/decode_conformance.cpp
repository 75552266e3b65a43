#include "base/ascii.hpp"
#include "cli/decode_rules.hpp"
#include "conformance/rule.hpp"
#include "report/style.hpp"

#include <charconv>
#include <utility>

namespace cupspec::cli {
namespace {

using conformance::Area;
using conformance::Rule;

constexpr unsigned kAnswered = 200;

/// The number of the status line; 0 where there is none. A body alone is that of a 200.
unsigned status_of(std::string_view head) {
    if (head.empty()) return kAnswered;
    const std::size_t blank = std::min(head.find(' '), head.size());
    const std::string_view text = head.substr(std::min(blank + 1, head.size()));
    unsigned status = 0;
    std::from_chars(text.data(), text.data() + text.size(), status);
    return status;
}

/// What one answer alone can show.
bool is_of_one_answer(const Rule& rule, bool has_head) {
    switch (rule.area()) {
        case Area::framing:
        case Area::uris:
        case Area::credentials:
        case Area::firmware: return true;
        case Area::http: return has_head;
        default: return false;
    }
}

std::string says(const Rule& rule, const conformance::Judgement& judgement) {
    std::string where;
    if (judgement.offset) {
        where = "byte " + std::to_string(*judgement.offset);
        if (judgement.bytes > 0) where += ", " + report::bytes_text(judgement.bytes);
        where += ": ";
    }
    return where + report::printable(judgement.actual) + ", wanted " + judgement.expected + ". " +
           std::string{rule.harm} + " Cure: " + std::string{rule.remedy};
}

}  // namespace

std::vector<Finding> judge_answer(std::string_view head, ByteView body, TimePoint now) {
    conformance::Contact contact;
    contact.exchange.status = status_of(head);
    contact.exchange.response_head = head;
    contact.exchange.response_body.assign(body.begin(), body.end());
    conformance::Evidence evidence;
    evidence.now = now;
    evidence.contacts.push_back(std::move(contact));
    std::vector<Finding> findings;
    for (const Rule* rule : conformance::rules()) {
        if (!is_of_one_answer(*rule, !head.empty())) continue;
        const auto judgement = rule->judge(evidence);
        if (judgement.kind != conformance::Judgement::Kind::broken) continue;
        findings.push_back(
            {rule->level == conformance::Level::must, std::string{rule->id}, says(*rule, judgement)});
    }
    return findings;
}

}  // namespace cupspec::cli
