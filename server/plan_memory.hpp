#pragma once

#include "base/file_watch.hpp"
#include "base/time.hpp"
#include "protocol/update_info.hpp"
#include "server/decide.hpp"
#include "server/gateway_files.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace cupspec::server {

/// What was decided for a request, and what was said of the files.
struct KnownPlan {
    Plan plan;
    std::vector<std::string> warnings;
};

/// When files were read; of a clock that is the same at each call.
struct ReadingTime {
    TimePoint began;
    TimePoint ended;
};

/// The plans that change nothing, which is what a gateway in its steady state gets at every poll: remembered
/// for the same request of the same gateway while every file the plan was made from is as it was. Firmware
/// and credentials are never among them. For one executor.
class PlanMemory {
public:
    /// Before a plan is trusted its files must have stood still for so long when they are read: a file system
    /// tells two writes apart only when its clock has moved between them (4 ms on most Linux kernels, 10 ms
    /// on some).
    static constexpr std::chrono::milliseconds kStandingStill{100};

    /// The files are compared one by one only when a watch on their directories has told of a change, cannot
    /// be had, or nobody has compared them for so long: a watch overlooks some rare ways to write
    /// (FileWatch).
    static constexpr std::chrono::seconds kLooksAgain{10};

    /// @return null when it has to be decided anew; valid until the next call of `remember`
    const KnownPlan* find(const protocol::UpdateInfo& request, TimePoint now);

    /// Keeps the plan if it changes nothing and came from files that have stood still.
    /// @param loaded loses its files
    void remember(const protocol::UpdateInfo& request, const Plan& plan, LoadedState& loaded,
                  ReadingTime time);

private:
    struct Entry {
        protocol::UpdateInfo request;
        std::vector<SeenFile> files;
        TimePoint since;          ///< the files are as they are now at least since then
        bool is_trusted = false;  ///< they were read after they had stood still
        std::uint64_t round = 0;  ///< of the watch when they were given to it; 0: they were not yet
        bool is_watched = false;
        TimePoint compared;
        KnownPlan known;
    };
    static constexpr std::size_t kMost = 10'000;  ///< gateways remembered; more are decided anew

    bool is_as_it_was(Entry& entry, TimePoint now);

    std::unordered_map<std::uint64_t, Entry> entries_;
    FileWatch watch_;
};

}  // namespace cupspec::server
