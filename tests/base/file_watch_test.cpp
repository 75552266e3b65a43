#include "base/file_watch.hpp"

#include "base/files.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace cupspec;
namespace fs = std::filesystem;

namespace {

/// A directory in memory, which is a file system that is watched, with a file "a" and without "absent".
class WatchedFiles {
public:
    WatchedFiles() {
        fs::create_directory(temp_.path() / "d");
        write("d/a", "one");
    }

    std::string path(const std::string& name) const { return (temp_.path() / name).string(); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream{path(name), std::ios::binary} << text;
    }
    std::vector<std::string> both() const { return {path("d/a"), path("d/absent")}; }

private:
    TemporaryDirectory temp_ = TemporaryDirectory::make("/dev/shm").value();
};

}  // namespace

TEST_CASE("FileWatch stays in its round while nothing happens, or only to other files") {
    const WatchedFiles files;
    FileWatch watch;
    REQUIRE(watch.add(files.both()));
    const auto round = watch.round();
    CHECK(round != 0);
    CHECK(watch.round() == round);
    files.write("d/other", "text");
    fs::rename(files.path("d/other"), files.path("d/another"));
    fs::remove(files.path("d/another"));
    CHECK(std::ifstream{files.path("d/a")}.get() == 'o');
    CHECK(watch.round() == round);
}

TEST_CASE("FileWatch begins another round with each change to one of its files") {
    const WatchedFiles files;
    FileWatch watch;
    REQUIRE(watch.add(files.both()));
    const auto round = watch.round();
    SECTION("written") { files.write("d/a", "two"); }
    SECTION("written in place") {
        std::fstream{files.path("d/a"), std::ios::in | std::ios::out}.write("two", 3);
    }
    SECTION("cut") { REQUIRE(::truncate(files.path("d/a").c_str(), 1) == 0); }
    SECTION("given another time") { fs::last_write_time(files.path("d/a"), fs::file_time_type{}); }
    SECTION("closed to others") { REQUIRE(::chmod(files.path("d/a").c_str(), 0) == 0); }
    SECTION("replaced") {
        files.write("d/new", "two");
        fs::rename(files.path("d/new"), files.path("d/a"));
    }
    SECTION("moved away") { fs::rename(files.path("d/a"), files.path("a")); }
    SECTION("removed") { fs::remove(files.path("d/a")); }
    SECTION("come to be") { files.write("d/absent", ""); }
    SECTION("come to be as a link") { fs::create_symlink("a", files.path("d/absent")); }
    SECTION("the one above its directory closed") { REQUIRE(::chmod(files.path("").c_str(), 0500) == 0); }
    SECTION("its directory closed") { REQUIRE(::chmod(files.path("d").c_str(), 0500) == 0); }
    CHECK(watch.round() != round);
}

TEST_CASE(
    "FileWatch begins another round when another directory lies at the path, and watches that one then") {
    const WatchedFiles files;
    std::vector<std::string> paths = files.both();
    const auto put_another = [&files](const std::string& name) {
        fs::create_directory(files.path(name));
        files.write(name + "/a", "two");
    };
    FileWatch watch;
    std::uint64_t round = 0;
    const auto begin = [&] {
        REQUIRE(watch.add(paths));
        round = watch.round();
    };
    SECTION("renamed and put in its place") {
        begin();
        fs::rename(files.path("d"), files.path("old"));
        put_another("d");
    }
    SECTION("removed and made again") {
        begin();
        fs::remove_all(files.path("d"));
        put_another("d");
    }
    SECTION("the one above was renamed") {
        fs::create_directory(files.path("above"));
        put_another("above/d");
        paths = {files.path("above/d/a")};
        begin();
        fs::rename(files.path("above"), files.path("before"));
        fs::create_directory(files.path("above"));
        put_another("above/d");
    }
    SECTION("one further above was removed") {
        fs::create_directories(files.path("high/above"));
        put_another("high/above/d");
        paths = {files.path("high/above/d/a")};
        begin();
        fs::rename(files.path("high/above/d"), files.path("kept"));
        fs::remove_all(files.path("high"));
        fs::create_directories(files.path("high/above"));
        fs::rename(files.path("kept"), files.path("high/above/d"));
    }
    SECTION("a link above that leads elsewhere now") {
        fs::create_directories(files.path("one"));
        fs::create_directories(files.path("two"));
        put_another("one/d");
        put_another("two/d");
        fs::create_directory_symlink("one", files.path("link"));
        paths = {files.path("link/d/a")};
        begin();
        fs::remove(files.path("link"));
        fs::create_directory_symlink("two", files.path("link"));
    }
    SECTION("a link that leads elsewhere now") {
        put_another("e");
        fs::create_directory_symlink("d", files.path("link"));
        paths = {files.path("link/a")};
        begin();
        fs::remove(files.path("link"));
        fs::create_directory_symlink("e", files.path("link"));
    }
    CHECK(watch.round() != round);
    begin();
    CHECK(watch.round() == round);
    files.write(fs::path{paths.front()}.lexically_relative(files.path("")).string(), "three");
    CHECK(watch.round() != round);
}

TEST_CASE("FileWatch does not watch what may change unseen") {
    const WatchedFiles files;
    FileWatch watch;
    files.write("target", "text");
    fs::create_symlink(files.path("target"), files.path("d/link"));
    CHECK_FALSE(watch.add({files.path("d/link")}));
    fs::create_symlink(files.path("nowhere"), files.path("d/dangling"));
    CHECK_FALSE(watch.add({files.path("d/dangling")}));
    fs::create_hard_link(files.path("target"), files.path("d/second"));
    CHECK_FALSE(watch.add({files.path("d/second")}));
    CHECK_FALSE(watch.add({files.path("no-directory/a")}));
    CHECK_FALSE(watch.add({"/proc/self/status"}));
    CHECK_FALSE(watch.add({files.path("d/a"), files.path("d/link")}));
    CHECK(watch.add({files.path("d/a")}));
}

TEST_CASE("FileWatch begins another round when more has happened than it is told") {
    const WatchedFiles files;
    FileWatch watch;
    REQUIRE(watch.add(files.both()));
    const auto round = watch.round();
    std::uint64_t most = 0;
    REQUIRE(std::ifstream{"/proc/sys/fs/inotify/max_queued_events"} >> most);
    files.write("d/x", "");
    files.write("d/y", "");
    // In turn: the same event twice in a row counts once.
    for (std::uint64_t n = 0; n <= most / 2; ++n)
        for (const char* name : {"d/x", "d/y"}) static_cast<void>(::chmod(files.path(name).c_str(), 0600));
    CHECK(watch.round() != round);
    REQUIRE(watch.add(files.both()));
    const auto later = watch.round();
    CHECK(watch.round() == later);
    files.write("d/a", "two");
    CHECK(watch.round() != later);
}

TEST_CASE("FileWatch that is cleared begins another round") {
    const WatchedFiles files;
    FileWatch watch;
    REQUIRE(watch.add(files.both()));
    const auto round = watch.round();
    watch.clear();
    CHECK(watch.round() != round);
}
