#include "server/plan_memory.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

bool are_the_same(const std::vector<SeenFile>& before, const std::vector<SeenFile>& now) {
    return std::equal(
        before.begin(), before.end(), now.begin(), now.end(),
        [](const SeenFile& a, const SeenFile& b) { return a.path == b.path && a.mark == b.mark; });
}

}  // namespace

bool PlanMemory::is_as_it_was(Entry& entry, TimePoint now) {
    const std::uint64_t round = watch_.round();
    const bool is_recent = now >= entry.compared && now - entry.compared < kLooksAgain;
    if (entry.round == round && entry.is_watched && is_recent) return true;
    if (entry.round != round) {
        // Watched before they are compared: what happens meanwhile is told of next time.
        std::vector<std::string> paths;
        for (const SeenFile& file : entry.files) paths.push_back(file.path);
        entry.is_watched = watch_.add(paths);
        entry.round = round;
    }
    entry.compared = now;
    return std::all_of(entry.files.begin(), entry.files.end(),
                       [](const SeenFile& file) { return mark_of(file.path) == file.mark; });
}

const KnownPlan* PlanMemory::find(const protocol::UpdateInfo& request, TimePoint now) {
    const auto found = entries_.find(request.router.value);
    if (found == entries_.end()) return nullptr;
    Entry& entry = found->second;
    if (!entry.is_trusted || entry.request != request) return nullptr;
    if (is_as_it_was(entry, now)) return &entry.known;
    entry.is_trusted = false;
    return nullptr;
}

void PlanMemory::remember(const protocol::UpdateInfo& request, const Plan& plan, LoadedState& loaded,
                          ReadingTime time) {
    if (!plan.changes_nothing() || !loaded.is_from_files) {
        entries_.erase(request.router.value);
        return;
    }
    if (entries_.size() >= kMost && !entries_.contains(request.router.value)) {
        entries_.clear();
        watch_.clear();
    }
    Entry& entry = entries_[request.router.value];
    const bool stand = !entry.files.empty() && are_the_same(entry.files, loaded.files);
    if (!stand) entry.since = time.ended;
    entry.round = 0;
    entry.is_trusted = stand && time.began - entry.since >= kStandingStill;
    entry.request = request;
    entry.files = std::move(loaded.files);
    entry.known = {plan, loaded.warnings};
}

}  // namespace cupspec::server
