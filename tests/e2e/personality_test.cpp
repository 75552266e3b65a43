// `--as` from the command line to the wire.

#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace cupspec;
using test::Ended;
using test::run_program;
using test::Server;
using test::vector_path;

namespace {

namespace fs = std::filesystem;

/// A directory with `station.conf`, `cups.uri` and, if there is one, `cups.trust`.
class SmallHome {
public:
    SmallHome(const std::string& uri, const fs::path& trust) {
        REQUIRE(write_file(path() / "station.conf", as_bytes(R"({"station_conf": {"routerid": "::1"}})"))
                    .has_value());
        REQUIRE(write_file(path() / "cups.uri", as_bytes(uri)).has_value());
        if (!trust.empty()) fs::copy_file(trust, path() / "cups.trust");
    }
    Ended once(const std::string& personality, std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"station", "--home", path().string(), "--once", "--no-lns", "--json"});
        if (!personality.empty()) more.insert(more.end(), {"--as", personality});
        return run_program(more);
    }

private:
    const fs::path& path() const { return temp_.path(); }

    TemporaryDirectory temp_ = TemporaryDirectory::make().value();
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("station --as is one of the personalities, and a mistyped one is answered with the nearest") {
    const SmallHome home{"http://127.0.0.1:1", {}};
    const Ended ended = home.once("station-2.0.33");
    CHECK(ended.exit == 2);
    CHECK(ended.out.empty());
    CHECK(contains(ended.err, "--as: "));
    CHECK(contains(ended.err, "did you mean \"station-2.0.3\"?"));
}

TEST_CASE("station --as decides the request's station field unless --station-string does") {
    Server server{{"serve", "--root", vector_path("session-plain/cups-0"), "--auth", "none"}};
    const SmallHome home{"http://127.0.0.1:" + server.port(), {}};
    CHECK(contains(home.once("").out, R"("station":"2.0.6(linux/std) )"));
    CHECK(contains(home.once("station-2.0.2").out, R"("station":"2.0.2(linux/std) )"));
    CHECK(contains(home.once("station-2.0.2", {"--station-string", "mine"}).out, R"("station":"mine")"));
}

TEST_CASE("station --as decides whether and how the server's name is checked") {
    const auto pki = TemporaryDirectory::make().value();
    // Its server certificates have the dNSName localhost and the iPAddress 127.0.0.1.
    REQUIRE(
        run_program({"pki", "build", CUPSPEC_SOURCE "/pki/plans/bootstrap.json", pki.path().string()}).exit ==
        0);
    const fs::path root = pki.path() / "cups-0";
    Server server{{"serve", "--root", root.string(), "--identity", "cups-0", "--auth", "server"}};
    const SmallHome home{"https://127.0.0.1:" + server.port(), root / "cups-0.trust"};
    for (const std::string name : {"station-2.0.6", "station-2.0.4", "strict"}) {
        CAPTURE(name);
        CHECK(contains(home.once(name).out, "\"problems\":[\"tls-name-mismatch\"]"));
    }
    for (const std::string name : {"station-2.0.3", "station-2.0.1", "rak-basicstation"}) {
        CAPTURE(name);
        const Ended ended = home.once(name);
        INFO(ended.out);
        CHECK_FALSE(contains(ended.out, "\"tls-"));
        CHECK_FALSE(contains(ended.out, "\"status\":null"));
    }
}
