#include "emulator/home_files.hpp"

#include "base/files.hpp"
#include "emulator/trial_disk.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

using namespace cupspec;
using namespace cupspec::emulator;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view text, unsigned mode = 0640) {
    REQUIRE(write_file(file, as_bytes(text), mode, false).has_value());
}

void put_text(HomeFiles& files, const std::string& name, std::string_view text) {
    files[name] = {};
    files[name].content = to_bytes(text);
}

}  // namespace

TEST_CASE("read_home sees files with their mode and opens nothing else") {
    const auto temp = TemporaryDirectory::make().value();
    write(temp.path() / "cups.uri", "https://h:1", 0604);
    fs::create_directory(temp.path() / "cups.trust");
    REQUIRE(::mkfifo((temp.path() / "cmd.fifo").c_str(), 0600) == 0);
    fs::create_symlink("nowhere", temp.path() / "cups.crt");
    fs::create_symlink("cups.uri", temp.path() / "tc.uri");
    write(temp.path() / "cups.key", std::string(kMaxHomeFileBytes + 1, 'x'));
    const auto files = read_home(temp.path()).value();
    CHECK(files.size() == 6);
    CHECK(to_text(files.at("cups.uri").content) == "https://h:1");
    CHECK(files.at("cups.uri").mode == 0604);
    CHECK(to_text(files.at("tc.uri").content) == "https://h:1");
    CHECK(files.at("cups.trust").kind == HomeEntry::Kind::directory);
    CHECK(files.at("cmd.fifo").kind == HomeEntry::Kind::other);
    CHECK(files.at("cups.crt").kind == HomeEntry::Kind::other);
    CHECK(files.at("cups.key").kind == HomeEntry::Kind::unreadable);
    CHECK_FALSE(files.at("cups.key").trouble.empty());
}

TEST_CASE("read_home tells a file that is not for us") {
    if (::geteuid() == 0) return;  // root reads everything
    const auto temp = TemporaryDirectory::make().value();
    write(temp.path() / "cups.key", "x", 0);
    CHECK(read_home(temp.path()).value().at("cups.key").kind == HomeEntry::Kind::unreadable);
}

TEST_CASE("read_home names a directory that is none") {
    const auto temp = TemporaryDirectory::make().value();
    write(temp.path() / "file", "x");
    CHECK(read_home(temp.path() / "missing").error().code == boost::system::errc::no_such_file_or_directory);
    CHECK(read_home(temp.path() / "file").error().code == boost::system::errc::not_a_directory);
}

TEST_CASE("TrialDisk renames as POSIX does") {
    HomeFiles files;
    put_text(files, "a", "A");
    put_text(files, "b", "B");
    files["dir"].kind = HomeEntry::Kind::directory;
    TrialDisk disk{files};
    CHECK(disk.rename("home/a", "home/b").has_value());
    CHECK(disk.read("b") == to_bytes("A"));
    CHECK_FALSE(disk.exists("a"));
    CHECK(disk.rename("a", "c").error().code == boost::system::errc::no_such_file_or_directory);
    CHECK(disk.rename("b", "dir").error().code == boost::system::errc::is_a_directory);
    CHECK(disk.rename("dir", "b").error().code == boost::system::errc::not_a_directory);
    CHECK(disk.rename("dir", "elsewhere").has_value());
    CHECK(disk.exists("elsewhere"));
}

TEST_CASE("TrialDisk knows from which file a content came") {
    HomeFiles files;
    put_text(files, "a", "A");
    put_text(files, "b", "B");
    TrialDisk disk{files};
    CHECK(disk.origin("a") == "a");
    REQUIRE(disk.rename("a", "c").has_value());
    CHECK(disk.origin("c") == "a");
    REQUIRE(disk.write("copy", disk.read("c").value(), 0640).has_value());
    CHECK(disk.origin("copy") == "a");
    REQUIRE(disk.write("copy", to_bytes("new"), 0640).has_value());
    CHECK(disk.origin("copy") == "copy");
    disk.remove("c");
    CHECK(disk.origin("c") == "c");
}

TEST_CASE("TrialDisk has its own files: reads, writes, appends, removes") {
    HomeFiles files;
    files["dir"].kind = HomeEntry::Kind::directory;
    TrialDisk disk{files};
    REQUIRE(disk.write("x", to_bytes("1"), 0750).has_value());
    REQUIRE(disk.append("x", to_bytes("2")).has_value());
    CHECK(disk.read("x") == to_bytes("12"));
    CHECK(disk.executable("x"));
    CHECK_FALSE(disk.append("y", {}).has_value());
    CHECK_FALSE(disk.read("dir").has_value());
    CHECK_FALSE(disk.write("dir", {}, 0640).has_value());
    disk.remove("dir");
    disk.remove("x");
    disk.sync("");
    CHECK(disk.exists("dir"));
    CHECK_FALSE(disk.exists("x"));
    CHECK_FALSE(disk.executable("x"));
}
