#pragma once

#include <arpa/inet.h>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace cupspec::test {

/// Takes TCP connections on a loopback port and does one thing with each, on a thread of its own.
class ByteServer {
public:
    /// @param serve called with the connection; it is closed afterwards. May wait with `wait_for_end`.
    explicit ByteServer(std::function<void(ByteServer& server, int connection)> serve)
        : serve_{std::move(serve)}, listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        constexpr int kBacklog = 64;
        ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
        ::listen(listener_, kBacklog);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread{[this] { accept_all(); }};
    }
    ByteServer(const ByteServer&) = delete;
    ByteServer& operator=(const ByteServer&) = delete;
    ~ByteServer() {
        ended_ = true;
        thread_.join();
        for (std::thread& one : connections_) one.join();
        ::close(listener_);
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    std::string tls_url() const { return "https://127.0.0.1:" + std::to_string(port_); }

    /// The requests that came, as far as each came in one read.
    std::vector<std::string> requests() {
        const std::lock_guard lock{mutex_};
        return requests_;
    }

    /// One request: what is there until the peer falls silent for a moment.
    std::string read(int connection) {
        std::string text;
        constexpr std::size_t kBlock = 65536;
        std::string block(kBlock, '\0');
        constexpr int kFirst = 5000;
        constexpr int kMore = 20;
        while (readable(connection, text.empty() ? kFirst : kMore)) {
            const ssize_t got = ::recv(connection, block.data(), block.size(), 0);
            if (got <= 0) break;
            text.append(block, 0, static_cast<std::size_t>(got));
        }
        const std::lock_guard lock{mutex_};
        requests_.push_back(text);
        return text;
    }

    static void send(int connection, std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    /// Until the peer closes or the server ends.
    void wait_for_end(int connection) const {
        char byte = 0;
        constexpr int kLook = 20;
        while (!ended_)
            if (readable(connection, kLook) && ::recv(connection, &byte, 1, 0) <= 0) return;
    }

private:
    bool readable(int descriptor, int milliseconds) const {
        pollfd one{descriptor, POLLIN, 0};
        return !ended_ && ::poll(&one, 1, milliseconds) == 1;
    }

    void accept_all() {
        constexpr int kLook = 20;
        while (!ended_) {
            if (!readable(listener_, kLook)) continue;
            const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) continue;
            connections_.emplace_back([this, connection] {
                serve_(*this, connection);
                ::close(connection);
            });
        }
    }

    std::function<void(ByteServer& server, int connection)> serve_;
    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> ended_ = false;
    std::mutex mutex_;
    std::vector<std::string> requests_;
    std::vector<std::thread> connections_;
    std::thread thread_;
};

/// Answers each request with the same bytes and waits for the peer to close.
inline std::function<void(ByteServer&, int)> answering(std::string answer) {
    return [answer = std::move(answer)](ByteServer& server, int connection) {
        server.read(connection);
        ByteServer::send(connection, answer);
        server.wait_for_end(connection);
    };
}

/// An HTTP answer with its length.
inline std::string http_answer(std::string_view status, std::string_view body) {
    return "HTTP/1.1 " + std::string{status} + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string{body};
}

}  // namespace cupspec::test
