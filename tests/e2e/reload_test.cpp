#include "tests/cli/program.hpp"
#include "tests/net/support.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fstream>
#include <sys/stat.h>

using namespace cupspec;
using namespace cupspec::test;
using net::testing::run;
using net::testing::write_text;
using server::testing::Copy;

namespace {

const std::string kSettled = R"({"router":"::1","package":"2.0.0"})";
const char* const kReloaded = "reloaded: new connections";

std::vector<std::string> serve(const Copy& copy, const std::string& auth) {
    return {"serve", "--root",    copy.path("cups-1").string(), "--identity", "cups-1", "--auth",
            auth,    "--tc-root", copy.path("tc-0").string()};
}

/// A gateway's connection that it keeps open.
class Gateway {
public:
    /// @param trust one of the recordings' CAs
    Gateway(const std::string& port, const std::string& trust) {
        auto tls = server::testing::client(trust, "session-tls/cups-1/cups-router-1");
        auto connecting = net::connect("127.0.0.1", port, std::move(tls), std::chrono::seconds{20});
        stream_ = run(context_, std::move(connecting)).value();
        stream_->expires_after(std::chrono::seconds{20});
        shaken_ = !run(context_, stream_->handshake());
    }

    bool shaken() const { return shaken_; }

    /// The status line of an answer; "" when the connection has ended.
    std::string ask() {
        run(context_, write_text(*stream_, server::testing::post(kSettled)));
        std::string answer;
        while (answer.find("\r\n\r\n") == std::string::npos) {
            const std::string more = run(context_, net::testing::read_exactly(*stream_, 1));
            if (more.empty()) return {};
            answer += more;
        }
        const auto at = answer.find("Content-Length: ") + 16;
        const std::size_t length = std::stoul(answer.substr(at));
        if (run(context_, net::testing::read_exactly(*stream_, length)).size() != length) return {};
        return answer.substr(0, answer.find('\r'));
    }

private:
    net::asio::io_context context_;
    std::unique_ptr<net::Stream> stream_;
    bool shaken_ = false;
};

const std::string kOldCa = "session-tls/cups-1/cups.ca";
const std::string kNewCa = "session-tls/cups-0/cups.ca";

/// Another identity under the same name, from another CA.
void change_identity(const Copy& copy) {
    copy.write("cups-1/cups-1.crt", copy.text("cups-0/cups-0.crt"));
    copy.write("cups-1/cups-1.key", copy.text("cups-0/cups-0.key"));
}

}  // namespace

TEST_CASE("serve takes new certificates at SIGHUP, and connections that are there stay") {
    const Copy copy{"session-tls"};
    auto arguments = serve(copy, "server");
    arguments.insert(arguments.end(), {"--threads", "2", "--lns", "127.0.0.1:0"});
    Server server{arguments};
    Gateway kept{server.port(), kOldCa};
    CHECK(kept.ask() == "HTTP/1.1 200 OK");
    CHECK_FALSE(Gateway(server.port(), kNewCa).shaken());

    change_identity(copy);
    CHECK(Gateway(server.port(), kOldCa).shaken());  // not before it is told
    server.signal(SIGHUP);
    REQUIRE(server.says(kReloaded));
    for (int i = 0; i < 4; ++i) {  // whichever thread takes it
        CHECK(Gateway(server.port(), kNewCa).ask() == "HTTP/1.1 200 OK");
        CHECK_FALSE(Gateway(server.port(), kOldCa).shaken());
    }
    CHECK(kept.ask() == "HTTP/1.1 200 OK");
    CHECK(server.stop().exit == 0);
}

TEST_CASE("serve makes the faults of TLS from the certificates it has taken at SIGHUP") {
    const Copy copy{"session-tls"};
    const std::string faults = copy.path("faults").string();
    copy.write("faults", "* * tls-1.3-only\n");
    auto arguments = serve(copy, "server");
    arguments.insert(arguments.end(), {"--faults", faults});
    Server server{arguments};
    CHECK(Gateway(server.port(), kOldCa).shaken());
    change_identity(copy);
    server.signal(SIGHUP);
    REQUIRE(server.says(kReloaded));
    CHECK(Gateway(server.port(), kNewCa).shaken());
    CHECK_FALSE(Gateway(server.port(), kOldCa).shaken());
    CHECK(server.stop().exit == 0);
}

TEST_CASE("serve asks new connections for clients of the new CA after SIGHUP") {
    const Copy copy{"session-tls"};
    Server server{serve(copy, "mutual")};
    Gateway kept{server.port(), kOldCa};
    CHECK(kept.ask() == "HTTP/1.1 200 OK");
    copy.write("cups-1/cups-1.trust", copy.text("cups-0/cups-0.trust"));
    server.signal(SIGHUP);
    REQUIRE(server.says(kReloaded));
    CHECK(Gateway(server.port(), kOldCa).ask() == "");
    CHECK(kept.ask() == "HTTP/1.1 200 OK");
    CHECK(server.stop().exit == 0);
}

TEST_CASE("serve keeps its certificates when the new ones are no good, and says which file and why") {
    const Copy copy{"session-tls"};
    const auto broken_file = [](const std::string& name) { return "/cups-1/cups-1" + name; };
    auto arguments = serve(copy, "mutual");
    arguments.insert(arguments.end(), {"--lns", "127.0.0.1:0"});
    Server server{arguments};
    Gateway kept{server.port(), kOldCa};
    CHECK(kept.ask() == "HTTP/1.1 200 OK");
    std::string file;
    SECTION("a broken certificate") {
        copy.write("cups-1/cups-1.crt", "-----BEGIN CERTIFICATE-----\nAA");
        file = broken_file(".crt: ");
    }
    SECTION("the key of another") {
        copy.write("cups-1/cups-1.key", copy.text("cups-0/cups-0.key"));
        file = broken_file(".key: ");
    }
    SECTION("no key") {
        copy.remove("cups-1/cups-1.key");
        file = broken_file(".key: ");
    }
    SECTION("a broken CA of clients") {
        copy.write("cups-1/cups-1.trust", "none");
        file = broken_file(".trust: ");
    }
    SECTION("no identity at all") {
        copy.remove("cups-1/cups-1.key");
        copy.remove("cups-1/cups-1.crt");
        file = broken_file(".crt: ");
    }
    SECTION("a broken certificate of the LNS, while that of the CUPS server is a new one") {
        change_identity(copy);
        copy.write("tc-0/muxs-0.crt", "none");
        file = "/tc-0/muxs-0.crt: ";
    }
    server.signal(SIGHUP);
    REQUIRE(server.says("not reloaded, the old certificates stay: "));
    CHECK(kept.ask() == "HTTP/1.1 200 OK");
    CHECK(Gateway(server.port(), kOldCa).ask() == "HTTP/1.1 200 OK");
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    CHECK_THAT(ended.err, Catch::Contains(file));
}

TEST_CASE("serve takes changed records without being told") {
    const Copy copy{"session-plain"};
    Server server{{"serve", "--root", copy.path("cups-1").string(), "--auth", "none"}};
    copy.write("cups-1/cups-router-1.cfg", R"({"cupsUri": "http://localhost:9"})");
    const auto answer = run_command({"curl", "--silent", "--noproxy", "*", "--data-binary", kSettled,
                                     "http://localhost:" + server.port() + "/update-info"});
    CHECK(answer.out.find("http://localhost:9") == 1);
    CHECK(server.stop().exit == 0);
}

TEST_CASE("serve's threads resume the TLS sessions of one another, before a reload and after it") {
    const Copy copy{"session-tls"};
    auto arguments = serve(copy, "mutual");
    arguments.insert(arguments.end(), {"--threads", "4"});
    Server server{arguments};
    const std::string identity = copy.path("cups-1/cups-router-1").string();
    const auto resumed = [&] {
        const Ended client =
            run_command({"openssl", "s_client", "-connect", "127.0.0.1:" + server.port(), "-tls1_2", "-cert",
                         identity + ".crt", "-key", identity + ".key", "-reconnect"});
        int count = 0;
        for (auto at = client.out.find("\nReused, "); at != std::string::npos;
             at = client.out.find("\nReused, ", at + 1))
            ++count;
        return count;
    };
    CHECK(resumed() == 5);  // as often as it connects again, whichever thread takes it
    server.signal(SIGHUP);
    REQUIRE(server.says(kReloaded));
    CHECK(resumed() == 5);
    CHECK(server.stop().exit == 0);
}

TEST_CASE("serve that is told to reload while it still starts does so once it has started") {
    const Copy copy{"session-tls"};
    const std::string faults = copy.path("faults").string();
    REQUIRE(::mkfifo(faults.c_str(), 0600) == 0);
    auto arguments = serve(copy, "server");
    arguments.insert(arguments.begin(), CUPSPEC_PROGRAM);
    arguments.insert(arguments.end(), {"--faults", faults});
    Process server{arguments, "", ""};
    std::ofstream lines{faults};  // waits until somebody reads: by now it starts
    server.signal(SIGHUP);
    lines.close();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (server.err().find(kReloaded) == std::string::npos && std::chrono::steady_clock::now() < limit)
        continue;
    server.signal(SIGTERM);
    const Ended ended = server.wait();
    CHECK(ended.exit == 0);
    CHECK_THAT(ended.err, Catch::Contains(kReloaded));
}
