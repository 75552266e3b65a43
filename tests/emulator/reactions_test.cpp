// Every recorded reaction of a real Station, on a clock of our own: the emulator must send the same requests,
// leave the same files and end each round the same way.

#include "base/files.hpp"
#include "emulator/gateway.hpp"
#include "reaction_case.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <sys/stat.h>

namespace cupspec::test {
namespace {

using namespace std::chrono_literals;
using emulator::Gateway;
using emulator::Outcome;
using emulator::Round;
using nlohmann::json;
using std::chrono::milliseconds;

constexpr milliseconds kConnectTimeout = 2s;
constexpr milliseconds kResync = 600ms;
constexpr milliseconds kOksync = 1100ms;

/// Plays one connection's script against a round, with time that costs nothing.
class ScriptedConnection {
public:
    ScriptedConnection(const ReactionCase& reaction, Round& round) : case_{reaction}, round_{round} {}

    void play(const json& script) {
        for (const auto& action : script) {
            if (round_.finished()) return;
            if (action.contains("sleep_ms")) {
                deliver();
                pass(milliseconds{action["sleep_ms"].get<int>()});
            } else if (action.contains("close")) {
                deliver();
                if (!round_.finished()) round_.on_peer_closed({});
            } else if (action.contains("every_ms")) {
                drip(action);
            } else {
                const Bytes bytes = case_.sent(action);
                pending_.insert(pending_.end(), bytes.begin(), bytes.end());
            }
        }
        deliver();
        if (!round_.finished()) round_.on_timeout();
    }

private:
    void drip(const json& action) {
        const auto each = action.value("bytes_each", std::size_t{1});
        const Bytes bytes = case_.sent(action);
        for (std::size_t at = 0; at < bytes.size() && !round_.finished(); at += each) {
            const auto end = std::min(at + each, bytes.size());
            pending_.insert(pending_.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                            bytes.begin() + static_cast<std::ptrdiff_t>(end));
            deliver();
            pass(milliseconds{action["every_ms"].get<int>()});
        }
    }

    void deliver() {
        std::size_t at = 0;
        while (at < pending_.size() && !round_.finished()) {
            const auto n = std::min(round_.want(), pending_.size() - at);
            if (round_.on_bytes(ByteView{pending_}.subspan(at, n))) waited_ = 0ms;
            at += n;
        }
        pending_.clear();
    }

    void pass(milliseconds time) {
        waited_ += time;
        if (!round_.finished() && waited_ >= kConnectTimeout) round_.on_timeout();
    }

    const ReactionCase& case_;
    Round& round_;
    Bytes pending_;
    milliseconds waited_{0};
};

struct Observed {
    json requests = json::array();
    json detail = json::array();
    ReactionCase::Files after_first_round;
    json words = json::array();
    json committed = json::array();  ///< one list a round
};

std::string result_word(Outcome outcome) {
    switch (outcome) {
        case Outcome::updated: return "done";
        case Outcome::crashed: return "crash";
        case Outcome::start_refused: return "not-started";
        case Outcome::no_uri:
        case Outcome::bad_uri:
        case Outcome::connect_failed:
        case Outcome::no_credentials: return "failed";
        default: return std::string{to_string(outcome)};
    }
}

bool answers(const ReactionCase& reaction, const protocol::ServerUri& server) {
    if (server.tls || server.host.find(':') != std::string::npos) return false;
    const auto port = server.port.substr(std::min(server.port.find_first_not_of('0'), server.port.size()));
    return port == reaction.ports().port || port == reaction.ports().port2;
}

Observed observe(const ReactionCase& reaction, Gateway& gateway) {
    Observed seen;
    const auto rounds = reaction.json().at("outcome").at("rounds").get<std::size_t>();
    const auto& server = reaction.json().at("server");
    std::size_t connection = 0;
    for (std::size_t i = 0; i < rounds; ++i) {
        Round& round = gateway.begin_round();
        if (round.start()) {
            if (answers(reaction, round.server())) {
                const std::string& request = round.request();
                const auto head = request.find("\r\n\r\n") + 4;
                seen.requests.push_back({{"head", request.substr(0, head)}, {"body", request.substr(head)}});
                const json script = connection < server.size() ? server[connection] : json::array();
                ++connection;
                ScriptedConnection{reaction, round}.play(script);
            } else {
                round.on_connect_failed();
            }
        }
        const auto report = gateway.end_round(false);
        for (const auto& word : report.words) seen.words.push_back(word);
        seen.committed.push_back(json::array());
        for (const auto category : report.committed) seen.committed.back().push_back(to_string(category));
        if (i == 0) seen.after_first_round = files_in(gateway.home().directory());
        if (report.outcome == Outcome::crashed) {
            seen.detail.push_back({{"set", to_string(report.set)}, {"result", "crash"}, {"retry", nullptr}});
            break;
        }
        seen.detail.push_back({{"set", to_string(report.set)},
                               {"result", result_word(report.outcome)},
                               {"retry", report.next.after == kResync ? "resync" : "oksync"}});
    }
    return seen;
}

emulator::GatewayOptions options_for(const ReactionCase& reaction, const std::filesystem::path& temp) {
    emulator::GatewayOptions options;
    options.settings.cups_timeout = kConnectTimeout;
    options.settings.resync = kResync;
    options.settings.oksync = kOksync;
    options.router = {1};
    options.station = reaction.station_string();
    options.lns = false;
    options.update_file = temp / "update.bin";
    options.update_policy = emulator::UpdatePolicy::run;
    return options;
}

/// Log words of both sides: what the shell does, not the gateway, and what only we can tell are left out.
json without_other_words(const json& words) {
    json kept = json::array();
    for (const std::string word : words)
        if (word != "update-bin-started" && !word.starts_with("reads-beyond-blob:")) kept.push_back(word);
    return kept;
}

TEST_CASE("Gateway reacts to every recorded answer as the real Station did") {
    ::umask(022);
    for (const auto& file : reaction_files()) {
        DYNAMIC_SECTION(file.stem().string()) {
            const ReactionCase reaction{file, {}};
            const auto home = TemporaryDirectory::make().value();
            const auto temp = TemporaryDirectory::make().value();
            reaction.write_home(home.path(), temp.path());
            emulator::PosixDisk disk{emulator::PosixDisk::Durability::relaxed};
            Gateway gateway{disk, home.path(), options_for(reaction, temp.path())};
            const json& outcome = reaction.json().at("outcome");

            if (const auto refusal = gateway.start()) {
                CHECK(outcome.at("first_round") == "not-started");
                CHECK(outcome.at("exit") == json{{"code", 1}});
                CHECK(json(refusal->problems) == outcome.at("log"));
            } else {
                const Observed seen = observe(reaction, gateway);
                INFO(seen.words.dump());
                if (outcome.at("first_round") != "crash")
                    CHECK(without_other_words(seen.words) == without_other_words(outcome.at("log")));
                CHECK(seen.requests == reaction.requests());
                CHECK(seen.detail == outcome.at("detail"));
                CHECK(seen.detail.at(0).at("result") == outcome.at("first_round"));
                CHECK(seen.detail.at(0).at("retry") == outcome.at("retry"));
                CHECK(describe_difference(reaction.files("after_first_round"), seen.after_first_round) == "");
                if (!outcome.at("set_after_last_round").is_null())
                    CHECK(to_string(gateway.machine().set()) == outcome.at("set_after_last_round"));
            }
            CHECK(describe_difference(reaction.files("after"), files_in(home.path())) == "");
            CHECK(describe_update_files(reaction.json().at("update_file"), temp.path()) == "");
        }
    }
}

TEST_CASE("A round reports as committed what it changed itself") {
    const ReactionCase reaction{CUPSPEC_VECTORS "/reactions/uri-cups-dead.json", {}};
    const auto home = TemporaryDirectory::make().value();
    reaction.write_home(home.path(), home.path());
    emulator::PosixDisk disk{emulator::PosixDisk::Durability::relaxed};
    Gateway gateway{disk, home.path(), options_for(reaction, home.path())};
    REQUIRE_FALSE(gateway.start().has_value());
    CHECK(observe(reaction, gateway).committed == json::parse(R"([["cups"], [], []])"));
}

}  // namespace
}  // namespace cupspec::test
