// What the program makes of a station.conf, and of the file a routerid names.

#include "json/cursor.hpp"
#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using test::Ended;
using test::Server;
using test::vector_path;

namespace {

namespace fs = std::filesystem;

/// A directory to work in, and in it a home whose server is asked once.
class Place {
public:
    explicit Place(const std::string& routerid, const std::string& more = "") {
        fs::create_directory(home());
        put("home/cups.uri", "http://127.0.0.1:" + server_.port());
        put("home/station.conf",
            "{\"station_conf\": {\"euiprefix\": \"::0\", \"routerid\": \"" + routerid + '"' + more + "}}");
    }
    void put(const std::string& name, std::string_view text) const {
        REQUIRE(write_file(temp_.path() / name, as_bytes(text)).has_value());
    }
    std::string home() const { return (temp_.path() / "home").string(); }
    Ended station(std::vector<std::string> options = {}) const {
        options.insert(options.begin(), {"station", "--home", home(), "--once", "--json"});
        return test::run_program(std::move(options), {}, temp_.path().string());
    }
    /// That the program gives itself; empty when it asks nobody.
    std::string router(std::vector<std::string> options = {}) const {
        const auto line = json::parse(station(std::move(options)).out);
        if (!line) return {};
        json::Reading reading{*line};
        return reading.root()["request"]["router"].text();
    }

private:
    TemporaryDirectory temp_ = TemporaryDirectory::make().value();
    Server server_{{"serve", "--root", vector_path("session-plain/cups-0")}};
};

}  // namespace

TEST_CASE("station logs a setting of no sense and runs on with its default") {
    const Place place{"::1", R"(, "CUPS_RESYNC_INTV": "soon", "TLS_SNI": 1)"};
    const Ended ended = place.station();
    CHECK(ended.exit == 0);
    CHECK(ended.out.find(R"("after_s":60)") != std::string::npos);
    CHECK(ended.err.find("warning [SYS] CUPS_RESYNC_INTV is ignored, as Station ignores it: " + place.home() +
                         "/station.conf:1:78: /station_conf/CUPS_RESYNC_INTV: ") != std::string::npos);
    CHECK(ended.err.find("warning [SYS] TLS_SNI is ignored") != std::string::npos);
    CHECK(place.station({"--quiet"}).err.empty());
}

TEST_CASE("station reads its EUI from the file routerid names") {
    const Place place{"./address"};
    CHECK(place.station().exit == 2);
    place.put("address", "::7\n");
    CHECK(place.router() == "::7");
    place.put("address", "00:00:00:00:00:00\n");
    CHECK(place.station().exit == 2);
    CHECK(place.router({"--router", "::1"}) == "::1");
}

TEST_CASE("station asks for a routerid's file in its directory and reads it in its home") {
    const Place place{"address"};
    place.put("home/address", "::7");
    CHECK(place.station().exit == 2);
    place.put("address", "::8");
    CHECK(place.router() == "::7");
    fs::remove(fs::path{place.home()} / "address");
    CHECK(place.station().exit == 2);
}

TEST_CASE("station without the file routerid names says so and exits with 2") {
    const Place place{"/no/such/address"};
    const Ended ended = place.station();
    CHECK(ended.exit == 2);
    CHECK(ended.err.find("/station.conf:1:51: /station_conf/routerid: ") != std::string::npos);
    CHECK(ended.err.find("or the path of a file that can be read") != std::string::npos);
    CHECK(place.router({"--router", "::1"}) == "::1");
}
