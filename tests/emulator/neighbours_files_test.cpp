// Homes beside the recorded ones: files Station reads as C strings, and directories where files should be.

#include "base/files.hpp"
#include "emulator/gateway.hpp"
#include "emulator/token.hpp"
#include "one_answer.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace cupspec::test {
namespace {

using emulator::Outcome;
using emulator::SetName;
using namespace std::string_literals;

/// A gateway on a real directory, because only there a directory can stand in a file's place.
class RealHome {
public:
    RealHome() { file("cups.uri", "http://localhost:6040"); }

    void file(const std::string& name, const std::string& content) {
        REQUIRE(write_file(place(name), as_bytes(content), 0644, false));
    }
    void directory(const std::string& name) { std::filesystem::create_directory(place(name)); }
    std::string text(const std::string& name) {
        return to_text(disk_.read(place(name)).value_or(to_bytes("(none)")));
    }
    bool has(const std::string& name) { return std::filesystem::exists(place(name)); }

    std::optional<emulator::RoundReport> start() { return gateway().start(); }
    emulator::RoundReport answered(const protocol::Response& response) {
        if (!started_) REQUIRE_FALSE(start());
        auto& round = gateway_->begin_round();
        REQUIRE(round.start());
        round.on_bytes(as_bytes(answer_of(response)));
        return gateway_->end_round(false);
    }
    std::filesystem::path place(const std::string& name) const { return directory_.path() / name; }

private:
    emulator::Gateway& gateway() {
        emulator::GatewayOptions options;
        options.router = {1};
        options.lns = false;
        options.update_file = place("update.bin");
        started_ = true;
        return gateway_.emplace(disk_, directory_.path(), std::move(options));
    }

    TemporaryDirectory directory_ = TemporaryDirectory::make().value();
    emulator::PosixDisk disk_{emulator::PosixDisk::Durability::relaxed};
    std::optional<emulator::Gateway> gateway_;
    bool started_ = false;
};

protocol::Response new_uris() {
    protocol::Response response;
    response.cups_uri = "http://other:1";
    response.tc_uri = "ws://other:2";
    return response;
}

TEST_CASE("URI and version files end at their first NUL and lose what is blank before it") {
    RealHome home;
    home.file("cups.uri", "http://localhost:6040 \r\n\0trash"s);
    home.file("version.txt", "\t1.0 \"a\\\x01\x1f\x7f\xc3\xa4\b\f/\n\n2\n \0more"s);
    home.file("tc.uri", std::string(127, 'w') + "\0http"s);
    const auto report = home.answered({});
    CHECK(report.request->cups_uri == "http://localhost:6040");
    CHECK(report.request->tc_uri == std::string(127, 'w'));
    const std::string body = to_text(report.exchange.request_body);
    // protocol.md §3.2: the escapes
    CHECK(body.find(R"("package":"\t1.0 \"a\\\u0001\u001F)"
                    "\x7f\xc3\xa4"
                    R"(\b\f/\n\n2",)") != std::string::npos);
}

TEST_CASE("A URI file that begins with NUL is there but empty, which is malformed") {
    RealHome home;
    home.file("cups.uri", "\0http://localhost:6040"s);
    const auto refusal = home.start();
    REQUIRE(refusal);
    CHECK(refusal->problems.front() == "uri-malformed");
}

TEST_CASE("A commit whose marker cannot be made is left out, and the other category goes on") {
    RealHome home;
    home.directory(
        "cups-temp.upd");  // at its start Station takes it for a marker and finds nothing to rename
    CHECK(home.answered(new_uris()).outcome == Outcome::updated);
    CHECK(home.text("cups.uri") == "http://localhost:6040");
    CHECK(home.text("cups-temp.uri") == "http://other:1");
    CHECK(home.text("tc.uri") == "ws://other:2");
}

TEST_CASE("A URI that cannot be staged keeps both categories as they are") {
    RealHome home;
    home.directory("tc-temp.uri");
    CHECK(home.answered(new_uris()).outcome == Outcome::updated);
    CHECK(home.text("cups.uri") == "http://localhost:6040");
    CHECK(home.text("cups-temp.uri") == "http://other:1");
    CHECK_FALSE(home.has("tc.uri"));
}

TEST_CASE("A backup that fails leaves its marker and is tried again") {
    RealHome home;
    const std::string blocked = GENERATE("cups-bak.done", "cups-bak.key");
    CAPTURE(blocked);
    home.file("cups-bak.trust", "old");
    if (blocked == "cups-bak.done") {
        // At a start it would count as the marker of a finished backup.
        REQUIRE_FALSE(home.start());
    }
    home.directory(blocked);
    CHECK(home.answered({}).outcome == Outcome::no_updates);
    CHECK(home.has("cups-temp.cpy"));
    CHECK_FALSE(home.has("cups-bak.uri"));
    CHECK(home.has("cups-bak.trust") == (blocked == "cups-bak.done"));  // .done goes first, key comes third
    std::filesystem::remove(home.place(blocked));
    CHECK(home.answered({}).outcome == Outcome::no_updates);
    CHECK_FALSE(home.has("cups-temp.cpy"));
    CHECK(home.text("cups-bak.uri") == "http://localhost:6040");
    CHECK(home.has("cups-bak.done"));
}

TEST_CASE("A backup whose first marker cannot be made does not begin") {
    RealHome home;
    REQUIRE_FALSE(home.start());
    home.directory("cups-temp.cpy");
    CHECK(home.answered({}).outcome == Outcome::no_updates);
    CHECK_FALSE(home.has("cups-bak.uri"));
    CHECK_FALSE(home.has("cups-bak.done"));
}

TEST_CASE("A backup that cannot be finished at the start ends the start") {
    RealHome home;
    home.file("cups-temp.cpy", "");
    home.directory("cups-bak.crt");
    const auto refusal = home.start();
    REQUIRE(refusal);
    CHECK(refusal->problems.front() == "start-refused:recovery");
}

TEST_CASE("Credentials are staged up to the first file that cannot be written") {
    RealHome home;
    home.file("tc.crt", "old");
    home.directory("tc-temp.crt");
    protocol::Response response;
    response.tc_cred = {0x30, 2, 1, 2, 0, 0, 0, 0, 'A', ':', ' ', 'x'};
    CHECK(home.answered(response).outcome == Outcome::crashed);  // the directory cannot be renamed to tc.crt
    CHECK(home.text("tc.trust") == "\x30\x02\x01\x02");
    CHECK_FALSE(home.has("tc-temp.key"));
    CHECK(home.has("tc-temp.upd"));
}

TEST_CASE("A signing key that cannot be read is none") {
    RealHome home;
    home.directory("sig-0.key");
    home.file("sig-1.key", std::string(64, 'k'));
    protocol::Response response;
    response.update = to_bytes("#!/bin/sh\n");
    const auto report = home.answered(response);
    CHECK(report.update.kind == emulator::UpdateVerdict::Kind::unsigned_run);
    CHECK(report.request->keys.empty());
}

TEST_CASE("A signature without a firmware is an update, a firmware that cannot be written is none") {
    protocol::Response response;
    response.signature = protocol::Signature{0, Bytes(4)};
    RealHome one;
    CHECK(one.answered(response).outcome == Outcome::updated);
    response.signature.reset();
    response.update = to_bytes("#!/bin/sh\n");
    RealHome other;
    other.directory("update.bi_");
    const auto report = other.answered(response);
    CHECK(report.outcome == Outcome::no_updates);
    CHECK_FALSE(other.has("update.bin"));
    RealHome blocked;
    blocked.directory("update.bin");
    CHECK(blocked.answered(response).outcome == Outcome::updated);
    CHECK(blocked.text("update.bi_") == "#!/bin/sh\n");
}

TEST_CASE("A file that is there but cannot be read counts for the mode, and fails when it is used") {
    RealHome home;
    home.file("cups.uri", "https://localhost:6040");
    home.file("cups.trust", "-");
    emulator::PosixDisk disk;
    const emulator::Home view{disk, home.place("")};
    CHECK(view.auth_mode(emulator::Category::cups, SetName::regular) == emulator::AuthMode::server_only);
    home.directory("cups.key");
    CHECK(view.auth_mode(emulator::Category::cups, SetName::regular) == emulator::AuthMode::token);
    home.directory("cups.crt");
    CHECK(view.auth_mode(emulator::Category::cups, SetName::regular) == emulator::AuthMode::mutual);
}

struct TokenRow {
    std::string file;
    std::string lines;  ///< "(bad)": the set-up fails
};

TEST_CASE("Token files become the lines Station makes of them") {
    const TokenRow row = GENERATE(values<TokenRow>({
        {"A: b\r", "A: b\r\r\n"},  // only LF and CRLF are taken off
        {"A: b\r\r\n", "A: b\r\r\n"},
        {"A: b\n\r\n\n", "A: b\r\n"},
        {"A: \n", "A: \r\n"},
        {"A:\n", "(bad)"},
        {"A: b\r\n\r\nC: d", "(bad)"},
        {"A: b\0C"s, "A: b\r\n"},
        {" A: b", "(bad)"},
        {"A b: c", "(bad)"},
        {"A-_9: c: d", "A-_9: c: d\r\n"},
        {": x", "(bad)"},
        {"A:\tb", "(bad)"},
        {"A: b\r\nC: d\ne", "(bad)"},
        {"\r\n\n", ""},
        {"\r", "(bad)"},
    }));
    CAPTURE(row.file);
    const auto token = emulator::read_token(as_bytes(row.file));
    CHECK((token ? token->lines : "(bad)") == row.lines);
}

TEST_CASE("Every mixture of leftover markers is rolled forward, copies after renames") {
    for (unsigned bits = 0; bits < 8; ++bits) {
        for (const std::string category : {"cups", "tc"}) {
            CAPTURE(bits, category);
            MortalDisk::Files files{{"home/cups.uri", to_bytes("http://old:1")},
                                    {"home/tc.uri", to_bytes("ws://old:1")}};
            const std::string name = "home/" + category;
            const std::string fresh = category == "cups" ? "http://new:1" : "ws://new:1";
            const std::string old = category == "cups" ? "http://old:1" : "ws://old:1";
            files[name + "-temp.uri"] = to_bytes(fresh);
            files[name + "-bak.uri"] = to_bytes(fresh + "0");
            const bool upd = (bits & 1U) != 0;
            const bool cpy = (bits & 2U) != 0;
            const bool done = (bits & 4U) != 0;
            if (upd) files[name + "-temp.upd"] = {};
            if (cpy) files[name + "-temp.cpy"] = {};
            if (done) files[name + "-bak.done"] = {};
            OneRound one{files};
            const auto text = [&](const std::string& what) { return to_text(one.files().at(name + what)); };
            CHECK(text(".uri") == (upd ? fresh : old));
            CHECK(one.files().contains(name + "-temp.uri") == !upd);
            CHECK(text("-bak.uri") == (!cpy ? fresh + "0" : upd ? fresh : old));
            CHECK(one.files().contains(name + "-bak.done") == (cpy || done));
            CHECK_FALSE(one.files().contains(name + "-temp.upd"));
            CHECK_FALSE(one.files().contains(name + "-temp.cpy"));
        }
    }
}

}  // namespace
}  // namespace cupspec::test
