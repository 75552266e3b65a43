#include "tests/e2e/packets.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cupspec::test {
namespace {

template <class Integer>
std::string in_order(Integer number, bool is_big) {
    std::string bytes;
    for (std::size_t n = 0; n < sizeof number; ++n)
        bytes += static_cast<char>(number >> (8 * (is_big ? sizeof number - 1 - n : n)) & 0xFF);
    return bytes;
}

std::string big16(std::size_t number) { return in_order(static_cast<std::uint16_t>(number), true); }
std::string big32(std::uint32_t number) { return in_order(number, true); }
std::string little32(std::size_t number) { return in_order(static_cast<std::uint32_t>(number), false); }

constexpr char kFin = 0x01;
constexpr char kSyn = 0x02;
constexpr char kAck = 0x10;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

struct Packets::Segment {
    std::array<std::uint16_t, 2> ports{};  ///< client, server
    std::array<std::uint32_t, 2> sent{};   ///< sequence numbers, of the client and of the server
    bool from_client = true;
    char flags = kAck;
};

std::string Packets::head() {
    return little32(0xA1B2C3D4) + std::string{"\x02\0\x04\0", 4} + std::string(8, '\0') + little32(65535) +
           little32(1);
}

void Packets::put(const Segment& segment, std::string_view bytes) {
    const std::size_t from = segment.from_client ? 0 : 1;
    const std::size_t to = 1 - from;
    const std::string loopback_address{"\x7F\0\0\x01", 4};
    std::string frame = std::string(12, '\0') + std::string{"\x08\0", 2};
    frame += std::string{"\x45\0", 2} + big16(40 + bytes.size()) + std::string{"\0\0\x40\0\x40\x06\0\0", 8} +
             loopback_address + loopback_address;
    frame += big16(segment.ports.at(from)) + big16(segment.ports.at(to)) + big32(segment.sent.at(from)) +
             big32(segment.sent.at(to)) + '\x50' + segment.flags + std::string{"\xFF\xFF\0\0\0\0", 6};
    frame += bytes;
    file_ += little32(milliseconds_ / 1000) + little32(milliseconds_ % 1000 * 1000) + little32(frame.size()) +
             little32(frame.size()) + frame;
    ++milliseconds_;
}

std::uint16_t Packets::add(std::uint16_t server_port, const std::vector<Piece>& pieces) {
    constexpr std::size_t kMostSent = 700;
    Segment next;
    next.ports = {++client_port_, server_port};
    next.flags = kSyn;
    put(next, {});
    next.sent[0] = 1;
    next.from_client = false;
    next.flags = kSyn | kAck;
    put(next, {});
    next.sent[1] = 1;
    next.flags = kAck;
    for (const Piece& piece : pieces) {
        next.from_client = piece.from_client;
        for (std::string_view rest = piece.bytes; !rest.empty();) {
            const std::string_view now = rest.substr(0, kMostSent);
            put(next, now);
            next.sent.at(piece.from_client ? 0 : 1) += static_cast<std::uint32_t>(now.size());
            rest.remove_prefix(now.size());
        }
    }
    next.from_client = false;
    next.flags = kFin | kAck;
    put(next, {});
    return client_port_;
}

Relay::Relay(std::uint16_t target_port) : listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in own = loopback(0);
    socklen_t size = sizeof own;
    REQUIRE(::bind(listener_, reinterpret_cast<const sockaddr*>(&own), size) == 0);
    REQUIRE(::listen(listener_, 1) == 0);
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&own), &size) == 0);
    port_ = ntohs(own.sin_port);
    thread_ = std::thread{[this, target_port] {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in target = loopback(target_port);
        if (client >= 0 && ::connect(server, reinterpret_cast<const sockaddr*>(&target), sizeof target) == 0)
            pass_on(client, server);
        if (client >= 0) ::close(client);
        ::close(server);
    }};
}

Relay::~Relay() {
    ::shutdown(listener_, SHUT_RDWR);  // wakes an accept nobody connected to
    if (thread_.joinable()) thread_.join();
    ::close(listener_);
}

void Relay::pass_on(int client, int server) {
    constexpr int kPatienceMilliseconds = 20'000;
    std::array<pollfd, 2> sides{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    while (::poll(sides.data(), sides.size(), kPatienceMilliseconds) > 0)
        for (std::size_t from = 0; from < sides.size(); ++from) {
            if (sides.at(from).revents == 0) continue;
            std::array<char, 16384> buffer{};
            const ssize_t got = ::recv(sides.at(from).fd, buffer.data(), buffer.size(), 0);
            if (got <= 0) return;
            pieces_.push_back({from == 0, std::string{buffer.data(), static_cast<std::size_t>(got)}});
            if (::send(sides.at(1 - from).fd, buffer.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) !=
                got)
                return;
        }
}

std::vector<Piece> Relay::wait() {
    thread_.join();
    return std::move(pieces_);
}

}  // namespace cupspec::test
