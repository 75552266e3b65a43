#include "base/files.hpp"

#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using namespace cupspec;

namespace {

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777U;
}

}  // namespace

TEST_CASE("A file that was written reads back, whole and with its mode") {
    const auto directory = TemporaryDirectory::make().value();
    const auto path = directory.path() / "cups.key";
    const Bytes bytes = to_bytes(std::string("a\0b\n", 4));
    REQUIRE(write_file(path, bytes, 0600));
    CHECK(read_file(path).value() == bytes);
    CHECK(mode_of(path) == 0600);
}

TEST_CASE("write_file replaces what was there and leaves nothing beside it") {
    const auto directory = TemporaryDirectory::make().value();
    const auto path = directory.path() / "cups.uri";
    REQUIRE(write_file(path, as_bytes("a long first text")));
    REQUIRE(write_file(path, as_bytes("short"), 0640, false));
    CHECK(to_text(read_file(path).value()) == "short");
    CHECK(std::distance(std::filesystem::directory_iterator{directory.path()}, {}) == 1);
}

TEST_CASE("write_file names the path it could not write") {
    const auto directory = TemporaryDirectory::make().value();
    const auto path = directory.path() / "missing" / "cups.uri";
    const auto written = write_file(path, as_bytes("x"));
    REQUIRE_FALSE(written);
    CHECK(written.error().code == boost::system::errc::no_such_file_or_directory);
    CHECK(written.error().where == path.string());
}

TEST_CASE("A write that fails at the rename leaves no neighbour behind") {
    const auto directory = TemporaryDirectory::make().value();
    const auto path = directory.path() / "taken";
    std::filesystem::create_directories(path / "inside");
    CHECK_FALSE(write_file(path, as_bytes("x")));
    CHECK(std::distance(std::filesystem::directory_iterator{directory.path()}, {}) == 1);
}

TEST_CASE("read_file keeps to its limit") {
    const auto directory = TemporaryDirectory::make().value();
    const auto path = directory.path() / "update.bin";
    REQUIRE(write_file(path, Bytes(200000, 7)));
    CHECK(read_file(path, 200000).value().size() == 200000);
    const auto refused = read_file(path, 199999);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == boost::system::errc::file_too_large);
}

TEST_CASE("read_file tells a missing file from an empty one") {
    const auto directory = TemporaryDirectory::make().value();
    const auto path = directory.path() / "version.txt";
    CHECK(read_file(path).error().code == boost::system::errc::no_such_file_or_directory);
    REQUIRE(write_file(path, {}));
    CHECK(read_file(path).value().empty());
}

TEST_CASE("memory_directory takes nothing but memory") {
    CHECK(memory_directory("/proc").empty());
    CHECK(memory_directory("/no/such/place").empty());
    const auto found = memory_directory();
    // A container may give /dev/shm too little room, or forbid to start programs there.
    CHECK((found.empty() || found == "/dev/shm"));
    if (!found.empty()) CHECK(TemporaryDirectory::make(found).has_value());
}

TEST_CASE("A temporary directory is private and gone at the end of its life") {
    std::filesystem::path path;
    {
        const auto directory = TemporaryDirectory::make().value();
        path = directory.path();
        CHECK(mode_of(path) == 0700);
        std::filesystem::create_directories(path / "a" / "b");
    }
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("A temporary directory moves with its owner and can be kept") {
    auto outer = TemporaryDirectory::make().value();
    auto first = TemporaryDirectory::make(outer.path()).value();
    CHECK(first.path().parent_path() == outer.path());
    TemporaryDirectory second{std::move(first)};
    const auto kept = std::move(second).keep();
    second = TemporaryDirectory::make(outer.path()).value();
    CHECK(std::filesystem::exists(kept));
    CHECK(kept != second.path());
}

TEST_CASE("create_file makes a file once, whole, with its mode, and leaves no neighbour") {
    const auto directory = TemporaryDirectory::make().value();
    const auto path = directory.path() / "one";
    CHECK(create_file(path, as_bytes("first"), 0600).value());
    CHECK_FALSE(create_file(path, as_bytes("second")).value());
    CHECK(to_text(read_file(path, 100).value()) == "first");
    CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(std::distance(std::filesystem::directory_iterator{directory.path()}, {}) == 1);
    CHECK(create_file(directory.path() / "absent" / "x", {}).has_error());
}
