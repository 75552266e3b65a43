#include "server/plan_memory.hpp"

#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <functional>

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
        return state;
    }
    void remember(const Plan& plan = {}, const std::string& warning = "a warning") {
        LoadedState state = loaded();
        state.warnings = {warning};
        memory.remember(request, plan, state, {now, now});
    }
    const KnownPlan* found() { return memory.find(request, now); }
    void trust() {
        remember();
        now += PlanMemory::kStandingStill;
        remember();
    }
    std::string a() const { return copy.path("cups-1/a").string(); }
    /// Into the file itself, which stays the same one and as long as it was.
    void write_in_place(std::string_view text) const {
        std::fstream file{a(), std::ios::in | std::ios::out | std::ios::binary};
        REQUIRE(file.write(text.data(), static_cast<std::streamsize>(text.size())));
    }
    /// The same until the file system's clock, which stands still for some milliseconds at a time, has moved.
    /// @param with done after each write
    void write_in_place_later(
        std::string_view text, const std::function<void()>& with = [] {}) const {
        const FileMark before = mark_of(a());
        const auto limit = std::chrono::steady_clock::now() + 20s;
        do {
            REQUIRE(std::chrono::steady_clock::now() < limit);
            write_in_place(text);
            with();
        } while (mark_of(a()) == before);
        CHECK(mark_of(a()).number == before.number);
        CHECK(mark_of(a()).bytes == before.bytes);
    }
};

}  // namespace

TEST_CASE("PlanMemory gives a plan again once its files have stood still, with its warnings") {
    SteadyFiles files;
    CHECK(files.found() == nullptr);
    files.remember();
    CHECK(files.found() == nullptr);
    files.now += PlanMemory::kStandingStill - 1ms;
    files.remember();
    CHECK(files.found() == nullptr);
    files.now += 1ms;
    files.remember();
    const KnownPlan* known = files.found();
    REQUIRE(known != nullptr);
    CHECK(known->plan.changes_nothing());
    CHECK(known->warnings == std::vector<std::string>{"a warning"});
}

TEST_CASE("PlanMemory forgets a plan when a file is written, replaced, removed or comes to be") {
    SteadyFiles files;
    files.trust();
    REQUIRE(files.found() != nullptr);
    SECTION("written") { files.copy.write("cups-1/a", "longer"); }
    SECTION("replaced by one of the same size and time") {
        const auto time = std::filesystem::last_write_time(files.copy.path("cups-1/a"));
        files.copy.write("cups-1/b", "two");
        std::filesystem::last_write_time(files.copy.path("cups-1/b"), time);
        std::filesystem::rename(files.copy.path("cups-1/b"), files.copy.path("cups-1/a"));
    }
    SECTION("written in place, as many bytes") { files.write_in_place_later("two"); }
    SECTION("written in place, and its time of writing set back") {
        const auto time = std::filesystem::last_write_time(files.a());
        files.write_in_place_later("two", [&] { std::filesystem::last_write_time(files.a(), time); });
        CHECK(std::filesystem::last_write_time(files.a()) == time);
    }
    SECTION("removed") { files.copy.remove("cups-1/a"); }
    SECTION("come to be") { files.copy.write("cups-1/absent", ""); }
    CHECK(files.found() == nullptr);
    files.remember();
    CHECK(files.found() == nullptr);
}

// Two writes within one tick of the file system's clock leave the same mark. The write that comes after a
// file was read may be such a one, so what was read then is not what is trusted later.
TEST_CASE("PlanMemory trusts what was read last, not what was read before a write nobody could see") {
    SteadyFiles files;
    files.remember({}, "of one");
    const FileMark before = mark_of(files.a());
    files.write_in_place("two");
    CHECK(files.found() == nullptr);
    files.now += PlanMemory::kStandingStill;
    files.remember({}, "of two");
    if (mark_of(files.a()) != before) {  // the clock has ticked: the file has only begun to stand still
        CHECK(files.found() == nullptr);
        files.now += PlanMemory::kStandingStill;
        files.remember({}, "of two");
    }
    const KnownPlan* known = files.found();
    REQUIRE(known != nullptr);
    CHECK(known->warnings == std::vector<std::string>{"of two"});
}

TEST_CASE("PlanMemory sees through a link to a file that lies elsewhere") {
    SteadyFiles files;
    files.copy.write("elsewhere", "one");
    files.copy.remove("cups-1/a");
    std::filesystem::create_symlink("../elsewhere", files.a());
    files.trust();
    REQUIRE(files.found() != nullptr);
    files.copy.write("elsewhere", "other");
    CHECK(files.found() == nullptr);
}

TEST_CASE("PlanMemory looks at its files themselves now and then, for what their watch overlooks") {
    SteadyFiles files;
    FileWatch watch;
    if (!watch.add({files.a()})) {
        WARN("temporary files lie where nothing is watched: " << files.a());
        return;
    }
    files.trust();
    REQUIRE(files.found() != nullptr);
    // A second name that came later: a write through it is nobody's event in the file's directory.
    std::filesystem::create_hard_link(files.a(), files.copy.path("second-name"));
    std::ofstream{files.copy.path("second-name"), std::ios::app} << "more";
    files.now += PlanMemory::kLooksAgain - 1ms;
    CHECK(files.found() != nullptr);
    files.now += 1ms;
    CHECK(files.found() == nullptr);
    CHECK(files.found() == nullptr);
}

TEST_CASE("PlanMemory looks at its files again when the clock goes back") {
    SteadyFiles files;
    files.trust();
    REQUIRE(files.found() != nullptr);
    std::filesystem::create_hard_link(files.a(), files.copy.path("second-name"));
    std::ofstream{files.copy.path("second-name"), std::ios::app} << "more";
    files.now -= 1h;
    CHECK(files.found() == nullptr);
}

TEST_CASE("PlanMemory counts how long files have stood still from the end of their reading") {
    SteadyFiles files;
    LoadedState first = files.loaded();
    LoadedState second = files.loaded();
    const TimePoint ended = files.now + 50ms;  // a write may have come while the first was read
    files.memory.remember(files.request, {}, first, {files.now, ended});
    files.memory.remember(files.request, {}, second, {files.now + PlanMemory::kStandingStill, ended + 1s});
    CHECK(files.found() == nullptr);
}

TEST_CASE("PlanMemory knows nothing of another request, of another gateway, or of what changes anything") {
    SteadyFiles files;
    files.trust();
    protocol::UpdateInfo other = files.request;
    other.package = "1.0.1";
    CHECK(files.memory.find(other, files.now) == nullptr);
    other = files.request;
    other.router.value = 2;
    CHECK(files.memory.find(other, files.now) == nullptr);
    Plan plan;
    plan.head.tc_uri = "wss://elsewhere";
    files.remember(plan);
    CHECK(files.found() == nullptr);
}

TEST_CASE("PlanMemory leaves out what was made of more than files") {
    SteadyFiles files;
    files.trust();
    LoadedState state = files.loaded();
    state.is_from_files = false;
    files.memory.remember(files.request, {}, state, {files.now, files.now});
    CHECK(files.found() == nullptr);
}
