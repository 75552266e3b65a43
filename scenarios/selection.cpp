#include "scenarios/selection.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::scenarios {
namespace {

bool is_wanted(const Scenario& scenario, const RunOptions& options) {
    const bool fits = options.filters.empty() ||
                      std::any_of(options.filters.begin(), options.filters.end(),
                                  [&](const std::string& glob) { return matches(glob, scenario.name); });
    const auto has = [&scenario](const std::string& tag) {
        return std::find(scenario.tags.begin(), scenario.tags.end(), tag) != scenario.tags.end();
    };
    return fits && (options.tags.empty() || std::any_of(options.tags.begin(), options.tags.end(), has));
}

}  // namespace

bool matches(std::string_view glob, std::string_view name) {
    std::size_t g = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos;  // of the last `*`, and where the name stood then
    std::size_t retry = 0;
    while (n < name.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            retry = n;
        } else if (g < glob.size() && (glob[g] == '?' || glob[g] == name[n])) {
            ++g;
            ++n;
        } else if (star != std::string_view::npos) {
            g = star + 1;
            n = ++retry;
        } else {
            return false;
        }
    }
    return glob.find_first_not_of('*', g) == std::string_view::npos;
}

std::vector<Scenario> select(std::vector<Scenario> scenarios, const RunOptions& options) {
    std::vector<Scenario> selected;
    unsigned turn = 0;
    for (Scenario& scenario : scenarios) {
        if (!is_wanted(scenario, options)) continue;
        const bool ours = options.shards < 2 || turn % options.shards + 1 == options.shard;
        ++turn;
        if (ours) selected.push_back(std::move(scenario));
    }
    return selected;
}

}  // namespace cupspec::scenarios
