#include "report/case_text.hpp"
#include "report/formats.hpp"
#include "report/style.hpp"

#include <nlohmann/json.hpp>

namespace cupspec::report {
namespace {

/// A scalar of YAML; a JSON text is one. Source: YAML 1.2 §1.3.
std::string yaml_scalar(std::string_view text) {
    return nlohmann::json(clean_text(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A description may hold no bare # or \, which begin a directive and an escape.
std::string tap_description(std::string_view text) {
    std::string out;
    for (const char c : clean_text(printable(text))) {
        if (c == '#' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string yaml_line(std::string_view key, std::string_view text) {
    return text.empty() ? std::string{} : "  " + std::string{key} + ": " + yaml_scalar(text) + '\n';
}

std::string yaml_place(const Place& place) {
    if (place.file.empty()) return {};
    std::string out = "  at:\n    file: " + yaml_scalar(place.file) + '\n';
    if (place.line > 0) out += "    line: " + std::to_string(place.line) + '\n';
    if (place.column > 0) out += "    column: " + std::to_string(place.column) + '\n';
    return out;
}

std::string yaml_mismatches(const Case& one) {
    const auto mismatches = all_mismatches(one);
    if (mismatches.empty()) return {};
    std::string out = "  mismatches:\n";
    for (const Mismatch& mismatch : mismatches) {
        out += "    - what: " + yaml_scalar(mismatch.what) + '\n' +
               "      expected: " + yaml_scalar(mismatch.expected) + '\n' +
               "      actual: " + yaml_scalar(mismatch.actual) + '\n';
    }
    return out;
}

/// Milliseconds with three decimals.
std::string milliseconds_text(std::chrono::microseconds took) {
    constexpr std::int64_t kMicrosecondsPerMillisecond = 1000;
    constexpr std::size_t kDecimals = 3;
    const std::string digits = std::to_string(took.count() % kMicrosecondsPerMillisecond);
    return std::to_string(took.count() / kMicrosecondsPerMillisecond) + '.' +
           std::string(kDecimals - digits.size(), '0') + digits;
}

std::string yaml_block(const Case& one) {
    std::string out = "  ---\n  verdict: " + std::string{to_string(one.verdict)} + '\n' +
                      "  duration_ms: " + milliseconds_text(one.took) + '\n';
    out += yaml_line("level", one.level);
    if (one.verdict == Verdict::passed) return out + "  ...\n";
    out += yaml_line("message", reason_of(one)) + yaml_place(place_of(one)) + yaml_mismatches(one) +
           yaml_line("source", one.source) + yaml_line("harm", one.harm) + yaml_line("remedy", one.remedy);
    if (!one.reproductions.empty()) out += "  again:\n";
    for (const Reproduction& line : one.reproductions) out += "    - " + yaml_scalar(line.command) + '\n';
    return out + "  ...\n";
}

std::string tap_directive(const Case& one) {
    if (is_known_failure(one)) return " # TODO " + tap_description(one.known->reason);
    if (one.verdict == Verdict::skipped) return " # SKIP " + tap_description(one.message);
    return {};
}

}  // namespace

std::string to_tap(const Results& results) {
    std::string out = "TAP version 14\n1.." + std::to_string(results.cases.size()) + '\n';
    std::size_t number = 0;
    for (const Case& one : results.cases) {
        out += (is_bad(one.verdict) ? "not ok " : "ok ") + std::to_string(++number) + " - " +
               tap_description(case_title(one)) + tap_directive(one) + '\n' + yaml_block(one);
    }
    return out + "# " + counts_text(results.cases) + '\n';
}

}  // namespace cupspec::report
