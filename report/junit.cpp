#include "base/moment.hpp"
#include "report/case_text.hpp"
#include "report/formats.hpp"

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <sstream>
#include <utility>

namespace cupspec::report {
namespace {

/// pugixml escapes what XML can say; what it cannot say (U+FFFE, U+FFFF) is replaced.
std::string xml_text(std::string_view text) {
    constexpr std::array<std::string_view, 2> kNoCharacters{"\xEF\xBF\xBE", "\xEF\xBF\xBF"};
    std::string out = clean_text(text);
    for (const std::string_view no_character : kNoCharacters) {
        for (std::size_t at = 0; (at = out.find(no_character, at)) != std::string::npos;)
            out.replace(at, no_character.size(), "?");
    }
    return out;
}

void set(pugi::xml_node node, const char* name, std::string_view value) {
    node.append_attribute(name).set_value(xml_text(value).c_str());
}

void set(pugi::xml_node node, const char* name, std::size_t value) {
    node.append_attribute(name).set_value(static_cast<unsigned long long>(value));
}

/// Seconds with six decimals, whatever the locale.
void set_time(pugi::xml_node node, std::chrono::microseconds took) {
    constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
    constexpr std::size_t kDecimals = 6;
    const std::string digits = std::to_string(took.count() % kMicrosecondsPerSecond);
    set(node, "time",
        std::to_string(took.count() / kMicrosecondsPerSecond) + '.' +
            std::string(kDecimals - digits.size(), '0') + digits);
}

struct Tally {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    std::chrono::microseconds took{0};

    void add(const Case& one) {
        ++tests;
        took += one.took;
        const bool passed_over = one.verdict == Verdict::skipped || is_known_failure(one);
        skipped += passed_over ? 1 : 0;
        failures += !passed_over && one.verdict == Verdict::failed ? 1 : 0;
        errors += !passed_over && one.verdict == Verdict::broken ? 1 : 0;
    }

    void write(pugi::xml_node node) const {
        set(node, "tests", tests);
        set(node, "failures", failures);
        set(node, "errors", errors);
        set(node, "skipped", skipped);
    }
};

void add_property(pugi::xml_node properties, std::string_view name, std::string_view value) {
    pugi::xml_node property = properties.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
}

void add_verdict(pugi::xml_node node, const Case& one, const Results& results) {
    const std::string details = xml_text(case_details(one, results));
    if (one.verdict == Verdict::skipped || is_known_failure(one)) {
        set(node.append_child("skipped"), "message",
            is_known_failure(one) ? one.known->reason : reason_of(one));
    } else if (is_bad(one.verdict)) {
        pugi::xml_node failure = node.append_child(one.verdict == Verdict::failed ? "failure" : "error");
        set(failure, "message", reason_of(one));
        set(failure, "type", one.level.empty() ? std::string{to_string(one.verdict)} : one.level);
        failure.text().set(details.c_str());
    } else if (one.verdict == Verdict::warning) {
        node.append_child("system-out").text().set(("warning: " + details).c_str());
    }
}

void add_case(pugi::xml_node suite, const Case& one, const Results& results) {
    pugi::xml_node node = suite.append_child("testcase");
    set(node, "name", case_title(one));
    set(node, "classname", "cupspec." + (one.group.empty() ? results.command : one.group));
    set_time(node, one.took);
    const Place place = place_of(one);
    if (!place.file.empty()) set(node, "file", place.file);
    if (place.line > 0) set(node, "line", place.line);
    add_verdict(node, one, results);
}

/// The groups in the order in which they first occur.
std::vector<std::string> groups_of(const Results& results) {
    std::vector<std::string> groups;
    for (const Case& one : results.cases)
        if (std::find(groups.begin(), groups.end(), one.group) == groups.end()) groups.push_back(one.group);
    return groups;
}

void add_suite(pugi::xml_node root, const std::string& group, const Results& results) {
    pugi::xml_node suite = root.append_child("testsuite");
    set(suite, "name", group.empty() ? results.command : group);
    Tally tally;
    for (const Case& one : results.cases)
        if (one.group == group) tally.add(one);
    tally.write(suite);
    set_time(suite, tally.took);
    const std::string moment = moment_text(results.started);
    set(suite, "timestamp", std::string_view{moment}.substr(0, moment.find('.')));
    pugi::xml_node properties = suite.append_child("properties");
    add_property(properties, "cupspec.version", results.version);
    add_property(properties, "cupspec.subject", results.title);
    if (results.seed) add_property(properties, "cupspec.seed", std::to_string(*results.seed));
    for (const Case& one : results.cases)
        if (one.group == group) add_case(suite, one, results);
}

}  // namespace

std::string to_junit(const Results& results) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version").set_value("1.0");
    declaration.append_attribute("encoding").set_value("UTF-8");
    pugi::xml_node root = document.append_child("testsuites");
    set(root, "name", "cupspec " + results.command);
    Tally tally;
    for (const Case& one : results.cases) tally.add(one);
    tally.write(root);
    set_time(root, results.took);
    for (const std::string& group : groups_of(results)) add_suite(root, group, results);
    std::ostringstream out;
    document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
    return std::move(out).str();
}

}  // namespace cupspec::report
