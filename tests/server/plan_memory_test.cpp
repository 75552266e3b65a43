#include "server/plan_memory.hpp"

#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using namespace std::chrono_literals;

namespace {

/// A gateway's files, and a memory that has seen them stand still.
struct SteadyFiles {
    Copy copy{"session-plain"};
    PlanMemory memory;
    protocol::UpdateInfo request;
    TimePoint now = wall_clock();

    SteadyFiles() {
        request.router.value = 1;
        copy.write("cups-1/a", "one");
    }

    LoadedState loaded() const {
        LoadedState state;
        for (const char* name : {"cups-1/a", "cups-1/absent"}) {
            const std::string path = copy.path(name).string();
            state.files.push_back({path, mark_of(path)});
        }
        state.warnings = {"a warning"};
        return state;
    }
    void remember(const Plan& plan = {}) {
        LoadedState state = loaded();
        memory.remember(request, plan, state, {now, now});
    }
    void trust() {
        remember();
        now += PlanMemory::kStandingStill;
        remember();
    }
};

}  // namespace

TEST_CASE("PlanMemory gives a plan again once its files have stood still, with its warnings") {
    SteadyFiles files;
    CHECK(files.memory.find(files.request) == nullptr);
    files.remember();
    CHECK(files.memory.find(files.request) == nullptr);
    files.now += PlanMemory::kStandingStill - 1ms;
    files.remember();
    CHECK(files.memory.find(files.request) == nullptr);
    files.now += 1ms;
    files.remember();
    const KnownPlan* known = files.memory.find(files.request);
    REQUIRE(known != nullptr);
    CHECK(known->plan.changes_nothing());
    CHECK(known->warnings == std::vector<std::string>{"a warning"});
}

TEST_CASE("PlanMemory forgets a plan when a file is written, replaced, removed or comes to be") {
    SteadyFiles files;
    files.trust();
    REQUIRE(files.memory.find(files.request) != nullptr);
    SECTION("written") { files.copy.write("cups-1/a", "longer"); }
    SECTION("replaced by one of the same size and time") {
        const auto time = std::filesystem::last_write_time(files.copy.path("cups-1/a"));
        files.copy.write("cups-1/b", "two");
        std::filesystem::last_write_time(files.copy.path("cups-1/b"), time);
        std::filesystem::rename(files.copy.path("cups-1/b"), files.copy.path("cups-1/a"));
    }
    SECTION("removed") { files.copy.remove("cups-1/a"); }
    SECTION("come to be") { files.copy.write("cups-1/absent", ""); }
    CHECK(files.memory.find(files.request) == nullptr);
    files.remember();
    CHECK(files.memory.find(files.request) == nullptr);
}

TEST_CASE("PlanMemory knows nothing of another request, of another gateway, or of what changes anything") {
    SteadyFiles files;
    files.trust();
    protocol::UpdateInfo other = files.request;
    other.package = "1.0.1";
    CHECK(files.memory.find(other) == nullptr);
    other = files.request;
    other.router.value = 2;
    CHECK(files.memory.find(other) == nullptr);
    Plan plan;
    plan.head.tc_uri = "wss://elsewhere";
    files.remember(plan);
    CHECK(files.memory.find(files.request) == nullptr);
}

TEST_CASE("PlanMemory leaves out what was made of more than files") {
    SteadyFiles files;
    files.trust();
    LoadedState state = files.loaded();
    state.is_from_files = false;
    files.memory.remember(files.request, {}, state, {files.now, files.now});
    CHECK(files.memory.find(files.request) == nullptr);
}
