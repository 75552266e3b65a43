#include "capture/har_writer.hpp"
#include "capture/recording.hpp"
#include "pki/key.hpp"
#include "tests/cli/program.hpp"
#include "tests/e2e/home_copy.hpp"
#include "tests/result_text.hpp"
#include "tests/secret_disguises.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace cupspec;
using server::testing::Copy;
using test::Ended;
using test::HomeCopy;
using test::run_program;
using test::Server;

namespace {

namespace fs = std::filesystem;

/// One `serve --record` and the gateways that ask it.
class RecordedServer {
public:
    RecordedServer(const std::string& name, std::vector<std::string> more) {
        std::vector<std::string> words{"serve", "--root",    files_.path(name).string(),   "--identity",
                                       name,    "--tc-root", files_.path("tc-0").string(), "--record",
                                       folder()};
        words.insert(words.end(), more.begin(), more.end());
        server_ = std::make_unique<Server>(words);
    }

    /// Lets the gateway ask once, recording on its side as well.
    Ended ask(const HomeCopy& home) const {
        home.put("cups.uri", "https://localhost:" + server_->port());
        return run_program(
            {"station", "--home", home.path(), "--once", "--record", (place_.path() / "station").string()});
    }
    /// What it has recorded when it has ended. @param name of a file
    capture::Capture stop(const std::string& name) {
        CHECK(server_->stop().exit == 0);
        const auto text = to_text(read_file(fs::path{folder()} / name).value());
        return capture::parse_recording(text, name).value();
    }
    std::string port() const { return server_->port(); }
    std::string folder() const { return (place_.path() / "served").string(); }
    const Copy& files() const { return files_; }

    /// Every recording of both sides and the HAR made of it, by path.
    std::map<std::string, std::string> texts() const {
        std::map<std::string, std::string> texts;
        for (const auto& entry : fs::recursive_directory_iterator{place_.path()}) {
            if (!entry.is_regular_file()) continue;
            const std::string path = entry.path().string();
            texts[path] = to_text(read_file(path).value());
            texts[path + ".har"] =
                capture::to_har({capture::parse_recording(texts[path], path).value()}, "1.0");
        }
        return texts;
    }

private:
    Copy files_{"session-tls"};
    TemporaryDirectory place_ = TemporaryDirectory::make().value();
    std::unique_ptr<Server> server_;
};

/// The octets that make each key of these directories private.
std::map<std::string, Bytes> private_parts(const std::vector<std::string>& directories) {
    constexpr std::ptrdiff_t kBegin = 7;
    constexpr std::ptrdiff_t kBytes = 32;
    std::map<std::string, Bytes> secrets;
    for (const std::string& directory : directories) {
        for (const auto& entry : fs::directory_iterator{directory}) {
            const std::string name = entry.path().filename().string();
            if (!name.ends_with(".key") || name.starts_with("sig-")) continue;
            const auto key = pki::PrivateKey::parse(read_file(entry.path()).value());
            if (!key) continue;  // a token
            const Bytes der = key->der(pki::KeyForm::sec1).value();
            secrets[entry.path().string()] = {der.begin() + kBegin, der.begin() + kBegin + kBytes};
        }
    }
    return secrets;
}

void expect_none_in(const std::map<std::string, std::string>& texts, const std::string& name,
                    ByteView secret) {
    for (const std::string& disguise : test::disguises(secret)) {
        for (const auto& [where, text] : texts) {
            CAPTURE(name, where);
            CHECK(text.find(disguise) == std::string::npos);
        }
    }
}

}  // namespace

TEST_CASE("serve --record keeps what a gateway asked and was answered, with TLS facts and writes") {
    RecordedServer server{"cups-0", {"--threads", "2"}};
    const HomeCopy home{"session-tls/home-0"};
    CHECK(server.ask(home).exit == 0);
    const std::string uri = "https://localhost:" + server.port();
    const capture::Capture capture = server.stop("0000000000000001.recording");
    CHECK(capture.is_masked);
    CHECK(capture.gateway.router == protocol::Eui64{1});
    REQUIRE(capture.rounds.size() == 1);
    const capture::Round& round = capture.rounds[0];
    CHECK(round.uri == uri);
    CHECK(round.tls.version == "TLSv1.2");
    CHECK(round.tls.peer_common_name == "cups-router-1");
    CHECK_THAT(round.request_head, Catch::StartsWith("POST /update-info HTTP/1.1\r\n"));
    CHECK(round.is_request_exact);
    CHECK(round.ending == capture::Ending::none);
    const std::string answer = to_text(round.answer);
    CHECK(answer.size() - answer.find("\r\n\r\n") - 4 ==
          read_file(test::vector_path("session-tls/resp-1.bin")).value().size());
    CHECK_FALSE(round.reads.empty());
}

TEST_CASE("serve --record keeps a failed handshake as the gateway calls it") {
    RecordedServer server{"cups-0", {}};
    const HomeCopy home{"session-tls/home-0"};
    home.put("cups.trust", to_text(read_file(test::vector_path("session-tls/tc-0/tc.ca")).value()));
    server.ask(home);
    const capture::Capture capture = server.stop("unknown.recording");
    REQUIRE(capture.rounds.size() == 1);
    CHECK(capture.rounds[0].ending == capture::Ending::handshake_failed);
    CHECK(capture.rounds[0].trouble == "tls-untrusted");
    CHECK(capture.rounds[0].request_head.empty());
}

TEST_CASE(
    "Recordings of both sides and their HARs hold no private key, unless told to the one that was handed "
    "out") {
    const bool with_secrets = GENERATE(false, true);
    RecordedServer server{
        "cups-0", with_secrets ? std::vector<std::string>{"--with-secrets"} : std::vector<std::string>{}};
    const HomeCopy home{"session-tls/home-0"};
    const auto secrets = private_parts({server.files().path("cups-0"), server.files().path("cups-1"),
                                        server.files().path("tc-0"), home.path()});
    CHECK(secrets.size() >= 4);
    CHECK(server.ask(home).exit == 0);
    const capture::Capture served = server.stop("0000000000000001.recording");
    const std::string answer = to_text(served.rounds.at(0).answer);
    const auto is_in_answer = [&answer](const auto& secret) {
        return answer.find(as_text(secret.second)) != std::string::npos;
    };
    CHECK(std::any_of(secrets.begin(), secrets.end(), is_in_answer) == with_secrets);
    if (with_secrets) return;
    const auto texts = server.texts();
    CHECK(texts.size() == 4);
    for (const auto& [name, secret] : secrets) expect_none_in(texts, name, secret);
}

TEST_CASE("Recordings of both sides and their HARs hold no token, neither one presented nor one handed out") {
    RecordedServer server{"cups-1", {"--auth", "token"}};
    const std::string token = "a-token-of-the-first-gateway";
    server.files().write("cups-1/cups-router-1.token", token + "\n");
    const HomeCopy home{"session-tls/home-1"};
    home.put("cups.key", "Authorization: Bearer " + token + "\r\n");
    fs::remove(fs::path{home.path()} / "cups.crt");
    CHECK(server.ask(home).exit == 0);
    const capture::Capture capture = server.stop("0000000000000001.recording");
    CHECK_THAT(to_text(capture.rounds.at(0).answer), Catch::StartsWith("HTTP/1.1 200"));
    CHECK_THAT(capture.rounds.at(0).request_head, Catch::Contains("Authorization: Bearer "));
    expect_none_in(server.texts(), "token", as_bytes(token));
}
