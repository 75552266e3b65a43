#pragma once

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace cupspec::test {

/// A TCP connection to a port on loopback, for clients that do not behave. Reads give up after 20 s.
class PlainClient {
public:
    explicit PlainClient(const std::string& port)
        : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        REQUIRE(socket_ >= 0);
        const timeval patience{20, 0};
        static_cast<void>(::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(std::stoul(port)));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    PlainClient(PlainClient&& other) noexcept
        : socket_{std::exchange(other.socket_, -1)}, connected_{other.connected_} {}
    PlainClient(const PlainClient&) = delete;
    PlainClient& operator=(const PlainClient&) = delete;
    ~PlainClient() {
        if (socket_ >= 0) ::close(socket_);
    }

    bool connected() const { return connected_; }

    /// @return false when the peer is gone
    bool send(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Says that nothing more is sent.
    void finish() const { ::shutdown(socket_, SHUT_WR); }

    /// At most `most` bytes; fewer only when the peer has ended.
    std::string read(std::size_t most) const {
        std::string text(most, '\0');
        std::size_t size = 0;
        while (size < most) {
            const ssize_t got = ::recv(socket_, text.data() + size, most - size, 0);
            if (got <= 0) break;
            size += static_cast<std::size_t>(got);
        }
        text.resize(size);
        return text;
    }

    std::string read_all() const {
        std::string text;
        for (std::string more = read(65536); !more.empty(); more = read(65536)) text += more;
        return text;
    }

    /// The head of one answer.
    std::string read_head() const {
        std::string text;
        while (!text.ends_with("\r\n\r\n")) {
            const std::string more = read(1);
            if (more.empty()) break;
            text += more;
        }
        return text;
    }

private:
    int socket_;
    bool connected_ = false;
};

/// One exchange on a connection of its own. @return all that came back
inline std::string exchange_plainly(const std::string& port, std::string_view bytes) {
    const PlainClient client{port};
    client.send(bytes);
    client.finish();
    return client.read_all();
}

inline std::string get(std::string_view target) {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

inline std::string post(std::string_view target, std::string_view body) {
    return "POST " + std::string{target} +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string{body};
}

}  // namespace cupspec::test
