// Some recorded reactions in real time: the program as the gateway, against a server that sends the recorded
// bytes with the recorded pauses. All of them, on a clock of their own, are in tests/emulator.

#include "tests/cli/program.hpp"
#include "tests/e2e/scripted_server.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <sys/stat.h>

namespace cupspec::test {
namespace {

using ReactionJson = nlohmann::json;

constexpr std::string_view kConf = R"({"station_conf": {"routerid": "::1", "euiprefix": "::0",
    "CUPS_CONN_TIMEOUT": "2s", "CUPS_RESYNC_INTV": "600ms", "CUPS_OKSYNC_INTV": "1100ms"}})";

/// One life of the program on a recorded case's home.
struct Life {
    Ended ended;
    ReactionJson rounds = ReactionJson::array();
    ReactionJson requests;
    ReactionCase::Files home;
    std::filesystem::path temp;
};

ReactionJson rounds_in(const std::string& out) {
    ReactionJson rounds = ReactionJson::array();
    for (std::size_t at = 0; at < out.size();) {
        const auto end = out.find('\n', at);
        REQUIRE(end != std::string::npos);
        rounds.push_back(ReactionJson::parse(out.substr(at, end - at)));
        at = end + 1;
    }
    return rounds;
}

/// A recorded case and all the directories and ports it is played with.
class Stage {
public:
    explicit Stage(const std::string& name)
        : reaction_{vector_path("reactions/" + name + ".json"), ports_.numbers()} {}

    const ReactionCase& reaction() const { return reaction_; }

    Life live(std::size_t rounds) const {
        const auto place = place_.path() / std::to_string(rounds);
        const auto home = place / "home";
        Life life;
        life.temp = place / "temp";
        std::filesystem::create_directories(home);
        std::filesystem::create_directory(life.temp);
        reaction_.write_home(home, life.temp);
        REQUIRE(write_file(home / "station.conf", as_bytes(kConf)).has_value());
        ScriptedServer server{ports_, reaction_};
        life.ended =
            run_program({"station", "--home", home.string(), "--no-lns", "--rounds", std::to_string(rounds),
                         "--update", "run", "--update-file", (life.temp / "update.bin").string(), "--json",
                         "--station-string", reaction_.station_string()});
        life.requests = server.stop();
        life.rounds = rounds_in(life.ended.out);
        life.home = files_in(home);
        return life;
    }

private:
    CasePorts ports_;
    ReactionCase reaction_;
    TemporaryDirectory place_ = TemporaryDirectory::make().value();
};

std::string recorded_word(const std::string& outcome) {
    if (outcome == "updated") return "done";
    if (outcome == "crashed") return "crash";
    if (outcome == "start-refused") return "not-started";
    const bool failed = outcome == "no-uri" || outcome == "bad-uri" || outcome == "connect-failed" ||
                        outcome == "no-credentials";
    return failed ? "failed" : outcome;
}

ReactionJson recorded_retry(const ReactionJson& next) {
    if (next.is_null()) return nullptr;
    return next.at("after_s") == 0.6 ? "resync" : "oksync";
}

ReactionJson detail_of(const ReactionJson& rounds) {
    ReactionJson detail = ReactionJson::array();
    for (const auto& round : rounds)
        detail.push_back({{"set", round.at("credentialSet")},
                          {"result", recorded_word(round.at("outcome"))},
                          {"retry", recorded_retry(round.at("next"))}});
    return detail;
}

int expected_exit(const ReactionJson& detail) {
    const std::string last = detail.empty() ? "not-started" : detail.back().at("result").get<std::string>();
    return last == "done" || last == "no-updates" ? 0 : 1;
}

TEST_CASE("station reacts in real time as the real Station did") {
    ::umask(022);
    const std::string name = GENERATE(
        "cred-trust-3-bytes", "fw-200k", "fw-old-update-bin", "fw-unsigned-with-key", "http-302",
        "http-header-9k", "rec-cups-upd-half", "seg-cupsuri+cupscred", "split-bytewise", "uri-cups-ipv6");
    CAPTURE(name);
    const Stage stage{name};
    const auto& reaction = stage.reaction();
    const auto& outcome = reaction.json().at("outcome");

    const Life first = stage.live(1);
    CHECK(detail_of(first.rounds).at(0) == outcome.at("detail").at(0));
    CHECK(describe_difference(reaction.files("after_first_round"), first.home) == "");
    CHECK(describe_update_files(reaction.json().at("update_file_after_first_round"), first.temp) == "");

    const Life whole = stage.live(outcome.at("rounds").get<std::size_t>());
    CHECK(whole.requests == reaction.requests());
    CHECK(detail_of(whole.rounds) == outcome.at("detail"));
    CHECK(whole.ended.exit == expected_exit(outcome.at("detail")));
    CHECK(describe_difference(reaction.files("after"), whole.home) == "");
    CHECK(describe_update_files(reaction.json().at("update_file"), whole.temp) == "");
}

TEST_CASE("station waits out its time limit, and only then, when a body stalls") {
    ::umask(022);
    const Stage stage{"trunc-tcCred-stall"};
    const auto began = std::chrono::steady_clock::now();
    const Life life = stage.live(1);
    CHECK(life.rounds.at(0).at("outcome") == "timeout");
    CHECK(life.rounds.at(0).at("problems") == ReactionJson{"timeout"});
    // 200 ms before the first contact, and CUPS_CONN_TIMEOUT from there.
    CHECK(std::chrono::steady_clock::now() - began >= std::chrono::milliseconds{2200});
    CHECK(describe_difference(stage.reaction().files("after_first_round"), life.home) == "");
}

TEST_CASE("station that is refused a start sends nothing and changes nothing") {
    const Stage stage{"req-uri-slash"};
    const Life life = stage.live(1);
    CHECK(life.ended.exit == 1);
    REQUIRE(life.rounds.size() == 1);
    CHECK(life.rounds.at(0).at("problems") == stage.reaction().json().at("outcome").at("log"));
    CHECK(life.rounds.at(0).at("next").is_null());
    CHECK(life.requests.empty());
    CHECK(describe_difference(stage.reaction().files("after"), life.home) == "");
}

TEST_CASE("station prints every field of the round's contract") {
    const Stage stage{"fw-verified"};
    const Life life = stage.live(1);
    const ReactionJson& round = life.rounds.at(0);
    const std::vector<std::string> fields{"round",     "credentialSet", "uri",      "outcome",
                                          "request",   "status",        "response", "update",
                                          "committed", "problems",      "next"};
    std::vector<std::string> have;
    const auto printed = nlohmann::ordered_json::parse(life.ended.out);
    for (const auto& [key, value] : printed.items()) have.push_back(key);
    CHECK(have == fields);
    CHECK(round.at("round") == 1);
    CHECK(round.at("status") == 200);
    CHECK(round.at("request").at("router") == "::1");
    CHECK(round.at("response").at("trailingBytes") == 0);
    CHECK(round.at("response").at("cupsCred").is_null());
    CHECK(round.at("update").at("verdict") == "verified");
    CHECK(round.at("update").at("file") == (life.temp / "update.bin").string());
    CHECK(round.at("committed") == ReactionJson::array());
    CHECK(round.at("next") == ReactionJson{{"after_s", 1.1}, {"credentialSet", "reg"}});
    CHECK_THAT(life.ended.err, Catch::Contains("the firmware was run: exit 0"));
}

}  // namespace
}  // namespace cupspec::test
