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

const KnownPlan* PlanMemory::find(const protocol::UpdateInfo& request) const {
    const auto found = entries_.find(request.router.value);
    if (found == entries_.end()) return nullptr;
    const Entry& entry = found->second;
    if (!entry.is_trusted || entry.request != request) return nullptr;
    const bool is_so = std::all_of(entry.files.begin(), entry.files.end(),
                                   [](const SeenFile& file) { return mark_of(file.path) == file.mark; });
    return is_so ? &entry.known : nullptr;
}

void PlanMemory::remember(const protocol::UpdateInfo& request, const Plan& plan, LoadedState& loaded,
                          ReadingTime time) {
    if (!plan.changes_nothing() || !loaded.is_from_files) {
        entries_.erase(request.router.value);
        return;
    }
    if (entries_.size() >= kMost && !entries_.contains(request.router.value)) entries_.clear();
    Entry& entry = entries_[request.router.value];
    const bool stand = !entry.files.empty() && are_the_same(entry.files, loaded.files);
    if (!stand) entry.since = time.ended;
    entry.is_trusted = stand && time.began - entry.since >= kStandingStill;
    entry.request = request;
    entry.files = std::move(loaded.files);
    entry.known = {plan, loaded.warnings};
}

}  // namespace cupspec::server
