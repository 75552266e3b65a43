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
std::string areas_text(std::span<const Case> rules) {
    constexpr std::size_t kAreaWidth = 12;
    std::string out;
    while (!rules.empty()) {
        const std::string& group = rules.front().group;
        const auto end = std::ranges::find_if(rules, [&](const Case& one) { return one.group != group; });
        const auto area = rules.first(static_cast<std::size_t>(end - rules.begin()));
        out += padded(group, kAreaWidth) + ' ' + std::to_string(count_of(area, Verdict::passed)) + " of " +
               std::to_string(area.size());
        if (const std::size_t failed = count_of(area, Verdict::failed); failed > 0)
            out += ", " + std::to_string(failed) + " failed";
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
    if (!options.quiet) out += areas_text(rules_of(server, results));
    for (const Case& one : cases) out += rule_text(one, results, options);
    return out + server_summary(server, results, options.style);
}

/// One rule at each server. @return empty where it passed everywhere, unless all is to be shown
std::string table_row(std::size_t rule, const Results& results, const TextOptions& options) {
    std::string out;
    bool passed = true;
    for (const Server& server : results.servers) {
        const Case& one = rules_of(server, results)[rule];
        passed = passed && one.verdict == Verdict::passed;
        out += rule_word(one, options.style, kTableWord) + ' ';
    }
    if (passed && !options.annotated) return {};
    return out + rules_of(results.servers.front(), results)[rule].rule + '\n';
}

std::string table_text(const Results& results, const TextOptions& options) {
    std::string out;
    for (std::size_t i = 0; i < results.servers.size(); ++i) {
        const Server& server = results.servers[i];
        out += std::string(i * (kTableWord + 1), ' ') + "+-- " + server.url + "  as " + server.router + '\n';
    }
    std::size_t alike = 0;
    for (std::size_t rule = 0; rule < rules_of(results.servers.front(), results).size(); ++rule) {
        const std::string row = table_row(rule, results, options);
        alike += row.empty() ? 1 : 0;
        out += row;
    }
    if (alike > 0) out += std::to_string(alike) + (alike == 1 ? " rule" : " rules") + " passed everywhere\n";
    for (const Server& server : results.servers) {
        out += server.url + ": " + server_summary(server, results, options.style);
        if (!server.trouble.empty()) out += indented(printable(server.trouble), 2);
    }
    return out;
}

}  // namespace

std::string servers_text(const Results& results, const TextOptions& options) {
    if (results.servers.size() > 1 && options.full != Full::all) return table_text(results, options);
    std::string out;
    for (const Server& server : results.servers) out += server_text(server, results, options);
    return out;
}

}  // namespace cupspec::report
