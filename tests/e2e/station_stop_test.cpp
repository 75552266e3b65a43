// SIGTERM while the station waits for its peer: in the connect, in the TLS handshake, for the answer, within
// the body, on the LNS side.

#include "tests/cli/program.hpp"
#include "tests/e2e/scripted_server.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <fstream>
#include <netinet/in.h>
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

    void start() {
        station_.emplace(std::vector<std::string>{"env", "TMPDIR=" + temp(), CUPSPEC_PROGRAM, "station",
                                                  "--home", home(), "--quiet"},
                         "", "");
    }
    /// Starts the station and takes its connection. @param mark the first byte it must send
    void start(char mark) {
        start();
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

/// A port on loopback whose queue is full: a connect to it stays pending.
class FullPort {
public:
    FullPort() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const plain = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(listener_.number(), plain, size) == 0);
        REQUIRE(::listen(listener_.number(), 0) == 0);
        REQUIRE(::getsockname(listener_.number(), plain, &size) == 0);
        REQUIRE(::connect(filler_.number(), plain, size) == 0);
        port_ = ntohs(address.sin_port);
    }
    std::string number() const { return std::to_string(port_); }

    /// Until somebody's connect to it hangs: state 02 of the kernel's table is SYN_SENT.
    void wait_for_connect() const {
        std::array<char, 24> wanted{};
        std::snprintf(wanted.data(), wanted.size(), " 0100007F:%04X 02 ", static_cast<unsigned>(port_));
        std::string table;
        while (table.find(wanted.data()) == std::string::npos) {
            std::ifstream file{"/proc/net/tcp"};
            table.assign(std::istreambuf_iterator<char>{file}, {});
        }
    }

private:
    Descriptor listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    Descriptor filler_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    unsigned port_ = 0;
};

constexpr char kTlsHandshake = 0x16;  // RFC 5246 §6.2.1

TEST_CASE("station ends cleanly on SIGTERM while its LNS connect hangs and CUPS waits for that") {
    WaitingStation waiting;
    const FullPort full;
    waiting.put("tc.uri", "ws://127.0.0.1:" + full.number());
    waiting.start();
    full.wait_for_connect();
    waiting.check_clean_end();
}

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
