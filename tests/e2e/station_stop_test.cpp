// SIGTERM while the station waits for its peer: in the TLS handshake, for the answer, within the body, on the
// LNS side.

#include "tests/cli/program.hpp"
#include "tests/e2e/scripted_server.hpp"

#include <catch2/catch.hpp>

#include <sys/socket.h>

namespace cupspec::test {
namespace {

namespace fs = std::filesystem;

/// A home of the recorded TLS session whose servers are under the test's control.
class WaitingStation {
public:
    WaitingStation() {
        fs::copy(vector_path("session-tls/home-1"), home());
        fs::create_directory(temp());
        put("cups.uri", "http://127.0.0.1:" + ports_.numbers().dead);
    }

    std::string home() const { return (place_.path() / "home").string(); }
    std::string temp() const { return (place_.path() / "temp").string(); }
    std::string port() const { return ports_.numbers().port; }
    void put(const std::string& name, const std::string& text) const {
        REQUIRE(write_file(fs::path{home()} / name, as_bytes(text)).has_value());
    }

    /// Starts the station and takes its connection. @param mark the first byte it must send
    void start(char mark) {
        station_.emplace(std::vector<std::string>{"env", "TMPDIR=" + temp(), CUPSPEC_PROGRAM, "station",
                                                  "--home", home(), "--quiet"},
                         "", "");
        connection_.emplace(::accept(ports_.listener(0), nullptr, nullptr));
        char first = 0;
        REQUIRE(::recv(connection_->number(), &first, 1, 0) == 1);
        CHECK(first == mark);
    }
    void send(std::string_view text) const {
        REQUIRE(::send(connection_->number(), text.data(), text.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(text.size()));
    }

    /// SIGTERM. Nothing may be left but what was there.
    void check_clean_end() {
        station_->signal(SIGTERM);
        const Ended ended = station_->wait();
        CHECK(ended.exit == 0);
        CHECK(fs::is_empty(temp()));
        for (const auto& entry : fs::directory_iterator{home()}) {
            const std::string name = entry.path().filename();
            CAPTURE(name);
            CHECK((name == "tc.uri" || fs::exists(vector_path("session-tls/home-1/" + name))));
        }
    }

private:
    TemporaryDirectory place_ = TemporaryDirectory::make().value();
    CasePorts ports_;
    std::optional<Process> station_;
    std::optional<Descriptor> connection_;
};

constexpr char kTlsHandshake = 0x16;  // RFC 5246 §6.2.1

TEST_CASE("station ends cleanly on SIGTERM within the TLS handshake") {
    WaitingStation waiting;
    waiting.put("cups.uri", "https://localhost:" + waiting.port());
    waiting.start(kTlsHandshake);
    waiting.check_clean_end();
}

TEST_CASE("station ends cleanly on SIGTERM while the answer is out") {
    WaitingStation waiting;
    waiting.put("cups.uri", "http://127.0.0.1:" + waiting.port());
    waiting.start('P');
    waiting.check_clean_end();
}

TEST_CASE("station ends cleanly on SIGTERM within a body") {
    WaitingStation waiting;
    waiting.put("cups.uri", "http://127.0.0.1:" + waiting.port());
    waiting.start('P');
    // Ten zero bytes, then the first of a firmware of 4096.
    waiting.send(std::string{"HTTP/1.1 200 OK\r\nContent-Length: 4110\r\n\r\n"} + std::string(10, '\0') +
                 std::string{"\0\x10\0\0#!/bin/sh\n", 14});
    waiting.check_clean_end();
}

TEST_CASE("station ends cleanly on SIGTERM on its way to the LNS") {
    const bool tls = GENERATE(false, true);
    WaitingStation waiting;
    waiting.put("tc.uri", (tls ? "wss://localhost:" : "ws://127.0.0.1:") + waiting.port());
    for (const std::string name : {"trust", "crt", "key"})
        fs::copy(fs::path{waiting.home()} / ("cups." + name), fs::path{waiting.home()} / ("tc." + name));
    waiting.start(tls ? kTlsHandshake : 'G');
    for (const std::string name : {"trust", "crt", "key"})
        fs::remove(fs::path{waiting.home()} / ("tc." + name));
    waiting.check_clean_end();
}

}  // namespace
}  // namespace cupspec::test
