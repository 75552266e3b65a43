#include "report/check_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace cupspec::report {
namespace {

using conformance::Area;
using conformance::CheckResult;
using conformance::KnownState;
using conformance::RuleResult;

constexpr std::size_t kAreaCount = 10;
constexpr std::size_t kAreaWidth = 13;
constexpr std::size_t kWordColumn = 5;

struct VerdictWord {
    std::string_view text;
    Colour colour;
};

VerdictWord verdict_word(Verdict verdict) {
    constexpr std::array<VerdictWord, 5> kWords{
        VerdictWord{"ok", Colour::green}, VerdictWord{"FAIL", Colour::red},
        VerdictWord{"warn", Colour::yellow}, VerdictWord{"skip", Colour::cyan},
        VerdictWord{"BROKEN", Colour::red}};
    return kWords.at(static_cast<std::size_t>(verdict));
}

std::string column(std::string_view text, std::size_t width) {
    std::string out{text};
    out.resize(std::max(out.size() + 1, width), ' ');
    return out;
}

std::string known_text(const RuleResult& result) {
    switch (result.known) {
        case KnownState::unknown: return {};
        case KnownState::known: return "known: " + result.known_reason;
        case KnownState::expired: return "known, but no longer put up with: " + result.known_reason;
        case KnownState::mended:
            return "passes now, take it off the list of known failures: " + result.known_reason;
    }
    return {};
}

std::string head_line(const RuleResult& result, Style style) {
    const VerdictWord word = verdict_word(result.verdict);
    return style.paint(word.colour, column(word.text, kWordColumn)) + std::string{result.rule->id} + "  " +
           std::string{result.rule->says} + '\n';
}

/// What a server's author needs to know of a rule that is broken.
std::string details(const RuleResult& result, const CheckResult& check) {
    std::string out;
    const auto line = [&out](std::string_view name, const std::string& text) {
        if (!text.empty()) out += column(name, kWordColumn + 5) + printable(text) + '\n';
    };
    line("expected:", result.expected);
    line("actual:", result.actual);
    line("reason:", result.reason);
    if (result.contact && *result.contact < check.evidence.contacts.size())
        line("shown by:", contact_text(check.evidence.contacts[*result.contact]));
    if (result.offset) {
        line("bytes:", std::to_string(*result.offset) + " to " +
                           std::to_string(*result.offset + result.bytes) + " of the answer's body");
    }
    line("harm:", std::string{result.rule->harm});
    line("remedy:", std::string{result.rule->remedy});
    line("source:", std::string{result.rule->source});
    line("", known_text(result));
    return indented(out, kWordColumn);
}

bool is_shown(const RuleResult& result, const CheckTextOptions& options) {
    if (options.quiet) return result.fatal();
    return result.verdict == Verdict::failed || result.verdict == Verdict::warning ||
           result.verdict == Verdict::broken || result.known != KnownState::unknown;
}

std::string rule_text(const RuleResult& result, const CheckResult& check, const CheckTextOptions& options) {
    if (is_shown(result, options)) return head_line(result, options.style) + details(result, check);
    if (!options.all || options.quiet) return {};
    std::string out = head_line(result, options.style);
    if (!result.reason.empty()) out += indented(printable(result.reason), kWordColumn);
    return out;
}

std::string area_line(Area area, const CheckResult& check) {
    std::array<std::size_t, 5> counts{};
    std::size_t all = 0;
    for (const RuleResult& result : check.rules) {
        if (result.rule->area() != area) continue;
        ++counts.at(static_cast<std::size_t>(result.verdict));
        ++all;
    }
    if (all == 0) return {};
    std::string out =
        column(to_string(area), kAreaWidth) + std::to_string(counts[0]) + " of " + std::to_string(all);
    for (const Verdict verdict : {Verdict::failed, Verdict::warning, Verdict::skipped, Verdict::broken}) {
        const std::size_t count = counts.at(static_cast<std::size_t>(verdict));
        if (count > 0) out += ", " + std::to_string(count) + ' ' + std::string{to_string(verdict)};
    }
    return out + '\n';
}

std::string areas_text(const CheckResult& check) {
    std::string out;
    for (std::size_t i = 0; i < kAreaCount; ++i) out += area_line(static_cast<Area>(i), check);
    return indented(out, 2);
}

std::string summary_line(const CheckResult& check, Style style) {
    std::string out = std::to_string(check.count(Verdict::passed)) + " passed, " +
                      std::to_string(check.count(Verdict::failed)) + " failed";
    for (const Verdict verdict : {Verdict::warning, Verdict::skipped, Verdict::broken}) {
        if (const std::size_t count = check.count(verdict); count > 0)
            out += ", " + std::to_string(count) + ' ' + std::string{to_string(verdict)};
    }
    if (check.attempts > 1) out += ", attempt " + std::to_string(check.attempts);
    out = style.paint(check.ok() ? Colour::green : Colour::red, out);
    return out + " in " + took_text(check.took) + '\n';
}

std::string matrix_row(std::size_t rule, const std::vector<CheckResult>& checks, Style style) {
    std::string out;
    for (const CheckResult& check : checks) {
        const VerdictWord word = verdict_word(check.rules[rule].verdict);
        out += style.paint(word.colour, column(word.text, kWordColumn + 2));
    }
    return out + std::string{checks.front().rules[rule].rule->id} + '\n';
}

bool passed_everywhere(std::size_t rule, const std::vector<CheckResult>& checks) {
    return std::ranges::all_of(
        checks, [rule](const CheckResult& check) { return check.rules[rule].verdict == Verdict::passed; });
}

}  // namespace

std::string contact_text(const conformance::Contact& contact) {
    const auto& exchange = contact.exchange;
    const std::string method = exchange.request_head.substr(0, exchange.request_head.find(' '));
    std::string out =
        std::string{purpose_rule(contact.purpose).says} + ": " + method + ' ' + contact.url + " -> ";
    if (exchange.status != 0) {
        out += std::to_string(exchange.status) + ", " +
               bytes_text(exchange.response_body.size() + exchange.update_omitted);
        if (!contact.failure.empty()) out += ", ";
    }
    return out + contact.failure + ", " + took_text(exchange.took);
}

std::string check_text(const CheckResult& check, const CheckTextOptions& options) {
    std::string out = options.style.paint(Colour::bold, check.url) + "  as " + check.router + '\n';
    if (!check.trouble.empty()) out += options.style.paint(Colour::red, printable(check.trouble)) + '\n';
    if (!options.quiet) out += areas_text(check);
    for (const RuleResult& result : check.rules) out += rule_text(result, check, options);
    return out + summary_line(check, options.style);
}

std::string matrix_text(const std::vector<CheckResult>& checks, const CheckTextOptions& options) {
    std::string out;
    std::size_t alike = 0;
    for (std::size_t i = 0; i < checks.size(); ++i) {
        out += std::string(i * (kWordColumn + 2), ' ') + "+-- ";
        out += checks[i].url + "  as " + checks[i].router + '\n';
    }
    for (std::size_t rule = 0; rule < checks.front().rules.size(); ++rule) {
        if (!options.all && passed_everywhere(rule, checks)) {
            ++alike;
        } else {
            out += matrix_row(rule, checks, options.style);
        }
    }
    if (alike > 0) out += std::to_string(alike) + " rules passed everywhere\n";
    for (const CheckResult& check : checks) {
        out += check.url + ": " + summary_line(check, options.style);
        if (!check.trouble.empty()) out += indented(printable(check.trouble), 2);
    }
    return out;
}

}  // namespace cupspec::report
