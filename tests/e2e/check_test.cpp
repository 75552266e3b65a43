#include "json/cursor.hpp"
#include "tests/cli/program.hpp"
#include "tests/probe/byte_server.hpp"
#include "tests/result_text.hpp"

#include <algorithm>
#include <map>

using namespace cupspec;
using test::answering;
using test::ByteServer;
using test::Ended;
using test::http_answer;
using test::run_program;
using test::Server;
using test::vector_path;

namespace {

namespace fs = std::filesystem;

/// What `check --json` says of one server.
struct Said {
    bool ok = false;
    std::string trouble;
    std::map<std::string, std::string> verdicts;  ///< by rule
    std::map<std::string, unsigned> contacts;     ///< by purpose
    std::vector<std::string> left_out;
    std::vector<std::string> known;  ///< states, of those that have one
};

Said said_at(const json::Cursor& server) {
    Said said;
    said.ok = server["ok"].boolean();
    if (!server["trouble"].is_null()) said.trouble = server["trouble"].text();
    for (const auto& rule : server["rules"].items()) {
        said.verdicts[rule["id"].text()] = rule["verdict"].text();
        if (const auto known = rule.find("known")) said.known.push_back(known->text());
    }
    for (const auto& contact : server["contacts"].items()) ++said.contacts[contact["purpose"].text()];
    for (const auto& left : server["leftOut"].items()) said.left_out.push_back(left["purpose"].text());
    return said;
}

std::vector<Said> said_in(const std::string& text) {
    const auto document = json::parse(text).value();
    json::Reading reading{document};
    std::vector<Said> all;
    for (const auto& server : reading.root()["servers"].items()) all.push_back(said_at(server));
    CHECK(reading.ok());
    return all;
}

Ended run_check(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "check");
    return run_program(std::move(arguments));
}

/// A copy of a recorded server's root whose record names no CUPS server, for ports differ.
class Root {
public:
    explicit Root(const std::string& recorded) {
        fs::copy(vector_path(recorded), directory_.path(), fs::copy_options::recursive);
        const bool tls = recorded.find("tls") != std::string::npos;
        const std::string record =
            std::string{R"({"tcUri":")"} + (tls ? "wss" : "ws") + R"(://localhost:6038","version":"2.0.0"})";
        REQUIRE(write_file(directory_.path() / "cups-router-1.cfg", as_bytes(record)));
    }
    std::string path() const { return directory_.path().string(); }

private:
    TemporaryDirectory directory_ = TemporaryDirectory::make().value();
};

std::string failures(const Said& said) {
    std::string out;
    for (const auto& [rule, verdict] : said.verdicts)
        if (verdict != "passed" && verdict != "skipped") out += rule + ' ' + verdict + '\n';
    return out;
}

}  // namespace

TEST_CASE("check passes the reference server over plain HTTP, with everything allowed") {
    const Root root{"session-plain/cups-1"};
    Server server{{"serve", "--root", root.path(), "--auth", "none", "--listen", "127.0.0.1:0"}};
    const auto ended =
        run_check({"http://localhost:" + server.port(), "--home", vector_path("session-plain/home-1"),
                   "--package-after", "2.0.0", "--allow", "all", "--json"});
    const auto said = said_in(ended.out).front();
    CHECK(failures(said).empty());
    CHECK(said.ok);
    CHECK(ended.exit == 0);
    CHECK(said.contacts.at("two-at-once") == 8);
    CHECK(said.contacts.at("life") == 2);
    CHECK(said.left_out.size() == 3);
}

TEST_CASE("check passes the reference server over mutual TLS") {
    const Root root{"session-tls/cups-1"};
    Server server{{"serve", "--root", root.path(), "--identity", "cups-1", "--listen", "127.0.0.1:0"}};
    const auto ended =
        run_check({"https://localhost:" + server.port(), "--home", vector_path("session-tls/home-1"),
                   "--package-after", "2.0.0", "--allow", "all", "--json"});
    const auto said = said_in(ended.out).front();
    CHECK(failures(said).empty());
    CHECK(ended.exit == 0);
    CHECK(said.contacts.at("no-credentials") == 1);
    CHECK(ended.out.find("BEGIN") == std::string::npos);
}

TEST_CASE("check gives clear verdicts on servers that know nothing of CUPS") {
    const std::map<std::string, std::function<void(ByteServer&, int)>> kServers{
        {"fixed bytes", answering(http_answer("200 OK", "hello"))},
        {"an echo",
         [](ByteServer& self, int connection) {
             ByteServer::send(connection, self.read(connection));
             self.wait_for_end(connection);
         }},
        {"closed at once", [](ByteServer&, int) {}},
        {"silence", [](ByteServer& self, int connection) { self.wait_for_end(connection); }},
        {"1 MB", answering(http_answer("200 OK", std::string(std::size_t{1} << 20U, 'x')))},
        {"noise", answering(std::string(3000, '\x7F'))}};
    for (const auto& [name, serve] : kServers) {
        CAPTURE(name);
        const ByteServer server{serve};
        const auto ended = run_check({server.url(), "--timeout", "0.3", "--allow", "all", "--json"});
        CHECK(ended.exit == 1);
        const auto said = said_in(ended.out).front();
        CHECK_FALSE(said.ok);
        const bool silent = name == "silence" || name == "closed at once";
        const bool other = name == "an echo" || name == "noise";
        CHECK((said.trouble == "whoever answers speaks no HTTP") == other);
        CHECK((said.trouble.find("nobody answers: ") == 0) == silent);
        CHECK((!failures(said).empty() || silent || other));
    }
}

TEST_CASE("check puts several servers into one table") {
    const Root root{"session-plain/cups-1"};
    Server server{{"serve", "--root", root.path(), "--auth", "none", "--listen", "127.0.0.1:0"}};
    const std::string url = "http://localhost:" + server.port();
    const std::vector<std::string> both{url,     "http://127.0.0.1:1", "--package-after",
                                        "2.0.0", "--timeout",          "1"};
    auto arguments = both;
    arguments.emplace_back("--json");
    const auto json = run_check(arguments);
    CHECK(json.exit == 1);
    const auto said = said_in(json.out);
    REQUIRE(said.size() == 2);
    CHECK(said[0].ok);
    CHECK_FALSE(said[1].trouble.empty());
    const auto text = run_check(both);
    CHECK(text.out.find("+-- " + url) == 0);
    CHECK(text.out.find("\n       +-- http://127.0.0.1:1") != std::string::npos);
}

TEST_CASE("check --diff says where two servers' answers differ") {
    const Root root{"session-plain/cups-1"};
    Server one{{"serve", "--root", root.path(), "--auth", "none", "--listen", "127.0.0.1:0"}};
    Server other{{"serve", "--root", root.path(), "--auth", "none", "--listen", "127.0.0.1:0", "--dialect",
                  "the-things-stack"}};
    const std::string url = "http://localhost:" + one.port();
    const auto same = run_check({"--diff", url, url, "--package-after", "2.0.0"});
    CHECK(same.exit == 0);
    CHECK(same.out.find("no difference in") != std::string::npos);
    const auto differ =
        run_check({"--diff", url, "http://localhost:" + other.port(), "--package-after", "2.0.0"});
    CHECK(differ.exit == 1);
    CHECK(differ.out.find("get 1: GET in place of POST\n") != std::string::npos);
    CHECK(differ.out.find("header Content-Type\n    - text/plain; charset=utf-8\n    + application/json") !=
          std::string::npos);
}

TEST_CASE("check takes a known failure until its day, and not once it passes") {
    const Root root{"session-plain/cups-1"};
    Server server{{"serve", "--root", root.path(), "--auth", "none", "--listen", "127.0.0.1:0", "--dialect",
                   "the-things-stack"}};
    const auto directory = TemporaryDirectory::make().value();
    const std::string known = (directory.path() / "known.json").string();
    const std::string url = "http://localhost:" + server.port();
    const auto with = [&](const std::string& rule, const std::string& until) {
        const std::string text =
            R"({"known": [{"rule": ")" + rule + R"(", "reason": "seen", "until": ")" + until + "\"}]}";
        REQUIRE(write_file(known, as_bytes(text)));
        return run_check(
            {url, "--package-after", "2.0.0", "--strict", "--rule", "framing/*", "--known", known, "--json"});
    };
    const auto put_up_with = with("framing/nothing-follows-update", "2999-12-31");
    CHECK(put_up_with.exit == 0);
    CHECK(said_in(put_up_with.out).front().known == std::vector<std::string>{"known"});
    const auto expired = with("framing/nothing-follows-update", "2020-12-31");
    CHECK(expired.exit == 1);
    CHECK(said_in(expired.out).front().known == std::vector<std::string>{"expired"});
    const auto mended = with("framing/six-length-fields", "2999-12-31");
    CHECK(mended.exit == 1);
    CHECK(said_in(mended.out).front().known == std::vector<std::string>{"mended"});
}

TEST_CASE("check waits for a server that comes later, and writes reports") {
    const Root root{"session-plain/cups-1"};
    Server server{{"serve", "--root", root.path(), "--auth", "none", "--listen", "127.0.0.1:0"}};
    const auto directory = TemporaryDirectory::make().value();
    const std::string report = (directory.path() / "check.json").string();
    const auto ended =
        run_check({"http://localhost:" + server.port(), "--wait-for-server", "10", "--package-after", "2.0.0",
                   "--report", "json:" + report, "--report", "text:-", "--quiet"});
    CHECK(ended.exit == 0);
    CHECK(said_in(to_text(read_file(report).value())).front().ok);
    CHECK(ended.out.find("ok   ") != std::string::npos);
    const auto late = run_check({"http://127.0.0.1:1", "--wait-for-server", "0.2"});
    CHECK(late.exit == 1);
}
