#include "server/directory_store.hpp"

#include "server/errc.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

TEST_CASE("DirectoryStore finds its siblings beside it, however it was named") {
    const Copy copy{"session-plain"};
    const std::string tail = GENERATE("", "/", "/.", "/../cups-0/");
    const DirectoryStore store{copy.path("cups-0" + tail)};
    CHECK(store.name() == "cups-0");
    net::asio::io_context context;
    const auto sibling = store.sibling("cups-1");
    CHECK(run(context, sibling->get("sig-0.key")).value() == recorded("session-plain/cups-1/sig-0.key"));
    CHECK(run(context, sibling->stat("sig-0.key")).value() == std::uint64_t{64});
    CHECK_FALSE(run(context, sibling->get("absent")).value());
    CHECK_FALSE(run(context, sibling->stat("absent")).value());
}

TEST_CASE("DirectoryStore streams an object in pieces and lists by prefix") {
    DirectoryStore store{recording("session-plain/cups-1")};
    net::asio::io_context context;
    const auto source = run(context, store.open("2.0.0.bin"));
    REQUIRE(source.has_value());
    CHECK((*source)->size() == 137);
    Bytes block(100);
    Bytes all;
    for (std::size_t n = 1; n != 0;) {
        n = (*source)->read(block).value();
        all.insert(all.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(n));
    }
    CHECK(all == recorded("session-plain/cups-1/2.0.0.bin"));
    CHECK(run(context, store.open("absent")).error().code == Errc::missing_file);
    CHECK(run(context, store.list("cups-r")).value() ==
          std::vector<std::string>{"cups-router-1.cfg", "cups-router-1.crt", "cups-router-1.key",
                                   "cups-router-1.trust"});
}

TEST_CASE("DirectoryStore puts an object in place of the old one, for its owner alone") {
    namespace fs = std::filesystem;
    const Copy copy{"session-plain"};
    DirectoryStore store{copy.path("cups-1")};
    net::asio::io_context context;
    const auto before = run(context, store.list("")).value();
    REQUIRE(run(context, store.put("sig-0.key", to_bytes("new"))).has_value());
    CHECK(run(context, store.get("sig-0.key")).value() == to_bytes("new"));
    CHECK(fs::status(copy.path("cups-1/sig-0.key")).permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(run(context, store.list("")).value() == before);
}

TEST_CASE("DirectoryStore streams what it puts, and keeps the old object when that fails") {
    const Copy copy{"session-plain"};
    DirectoryStore store{copy.path("cups-1")};
    net::asio::io_context context;
    const auto before = run(context, store.list("")).value();
    const std::string large(200'000, 'x');
    REQUIRE(run(context, store.put_stream("sig-0.key", content_of(large))).has_value());
    CHECK((copy.text("cups-1/sig-0.key") == large));
    CHECK(run(context, store.put_stream("sig-0.key", cut_content("half", 8))).error().code == Errc::bad_file);
    CHECK((copy.text("cups-1/sig-0.key") == large));
    CHECK(run(context, store.list("")).value() == before);
}

TEST_CASE("DirectoryStore tells a new content from the old one, also of the same size") {
    const Copy copy{"session-plain"};
    DirectoryStore store{copy.path("cups-1")};
    net::asio::io_context context;
    const Stamp old = run(context, store.stamp("2.0.0.bin")).value().value();
    CHECK(old.bytes == 137);
    CHECK(run(context, store.stamp("2.0.0.bin")).value()->version == old.version);
    const auto opened = run(context, store.open_version("2.0.0.bin", old.version));
    REQUIRE(opened.has_value());
    REQUIRE(run(context, store.put("2.0.0.bin", Bytes(137, 'n'))).has_value());
    CHECK(run(context, store.stamp("2.0.0.bin")).value()->version != old.version);
    CHECK(run(context, store.open_version("2.0.0.bin", old.version)).error().detail == "changed while read");
    CHECK(read_all(**opened) == recorded("session-plain/cups-1/2.0.0.bin"));
    CHECK_FALSE(run(context, store.stamp("absent")).value());
}

TEST_CASE("DirectoryStore does not wait for a pipe, nor take it or a directory for an object") {
    const Copy copy{"session-plain"};
    DirectoryStore store{copy.path("cups-1")};
    net::asio::io_context context;
    REQUIRE(::mkfifo(copy.path("cups-1/pipe").c_str(), 0600) == 0);
    std::filesystem::create_directory(copy.path("cups-1/directory"));
    for (const std::string name : {"pipe", "directory"}) {
        CAPTURE(name);
        CHECK(run(context, store.get(name)).error().code == Errc::bad_file);
        CHECK(run(context, store.stat(name)).error().code == Errc::bad_file);
        CHECK(run(context, store.open(name)).error().code == Errc::bad_file);
    }
    copy.write("cups-1/large", std::string(kStoredBytes + 1, 'x'));
    CHECK(run(context, store.get("large")).error().code == Errc::bad_file);
    copy.write("cups-1/large", std::string(kStoredBytes, 'x'));
    CHECK(run(context, store.get("large")).value()->size() == kStoredBytes);
}

TEST_CASE("DirectoryStore puts nothing outside of its directory") {
    const Copy copy{"session-plain"};
    DirectoryStore store{copy.path("cups-1")};
    net::asio::io_context context;
    for (const std::string name : {"../cups-0/evil", "a/b", "..", "", "/etc/evil"}) {
        CAPTURE(name);
        const auto put = run(context, store.put(name, to_bytes("x")));
        REQUIRE_FALSE(put.has_value());
        CHECK(put.error().code == Errc::bad_name);
        CHECK(run(context, store.put_lightly(name, {})).error().code == Errc::bad_name);
        CHECK(run(context, store.put_stream(name, content_of("x"))).error().code == Errc::bad_name);
    }
    CHECK_FALSE(std::filesystem::exists(copy.path("cups-0/evil")));
    for (const std::string name : {"../cups-0/cups-0.crt", "./sig-0.key", "..", "", "/etc/passwd"}) {
        CAPTURE(name);
        CHECK(run(context, store.get(name)).error().code == Errc::bad_name);
        CHECK(run(context, store.stat(name)).error().code == Errc::bad_name);
        CHECK(run(context, store.stamp(name)).error().code == Errc::bad_name);
        CHECK(run(context, store.open(name)).error().code == Errc::bad_name);
        CHECK(run(context, store.open_version(name, "v")).error().code == Errc::bad_name);
    }
}

TEST_CASE("DirectoryStore creates an object once, and removes it whether or not it is there") {
    const Copy copy{"session-plain"};
    DirectoryStore store{copy.path("cups-1")};
    net::asio::io_context context;
    CHECK(run(context, store.create("once", to_bytes("first"))).value());
    CHECK_FALSE(run(context, store.create("once", to_bytes("second"))).value());
    CHECK(copy.text("cups-1/once") == "first");
    CHECK(run(context, store.remove("once")).has_value());
    CHECK(run(context, store.remove("once")).has_value());
    CHECK(run(context, store.create("once", to_bytes("third"))).value());
    CHECK(run(context, store.create("../x", {})).error().code == Errc::bad_name);
    CHECK(run(context, store.remove("../cups-0/cups-0.crt")).error().code == Errc::bad_name);
    CHECK(std::filesystem::exists(copy.path("cups-0/cups-0.crt")));
}
