#include "conformance/rule.hpp"

#include "base/nearest.hpp"
#include "conformance/areas.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace cupspec::conformance {
namespace {

constexpr std::array<std::string_view, 10> kAreas{"transport",   "http",        "request",  "framing",
                                                  "uris",        "credentials", "firmware", "identity",
                                                  "convergence", "robustness"};

std::vector<const Rule*> collect() {
    std::vector<const Rule*> all;
    for (const auto& area :
         {transport_rules(), http_rules(), request_rules(), framing_rules(), uri_rules(), credential_rules(),
          firmware_rules(), identity_rules(), convergence_rules(), robustness_rules()})
        all.insert(all.end(), area.begin(), area.end());
    return all;
}

}  // namespace

std::string_view to_string(Level level) { return level == Level::must ? "must" : "should"; }
std::string_view to_string(Area area) { return kAreas.at(static_cast<std::size_t>(area)); }

Area Rule::area() const {
    const auto* const found = std::ranges::find(kAreas, id.substr(0, id.find('/')));
    return static_cast<Area>(found - kAreas.begin());
}

Judgement kept(std::optional<std::size_t> contact) {
    Judgement judgement;
    judgement.contact = contact;
    return judgement;
}

Judgement broken(std::string expected, std::string actual, std::optional<std::size_t> contact) {
    Judgement judgement;
    judgement.kind = Judgement::Kind::broken;
    judgement.expected = std::move(expected);
    judgement.actual = std::move(actual);
    judgement.contact = contact;
    return judgement;
}

Judgement not_judged(std::string reason) {
    Judgement judgement;
    judgement.kind = Judgement::Kind::not_judged;
    judgement.reason = std::move(reason);
    return judgement;
}

std::span<const Rule* const> rules() {
    static const std::vector<const Rule*> all = collect();
    return all;
}

const Rule* find_rule(std::string_view id) {
    const auto all = rules();
    const auto found = std::ranges::find_if(all, [&](const Rule* rule) { return rule->id == id; });
    return found == all.end() ? nullptr : *found;
}

std::string rule_advice(std::string_view id) {
    constexpr std::size_t kMost = 6;
    std::vector<std::string_view> ids;
    std::vector<std::string_view> alike;
    for (const Rule* rule : rules()) {
        ids.push_back(rule->id);
        if (!id.empty() && rule->id.find(id) != std::string_view::npos) alike.push_back(rule->id);
    }
    if (alike.empty()) {
        if (const auto near = nearest(id, ids)) alike.push_back(*near);
    }
    if (alike.empty() || alike.size() > kMost) return "cupspec check --list shows all of them";
    std::string text = "did you mean ";
    for (const std::string_view one : alike)
        text += (one == alike.front() ? "\"" : ", \"") + std::string{one} + '"';
    return text + '?';
}

}  // namespace cupspec::conformance
