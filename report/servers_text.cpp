#include "report/text.hpp"

#include <algorithm>
#include <string_view>

namespace cupspec::report {
namespace {

constexpr std::size_t kRuleWord = 4;
constexpr std::size_t kTableWord = 6;

/// A known failure is none of this check's.
std::string rule_word(const Case& one, Style style, std::size_t width) {
    if (is_known_failure(one)) return style.paint(Colour::yellow, padded("known", width));
    return verdict_word(one.verdict, style, width);
}

std::string rule_line(const Case& one, Style style) {
    return rule_word(one, style, kRuleWord) + ' ' + (one.rule.empty() ? one.id : one.rule) + "  " +
           one.title + '\n';
}

/// "a round of the gateway's life: POST https://cups.example:443 -> 200, 14 bytes, 3 ms"
std::string contact_text(const Event& contact, const Results& results) {
    const Recorded& recorded = results.exchanges.at(contact.exchange.value());
    const auto& exchange = recorded.exchange;
    std::string out = contact.title + ": " +
                      exchange.request_head.substr(0, exchange.request_head.find(' ')) + ' ' + recorded.url +
                      " -> ";
    if (exchange.status != 0) {
        out += std::to_string(exchange.status) + ", " +
               bytes_text(exchange.response_body.size() + exchange.update_omitted);
        if (!contact.message.empty()) out += ", ";
    }
    return out + contact.message + ", " + took_text(exchange.took);
}

/// What a server's author needs to know of a rule that is broken.
std::string rule_details(const Case& one, const Results& results) {
    constexpr std::size_t kNameWidth = 10;
    std::string out;
    const auto line = [&out](std::string_view name, const std::string& text) {
        if (!text.empty()) out += padded(std::string{name}, kNameWidth) + printable(text) + '\n';
    };
    for (const Mismatch& mismatch : one.mismatches) {
        line("expected:", mismatch.expected);
        line("actual:", mismatch.actual);
    }
    line("reason:", one.message);
    for (const Event& event : one.events) {
        line("shown by:", contact_text(event, results));
        for (const Mark& mark : event.marks) line("where:", byte_range(mark) + " of the answer's body");
    }
    if (one.known && one.known->state == KnownState::known) line("known:", one.known->reason);
    if (one.known && one.known->found == Verdict::passed) return indented(out, kRuleWord + 1);
    line("harm:", one.harm);
    line("remedy:", one.remedy);
    line("source:", one.source);
    return indented(out, kRuleWord + 1);
}

std::string rule_text(const Case& one, const Results& results, const TextOptions& options) {
    const bool wrong = is_bad(one.verdict) || one.verdict == Verdict::warning;
    if (options.quiet ? is_fatal(one) : wrong)
        return rule_line(one, options.style) + rule_details(one, results);
    if (!options.annotated || options.quiet) return {};
    std::string out = rule_line(one, options.style);
    if (!one.message.empty()) out += indented(printable(one.message), kRuleWord + 1);
    return out;
}

/// "framing      3 of 4, 1 failed" for each group of rules.
std::string areas_text(std::span<const Case> rules, Style style) {
    constexpr std::size_t kAreaWidth = 12;
    std::string out;
    while (!rules.empty()) {
        const std::string& group = rules.front().group;
        const auto end = std::ranges::find_if(rules, [&](const Case& one) { return one.group != group; });
        const auto area = rules.first(static_cast<std::size_t>(end - rules.begin()));
        out += padded(group, kAreaWidth) + ' ' + std::to_string(count_of(area, Verdict::passed)) + " of " +
               std::to_string(area.size());
        if (const std::size_t failed = count_of(area, Verdict::failed); failed > 0)
            out += ", " + style.paint(Colour::red, std::to_string(failed) + " failed");
        out += other_counts(area) + '\n';
        rules = rules.subspan(area.size());
    }
    return indented(out, 2);
}

std::string server_summary(const Server& server, const Results& results, Style style) {
    const auto cases = cases_of(server, results);
    std::string out = counts_text(cases);
    if (server.attempts > 1) out += ", attempt " + std::to_string(server.attempts);
    const bool ok = std::ranges::none_of(cases, is_fatal);
    return style.paint(ok ? Colour::green : Colour::red, out) + " in " + took_text(server.took) + '\n';
}

std::string server_text(const Server& server, const Results& results, const TextOptions& options) {
    std::string out = options.style.paint(Colour::bold, server.url) + "  as " + server.router + '\n';
    const auto cases = cases_of(server, results);
    if (!options.quiet && server.trouble.empty()) out += areas_text(rules_of(server, results), options.style);
    for (const Case& one : cases) out += rule_text(one, results, options);
    out += server_summary(server, results, options.style);
    if (options.quiet || options.annotated || !server.trouble.empty()) return out;
    return out + (count_of(cases, Verdict::skipped) > 0 ? "-v says why rules were skipped\n" : "");
}

std::string table_row(std::size_t rule, const Results& results, Style style) {
    std::string out;
    for (const Server& server : results.servers)
        out += rule_word(rules_of(server, results)[rule], style, kTableWord) + ' ';
    return out + rules_of(results.servers.front(), results)[rule].rule + '\n';
}

/// The rule came out the same at every server that could be judged: nobody looks for a difference there.
bool is_everywhere(Verdict verdict, std::size_t rule, const Results& results) {
    return std::ranges::all_of(results.servers, [&](const Server& server) {
        return !server.trouble.empty() || rules_of(server, results)[rule].verdict == verdict;
    });
}

/// "71 rules passed everywhere": what has no row in the table. @param all there is a row for each rule
std::string table_rows(const Results& results, bool all, Style style) {
    std::string out;
    std::size_t passed = 0;
    std::size_t skipped = 0;
    for (std::size_t rule = 0; rule < rules_of(results.servers.front(), results).size(); ++rule) {
        if (!all && is_everywhere(Verdict::skipped, rule, results)) {
            ++skipped;  // also where no server could be judged
        } else if (!all && is_everywhere(Verdict::passed, rule, results)) {
            ++passed;
        } else {
            out += table_row(rule, results, style);
        }
    }
    const auto line = [](std::size_t count, std::string_view what) {
        if (count == 0) return std::string{};
        return std::to_string(count) + (count == 1 ? " rule " : " rules ") + std::string{what} +
               " everywhere\n";
    };
    return out + line(passed, "passed") + line(skipped, "skipped");
}

std::string table_text(const Results& results, const TextOptions& options) {
    std::string out;
    for (std::size_t i = 0; i < results.servers.size(); ++i) {
        const Server& server = results.servers[i];
        out += std::string(i * (kTableWord + 1), ' ') + "+-- " + server.url + "  as " + server.router + '\n';
    }
    out += table_rows(results, options.annotated, options.style);
    for (const Server& server : results.servers) {
        out += server.url + ": " + server_summary(server, results, options.style);
        if (!server.trouble.empty()) out += indented(printable(server.trouble), 2);
    }
    return results.ok() || options.quiet ? out : out + "a check of one server says what went wrong at it\n";
}

}  // namespace

std::string servers_text(const Results& results, const TextOptions& options) {
    if (results.servers.size() > 1 && options.full != Full::all) return table_text(results, options);
    std::string out;
    for (const Server& server : results.servers) out += server_text(server, results, options);
    return out;
}

}  // namespace cupspec::report
