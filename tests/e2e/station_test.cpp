#include "json/cursor.hpp"
#include "tests/cli/program.hpp"
#include "tests/e2e/home_copy.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

using namespace cupspec;
using test::Ended;
using test::HomeCopy;
using test::run_program;
using test::Server;
using test::vector_path;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string member(const std::string& line, std::string_view name) {
    const auto document = json::parse(line).value();
    json::Reading reading{document};
    return reading.root()[name].text();
}

}  // namespace

TEST_CASE("station makes of the recorded home what the recorded Station made of it") {
    Server server{{"serve", "--root", vector_path("session-tls/cups-0"), "--identity", "cups-0"}};
    const HomeCopy home{"session-tls/home-0"};
    home.put("cups.uri", "https://localhost:" + server.port());
    const Ended ended = run_program({"station", "--home", home.path(), "--once", "--json"});
    CHECK(ended.exit == 0);
    const auto lines = lines_of(ended.out);
    REQUIRE(lines.size() == 1);
    CHECK(member(lines[0], "outcome") == "updated");
    for (const std::string name : {"cups.trust", "cups.crt", "cups.key", "cups.uri"}) {
        CAPTURE(name);
        CHECK((home.text(name) == to_text(read_file(vector_path("session-tls/home-1/" + name)).value())));
    }
    CHECK(home.has("cups-bak.done"));
    for (const auto& entry : fs::directory_iterator{home.path()})
        CHECK(fs::exists(vector_path("session-tls/home-1/" + entry.path().filename().string())));
}

TEST_CASE("station records a verified firmware and says where it lies") {
    Server server{{"serve", "--root", vector_path("session-tls/cups-1"), "--identity", "cups-1", "--tc-root",
                   vector_path("session-tls/tc-0")}};
    const HomeCopy home{"session-tls/home-1"};
    home.put("cups.uri", "https://localhost:" + server.port());
    const auto temp = TemporaryDirectory::make().value();
    const std::string firmware = (temp.path() / "update.bin").string();
    const Ended ended = run_program(
        {"station", "--home", home.path(), "--once", "--no-lns", "--json", "--temp", temp.path().string()});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find(R"("update":{"verdict":"verified","key":0,"file":")" + firmware + "\"}") !=
          std::string::npos);
    CHECK((read_file(firmware).value() == read_file(vector_path("session-tls/cups-1/2.0.0.bin")).value()));
    CHECK(home.text("version.txt") ==
          to_text(read_file(vector_path("session-tls/home-1/version.txt")).value()));
}

TEST_CASE("station reaches the LNS and makes its one-time backup") {
    Server server{{"serve", "--root", vector_path("session-tls/cups-1"), "--identity", "cups-1", "--tc-root",
                   vector_path("session-tls/tc-0"), "--lns", "127.0.0.1:0", "--json"}};
    const HomeCopy home{"session-tls/home-2"};
    const std::string lns = member(server.first_line(), "lns");
    home.put("tc.uri", "wss://localhost" + lns.substr(lns.rfind(':')));
    const Ended ended = run_program({"station", "--home", home.path(), "--until", "lns"});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("configured\n") != std::string::npos);
    CHECK(home.has("tc-bak.done"));
    CHECK(server.stop().exit == 0);
}

TEST_CASE("station runs a firmware, counts it as a restart and comes to rest") {
    const auto temp = TemporaryDirectory::make().value();
    const fs::path root = temp.path() / "cups-0";
    fs::create_directory(root);
    REQUIRE(write_file(root / "cups-router-1.cfg", as_bytes(R"({"version": "2.0.0"})")).has_value());
    REQUIRE(write_file(root / "2.0.0.bin", as_bytes("printf 2.0.0 > version.txt\necho done\n")).has_value());
    Server server{{"serve", "--root", root.string()}};
    const fs::path home = temp.path() / "home";
    fs::create_directory(home);
    REQUIRE(write_file(home / "cups.uri", as_bytes("http://127.0.0.1:" + server.port())).has_value());
    REQUIRE(write_file(home / "version.txt", as_bytes("1.0.0")).has_value());

    const Ended ended =
        run_program({"station", "--home", home.string(), "--router", "::1", "--no-lns", "--update", "run",
                     "--until", "steady", "--json", "--temp", (temp.path() / "t").string()});
    CHECK(ended.exit == 0);
    const auto lines = lines_of(ended.out);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].find(R"("verdict":"unsigned")") != std::string::npos);
    CHECK(member(lines[1], "outcome") == "no-updates");
    CHECK(lines[1].find(R"("package":"2.0.0")") != std::string::npos);
    CHECK(to_text(read_file(home / "version.txt").value()) == "2.0.0");
    CHECK(ended.err.find("station.conf is missing") != std::string::npos);
}

TEST_CASE("station goes on with its rounds while a firmware runs, and restarts when it has done its work") {
    const auto temp = TemporaryDirectory::make().value();
    const fs::path root = temp.path() / "cups-0";
    const fs::path home = temp.path() / "home";
    fs::create_directory(root);
    fs::create_directory(home);
    REQUIRE(write_file(root / "cups-router-1.cfg", as_bytes(R"({"version": "2.0.0"})")).has_value());
    const std::string script = "until [ -e go ]; do sleep 0.05; done\nprintf 2.0.0 > version.txt\n";
    REQUIRE(write_file(root / "2.0.0.bin", as_bytes(script)).has_value());
    Server server{{"serve", "--root", root.string()}};
    REQUIRE(write_file(home / "cups.uri", as_bytes("http://127.0.0.1:" + server.port())).has_value());
    REQUIRE(write_file(home / "version.txt", as_bytes("1.0.0")).has_value());
    const std::string conf =
        R"({"station_conf": {"routerid": "::1", "euiprefix": "::0", "CUPS_OKSYNC_INTV": "50ms"}})";
    REQUIRE(write_file(home / "station.conf", as_bytes(conf)).has_value());
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    test::Process station{{CUPSPEC_PROGRAM, "station", "--home", home.string(), "--no-lns", "--update", "run",
                           "--until", "steady", "--json", "--temp", (temp.path() / "t").string()},
                          "",
                          "",
                          ends[1]};
    ::close(ends[1]);
    const auto next_line = [&ends] {
        std::string line;
        for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) line += c;
        return line;
    };
    CHECK(next_line().find(R"("package":"1.0.0")") != std::string::npos);
    CHECK(next_line().find(R"("package":"1.0.0")") != std::string::npos);
    REQUIRE(write_file(home / "go", {}).has_value());
    const std::string after = next_line();
    CHECK(after.find(R"("package":"2.0.0")") != std::string::npos);
    CHECK(member(after, "outcome") == "no-updates");
    CHECK(station.wait().exit == 0);
    ::close(ends[0]);
}

TEST_CASE("station goes from round to round in scaled time") {
    const HomeCopy home{"session-plain/home-1"};
    home.put("cups.uri", "http://127.0.0.1:1");
    const Ended ended = run_program(
        {"station", "--home", home.path(), "--rounds", "3", "--no-lns", "--json", "--time-scale", "100000"});
    CHECK(ended.exit == 1);
    const auto lines = lines_of(ended.out);
    REQUIRE(lines.size() == 3);
    for (const std::string& line : lines) CHECK(member(line, "outcome") == "connect-failed");
}

TEST_CASE("station prints a refused start and exits with 1") {
    const HomeCopy home{"session-plain/home-1"};
    home.put("tc-boot.uri", "nonsense");
    const Ended ended = run_program({"station", "--home", home.path(), "--once", "--json"});
    CHECK(ended.exit == 1);
    CHECK(member(ended.out, "outcome") == "start-refused");
}

TEST_CASE("station without station.conf needs a router") {
    const HomeCopy home{"session-plain/home-1"};
    fs::remove(fs::path{home.path()} / "station.conf");
    const Ended ended = run_program({"station", "--home", home.path(), "--once"});
    CHECK(ended.exit == 2);
    CHECK(ended.err.find("--router") != std::string::npos);
}

TEST_CASE("station refuses a home another one holds, with a lock that leaves no file") {
    const HomeCopy home{"session-plain/home-1"};
    const auto files = [&home] {
        return std::distance(fs::directory_iterator{home.path()}, fs::directory_iterator{});
    };
    const auto before = files();
    const int held = ::open(home.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    REQUIRE(::flock(held, LOCK_EX | LOCK_NB) == 0);
    const Ended ended = run_program({"station", "--home", home.path(), "--once", "--no-lns"});
    CHECK(ended.exit == 3);
    CHECK(ended.err.find("another station") != std::string::npos);
    CHECK(files() == before);
    ::close(held);
}

TEST_CASE("station ends with 0 on SIGTERM and leaves nothing behind") {
    const HomeCopy home{"session-plain/home-1"};
    home.put("cups.uri", "http://127.0.0.1:1");
    const auto temp = TemporaryDirectory::make().value();
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    test::Process station{{"env", "TMPDIR=" + temp.path().string(), CUPSPEC_PROGRAM, "station", "--home",
                           home.path(), "--no-lns", "--json"},
                          "",
                          "",
                          ends[1]};
    ::close(ends[1]);
    std::string line;
    for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) line += c;
    CHECK(member(line, "outcome") == "connect-failed");
    CHECK_FALSE(fs::is_empty(temp.path()));
    station.signal(SIGTERM);
    CHECK(station.wait().exit == 0);
    CHECK(fs::is_empty(temp.path()));
    ::close(ends[0]);
}

TEST_CASE("station that runs for ever writes a line with time and level per event, and nothing on stdout") {
    const HomeCopy home{"session-plain/home-1"};
    home.put("cups.uri", "http://127.0.0.1:1");
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    test::Process station{{"sh", "-c", "exec \"$0\" station --home \"$1\" --no-lns 2>&1 >\"$1.out\"",
                           CUPSPEC_PROGRAM, home.path()},
                          "",
                          "",
                          ends[1]};
    ::close(ends[1]);
    const auto next_line = [&ends] {
        std::string line;
        for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) line += c;
        return line;
    };
    const std::string time = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\\.[0-9]{3} ";
    CHECK_THAT(next_line(), Catch::Contains("warning: " + home.path()));
    CHECK_THAT(next_line(), Catch::Matches(time + "info +\\[SYS\\] gateway ::1 on .*, Station 2\\.0\\.6.*"));
    CHECK_THAT(next_line(), Catch::Matches(time + "warning +\\[CUP\\] round 1, set reg, http://127.0.0.1:1: "
                                                  "connect-failed .*; next in 4 s, set reg"));
    station.signal(SIGTERM);
    CHECK(station.wait().exit == 0);
    CHECK_THAT(next_line(), Catch::Contains("[SYS] ended by SIGTERM"));
    CHECK(fs::is_empty(home.path() + ".out"));
    ::close(ends[0]);
}

TEST_CASE("station with an LNS URI alone makes no CUPS round and comes to an end") {
    const HomeCopy home{"session-plain/home-1"};
    fs::remove(fs::path{home.path()} / "cups.uri");
    fs::remove(fs::path{home.path()} / "cups-bak.uri");
    home.put("tc.uri", "ws://127.0.0.1:1");
    const Ended ended = run_program({"station", "--home", home.path(), "--once", "--json"});
    CHECK(ended.exit == 1);
    CHECK(ended.out.empty());
    CHECK(ended.err.find("CUPS stays off") != std::string::npos);
}
