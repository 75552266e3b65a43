#include "base/files.hpp"
#include "json/cursor.hpp"
#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

using namespace cupspec;
using test::Ended;
using test::run_program;
using test::Server;
using test::vector_path;

namespace {

namespace fs = std::filesystem;

/// A gateway's round with the recorded CUPS server, recorded: credentials, an LNS and firmware.
class RecordedLife {
public:
    explicit RecordedLife(bool with_secrets = false) : server_{server_arguments()} {
        fs::copy(vector_path("session-tls/home-1"), home());
        put("cups.uri", "https://localhost:" + server_.port());
        std::vector<std::string> arguments{"station", "--home",   home(),
                                           "--once",  "--no-lns", "--record",
                                           rec(),     "--temp",   (temp_.path() / "t").string()};
        if (with_secrets) arguments.emplace_back("--with-secrets");
        ended = run_program(arguments);
    }

    std::string home() const { return (temp_.path() / "home").string(); }
    std::string rec() const { return (temp_.path() / "rec").string(); }
    std::string file() const { return rec() + "/0000000000000001.recording"; }
    std::string path(const std::string& name) const { return (temp_.path() / name).string(); }
    std::string url() const { return "https://localhost:" + server_.port(); }
    std::string text(const std::string& path) const { return to_text(read_file(path).value()); }
    void put(const std::string& name, const std::string& text) const {
        REQUIRE(write_file(fs::path{home()} / name, as_bytes(text)));
    }

    Ended ended;

private:
    static std::vector<std::string> server_arguments() {
        return {"serve",  "--root",    vector_path("session-tls/cups-1"), "--identity",
                "cups-1", "--tc-root", vector_path("session-tls/tc-0")};
    }

    TemporaryDirectory temp_ = TemporaryDirectory::make().value();
    Server server_;
};

bool as_captured(const Ended& ended) {
    const auto document = json::parse(ended.out).value();
    json::Reading reading{document};
    return reading.root()["asCaptured"].boolean();
}

}  // namespace

TEST_CASE("replay plays a station's recording and says that it came out as captured") {
    const RecordedLife life;
    REQUIRE(life.ended.exit == 0);
    const Ended text = run_program({"replay", life.file()});
    INFO(text.out + text.err);
    CHECK(text.exit == 0);
    CHECK(text.out.find("round 1") != std::string::npos);
    CHECK(text.out.find("no symptom, here as there") != std::string::npos);
    const Ended json = run_program({"replay", life.file(), "--json"});
    CHECK(json.exit == 0);
    CHECK(as_captured(json));
}

TEST_CASE("replay tells what came out otherwise, and exits with 1") {
    const RecordedLife life;
    std::string text = life.text(life.file());
    const std::size_t at = text.find(R"("outcome":"updated")");
    REQUIRE(at != std::string::npos);
    text.replace(at, 19, R"("outcome":"timeout")");
    const std::string changed = life.path("changed");
    REQUIRE(write_file(changed, as_bytes(text)));
    const Ended ended = run_program({"replay", changed});
    INFO(ended.out + ended.err);
    CHECK(ended.exit == 1);
    CHECK(ended.out.find("outcome: captured timeout, here updated") != std::string::npos);
}

TEST_CASE("replay writes a scenario that runs, and does not replace a file") {
    const RecordedLife life;
    const std::string scenario = life.path("scenario.json");
    CHECK(run_program({"replay", life.file(), "--as-scenario", scenario}).exit == 0);
    const Ended ran = run_program({"run", scenario});
    INFO(ran.out + ran.err);
    CHECK(ran.exit == 0);
    CHECK(run_program({"replay", life.file(), "--as-scenario", scenario}).exit == 2);
    CHECK(run_program({"replay", life.file(), "--as-scenario", scenario, "--force"}).exit == 0);
}

TEST_CASE("replay writes a HAR that replays like the recording it was made of") {
    const RecordedLife life;
    const std::string har = life.path("life.har");
    const Ended first = run_program({"replay", life.file(), "--as-har", har, "--json"});
    const Ended second = run_program({"replay", har, "--json"});
    CHECK(first.exit == 0);
    CHECK(second.exit == 0);
    CHECK(as_captured(second));
    CHECK(life.text(har).starts_with("{\n  \"log\": {\n    \"version\": \"1.2\","));
    CHECK(run_program({"replay", life.file(), "--as-har", har}).exit == 2);
}

TEST_CASE("replay meets a real server in the captured one's place, with the captured credentials") {
    const RecordedLife life{true};
    const Ended same = run_program({"replay", life.file(), "--against", life.url()});
    INFO(same.out + same.err);
    CHECK(same.exit == 0);
    const RecordedLife masked;
    const Ended refused = run_program({"replay", masked.file(), "--against", masked.url()});
    INFO(refused.out + refused.err);
    CHECK(refused.exit == 1);
    CHECK(refused.out.find("stand-ins, which no server accepts") != std::string::npos);
}

TEST_CASE("replay reads stdin, two logs in a row as one life") {
    const auto log = [](const std::string& name) {
        return to_text(read_file(vector_path("session-tls/" + name)).value());
    };
    const Ended ended = run_program({"replay", "-"}, log("station-1.log") + log("station-2.log"));
    INFO(ended.out + ended.err);
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("round 3") != std::string::npos);
    CHECK(run_program({"replay", "-"}).exit == 2);
}

TEST_CASE("replay names what it cannot use") {
    const auto temp = TemporaryDirectory::make().value();
    const std::string file = (temp.path() / "x.recording").string();
    REQUIRE(write_file(file, as_bytes("{\"cupspec\":\"recording\",\"format\":2}\n")));
    const Ended ended = run_program({"replay", file});
    CHECK(ended.exit == 2);
    CHECK(ended.err.find("line 1") != std::string::npos);
    CHECK(ended.err.find("/format") != std::string::npos);
    CHECK(run_program({"replay", (temp.path() / "none").string()}).exit == 2);
    CHECK(run_program({"replay", file, "--minimise", "--against", "http://localhost:1"}).exit == 2);
}

TEST_CASE("station continues its own recording and leaves another gateway's alone") {
    const RecordedLife life;
    const std::string before = life.text(life.file());
    const auto again = [&life](const std::string& router) {
        return run_program({"station", "--home", life.home(), "--once", "--no-lns", "--record", life.rec(),
                            "--router", router, "--model", router == "::1" ? "linux" : "other"});
    };
    again("::1");
    const std::string after = life.text(life.file());
    CHECK(after.starts_with(before));
    CHECK(after.size() > before.size());
    REQUIRE(write_file(life.rec() + "/0000000000000002.recording", as_bytes("{}\n")));
    const Ended refused = again("::2");
    CHECK(refused.exit == 3);
    CHECK(refused.err.find("0000000000000002.recording") != std::string::npos);
    CHECK(life.text(life.rec() + "/0000000000000002.recording") == "{}\n");
}
