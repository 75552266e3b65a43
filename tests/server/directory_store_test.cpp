#include "server/directory_store.hpp"

#include "server/errc.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>
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

TEST_CASE("DirectoryStore puts nothing outside of its directory") {
    const Copy copy{"session-plain"};
    DirectoryStore store{copy.path("cups-1")};
    net::asio::io_context context;
    for (const std::string name : {"../cups-0/evil", "a/b", "..", "", "/etc/evil"}) {
        CAPTURE(name);
        const auto put = run(context, store.put(name, to_bytes("x")));
        REQUIRE_FALSE(put.has_value());
        CHECK(put.error().code == Errc::bad_name);
    }
    CHECK_FALSE(std::filesystem::exists(copy.path("cups-0/evil")));
}
