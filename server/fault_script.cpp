#include "server/fault_script.hpp"

#include "base/nearest.hpp"
#include "protocol/quoted.hpp"
#include "server/errc.hpp"
#include "server/fault_words.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

using protocol::quoted;

constexpr std::string_view kBlanks = " \t\r\v\f";
constexpr std::uint64_t kMostNumber = std::uint64_t{1} << 62U;
constexpr unsigned kAll = 100;

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (;;) {
        line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
        if (line.empty()) return words;
        const auto end = std::min(line.find_first_of(kBlanks), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

std::string_view without_comment(std::string_view line) { return line.substr(0, line.find('#')); }

/// N, N-M, N-, P% or *.
std::optional<FaultTimes> times_of(std::string_view word) {
    FaultTimes times;
    if (word == "*") return times;
    if (word.ends_with('%')) {
        word.remove_suffix(1);
        const auto percent = decimal(word, kAll);
        if (!percent || *percent == 0) return std::nullopt;
        times.percent = static_cast<unsigned>(*percent);
        return times;
    }
    const auto dash = word.find('-');
    const auto first = decimal(word.substr(0, dash), kMostNumber);
    if (!first || *first == 0) return std::nullopt;
    times.first = *first;
    if (dash == std::string_view::npos) times.last = *first;
    if (dash == std::string_view::npos || dash + 1 == word.size()) return times;
    const auto last = decimal(word.substr(dash + 1), kMostNumber);
    if (!last || *last < *first) return std::nullopt;
    times.last = *last;
    return times;
}

const FaultRule* find_rule(std::string_view name) {
    const auto rules = fault_rules();
    const auto found =
        std::find_if(rules.begin(), rules.end(), [name](const FaultRule& rule) { return rule.name == name; });
    return found == rules.end() ? nullptr : &*found;
}

std::string no_such_fault(std::string_view name) {
    std::vector<std::string_view> names;
    for (const FaultRule& rule : fault_rules()) names.push_back(rule.name);
    return quoted(name) + " is no fault; " + suggestion(name, names);
}

std::string joined(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words) (text += text.empty() ? "" : " ") += word;
    return text;
}

/// Takes `when CONDITION` off the end of the words. @return otherwise what is wrong
std::optional<std::string> take_condition(const FaultRule& rule, std::span<const std::string_view>& words,
                                          FaultLine& line) {
    constexpr std::string_view kWhen = "when";
    const auto when = std::find(words.begin(), words.end(), kWhen);
    if (when == words.end()) return std::nullopt;
    const auto at = static_cast<std::size_t>(when - words.begin());
    if (words.size() != at + 2) return "when takes one condition, such as \"when get\"";
    if (rule.stage != FaultStage::delivery)
        return "when goes with the faults of answers; " + std::string{rule.name} + " is none of them";
    ReadCondition read = read_condition(words.back());
    if (!read.condition) return std::move(read.trouble);
    line.when = read.condition;
    words = words.first(at);
    return std::nullopt;
}

/// Steele, Lea and Flood's SplitMix64: what numbers next to each other give is as if by chance.
std::uint64_t mixed(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

bool holds(const FaultTimes& times, std::uint64_t number, std::uint64_t chance) {
    return number >= times.first && number <= times.last && chance % kAll < times.percent;
}

}  // namespace

bool FaultScript::has(FaultStage stage) const {
    return std::any_of(lines.begin(), lines.end(),
                       [stage](const FaultLine& line) { return rule_of(line.fault.kind).stage == stage; });
}

bool FaultScript::has_conditions() const {
    return std::any_of(lines.begin(), lines.end(),
                       [](const FaultLine& line) { return line.when.has_value(); });
}

Result<FaultLine> parse_fault_line(std::string_view text, std::string where) {
    constexpr std::size_t kLeast = 3;
    const auto words = words_of(without_comment(text));
    const auto bad = [&where](std::string why) { return Error{Errc::bad_fault, where, std::move(why)}; };
    if (words.size() < kLeast) {
        return bad(protocol::quoted(joined(words)) +
                   ": ROUTER|* REQUEST FAULT is needed, such as \"* 1 status 503\"");
    }
    FaultLine line;
    if (words[0] != "*") {
        const auto router = protocol::parse_eui64(words[0]);
        if (!router || router->value == 0)
            return bad(quoted(words[0]) + " is no router; an EUI such as ::1, or * for each");
        line.router = *router;
    }
    const auto times = times_of(words[1]);
    if (!times) return bad(quoted(words[1]) + " is no request; N, N-M, N-, P% or *, counted from 1");
    line.times = *times;
    const FaultRule* rule = find_rule(words[2]);
    if (rule == nullptr) return bad(no_such_fault(words[2]));
    if (rule->stage == FaultStage::connection && line.router) {
        return bad(std::string{rule->name} + " comes before the router is known; * in place of " +
                   quoted(words[0]) + ", and the number is a connection's");
    }
    line.fault.kind = rule->kind;
    line.fault.text = joined(std::span{words}.subspan(2));
    std::span<const std::string_view> arguments = std::span{words}.subspan(kLeast);
    if (auto trouble = take_condition(*rule, arguments, line)) return bad(std::move(*trouble));
    if (auto trouble = read_arguments(*rule, arguments, line.fault)) return bad(std::move(*trouble));
    line.where = std::move(where);
    return line;
}

Result<FaultScript> parse_faults(std::string_view text, const std::string& source) {
    FaultScript script;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const std::string_view line = without_comment(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (line.find_first_not_of(kBlanks) == std::string_view::npos) continue;
        auto parsed = parse_fault_line(line, source + ':' + std::to_string(number));
        if (!parsed) return parsed.error();
        script.lines.push_back(std::move(*parsed));
    }
    return script;
}

std::vector<PickedFault> pick(const FaultScript& script, std::optional<protocol::Eui64> router,
                              std::uint64_t number) {
    std::vector<PickedFault> picked;
    const std::uint64_t whose = mixed(script.seed ^ mixed(router ? router->value : 0));
    for (std::size_t i = 0; i < script.lines.size(); ++i) {
        const FaultLine& line = script.lines[i];
        const bool is_connection = rule_of(line.fault.kind).stage == FaultStage::connection;
        if (is_connection == router.has_value() || line.when) continue;
        if (line.router && line.router != router) continue;
        if (!holds(line.times, number, mixed(mixed(whose ^ number) ^ i))) continue;
        picked.push_back({line.fault, number, line.where, {}});
    }
    return picked;
}

bool takes_turn(const FaultScript& script, std::size_t index, std::optional<protocol::Eui64> router,
                std::uint64_t number) {
    const std::uint64_t whose = mixed(script.seed ^ mixed(router ? router->value : 0));
    return holds(script.lines.at(index).times, number, mixed(mixed(whose ^ number) ^ index));
}

std::string describe(const PickedFault& picked) {
    const bool is_connection = rule_of(picked.fault.kind).stage == FaultStage::connection;
    const std::string what = "fault \"" + picked.fault.text + "\" at " +
                             (is_connection ? "connection " : "request ") + std::to_string(picked.number) +
                             " (" + picked.where + ')';
    return picked.obstacle.empty() ? what : what + " changed nothing: " + picked.obstacle;
}

}  // namespace cupspec::server
