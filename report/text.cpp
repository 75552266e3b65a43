#include "report/text.hpp"

#include "base/hex.hpp"
#include "report/exchange_text.hpp"

#include <algorithm>
#include <string_view>

namespace cupspec::report {
namespace {

std::string crc_table(const std::vector<Checksum>& checksums) {
    constexpr std::size_t kDecimalWidth = 10;
    if (checksums.empty()) return {};
    std::size_t kinds = 0;
    std::size_t names = 0;
    for (const Checksum& entry : checksums) {
        kinds = std::max(kinds, entry.kind.size());
        names = std::max(names, entry.name.size());
    }
    std::string out = "CRC-32\n";
    for (const Checksum& entry : checksums) {
        const std::string decimal = std::to_string(entry.crc);
        out += "  " + to_hex8(entry.crc) + "  " +
               std::string(kDecimalWidth - std::min(decimal.size(), kDecimalWidth), ' ') + decimal + "  " +
               padded(entry.kind, kinds) + "  " + padded(entry.name, names) + "  " + bytes_text(entry.bytes) +
               '\n';
    }
    return out;
}

std::string mismatch_text(const Mismatch& mismatch, Style style) {
    return style.paint(Colour::red, mismatch.what) + '\n' + "  expected: " + printable(mismatch.expected) +
           '\n' + "  actual:   " + printable(mismatch.actual) + '\n';
}

std::string exchanged_text(const Event& event, const Results& results, Depth depth, Style style) {
    std::string out;
    if (event.round) out += round_text(round_of(event, results), event.package, depth, style);
    if (event.lns) out += lns_text(*event.lns, depth, style);
    if (event.exchange && !event.round)
        out += exchange_text(results.exchanges.at(*event.exchange).exchange, depth, style);
    return out;
}

std::string step_text(const Event& event, const Results& results, const TextOptions& options) {
    const Style style = options.style;
    const bool wrong = is_bad(event.verdict);
    std::string out = style.paint(Colour::bold, printable(event.title)) + "  " +
                      verdict_word(event.verdict, style) + "  " + took_text(event.took) + '\n';
    std::string body;
    if (event.at) body += "at " + scenarios::span_text(*event.at) + " on the gateway's clock\n";
    if (wrong && !event.place.told.empty()) body += "at " + printable(event.place.told) + '\n';
    if (!event.message.empty()) body += printable(event.message) + '\n';
    for (const Mismatch& mismatch : event.mismatches) body += mismatch_text(mismatch, style);
    for (const std::string& fault : event.faults) body += "on purpose: " + printable(fault) + '\n';
    body +=
        exchanged_text(event, results, options.annotated || wrong ? Depth::annotated : Depth::decoded, style);
    return out + indented(body, 2);
}

std::string message_text(const Case& one) {
    return one.message.empty() ? std::string{} : printable(one.message) + '\n';
}

std::string kept_text(const Case& one) {
    return one.kept.empty() ? std::string{} : "kept in " + printable(one.kept) + '\n';
}

/// What went wrong, once more at the end: nobody scrolls through what passed.
std::string failures_text(const Results& results) {
    std::string out;
    for (const Case& one : results.cases) {
        if (!is_bad(one.verdict)) continue;
        const std::string reason = reason_of(one);
        out += "  " + one.id + (reason.empty() ? "" : ": " + reason) + '\n';
    }
    return out.empty() || results.cases.size() < 2 ? std::string{} : "what went wrong\n" + out;
}

bool shown_in_full(const Case& one, Full full) {
    return full == Full::all || (full == Full::bootstrap && one.id == "bootstrap");
}

}  // namespace

std::string scenario_text(const Case& one, const Results& results, const TextOptions& options) {
    std::string out = options.style.paint(Colour::bold, one.id);
    if (!one.title.empty()) out += ": " + printable(one.title);
    out += '\n';
    std::string body = one.about.empty() ? "" : printable(one.about) + '\n';
    body += crc_table(one.checksums);
    for (const Event& event : one.events)
        body += (body.empty() ? "" : "\n") + step_text(event, results, options);
    body += message_text(one) + kept_text(one);
    return out + indented(body, 2) + '\n';
}

std::string result_text(const Case& one, const Results& results, const TextOptions& options, bool details) {
    constexpr std::size_t kWordWidth = 4;
    constexpr std::size_t kTookWidth = std::string_view{"9999 ms"}.size();
    const std::string took = took_text(one.took);
    std::string out = verdict_word(one.verdict, options.style, kWordWidth) + ' ' +
                      padded(one.id, options.name_width) + "  " +
                      std::string(kTookWidth - std::min(kTookWidth, took.size()), ' ') + took;
    if (!one.title.empty()) out += "  " + printable(one.title);
    if (one.attempts > 1) out += " (attempt " + std::to_string(one.attempts) + ')';
    out += '\n';
    if (!details) return out;
    std::string body = message_text(one);
    for (const Event& event : one.events) {
        if (is_bad(event.verdict) || event.verdict == Verdict::warning)
            body += step_text(event, results, options);
    }
    if (is_bad(one.verdict)) body += kept_text(one);
    return out + indented(body, kWordWidth + 1);
}

std::string summary_text(const Results& results, Style style) {
    return failures_text(results) +
           style.paint(results.ok() ? Colour::green : Colour::red, counts_text(results.cases)) + " in " +
           took_text(results.took) + '\n';
}

std::string to_text(const Results& results, TextOptions options) {
    if (!results.servers.empty()) return servers_text(results, options);
    std::string out;
    for (const Case& one : results.cases) {
        if (shown_in_full(one, options.full)) out += scenario_text(one, results, options);
        options.name_width = std::max(options.name_width, one.id.size());
    }
    for (const Case& one : results.cases)
        out += result_text(one, results, options, !shown_in_full(one, options.full));
    return out + summary_text(results, options.style);
}

}  // namespace cupspec::report
