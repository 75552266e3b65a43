#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace cupspec::test {

/// So many bytes went one way on a connection.
struct Piece {
    bool from_client = false;
    std::string bytes;
};

/// Connections written as a capture file (pcap, Ethernet, IPv4), each byte in a TCP segment of at most 700
/// bytes, so that no privilege to capture is needed. The clock starts at 0 and makes a millisecond a packet.
class Packets {
public:
    /// @return the connection's client port: 50001, 50002 ...
    std::uint16_t add(std::uint16_t server_port, const std::vector<Piece>& pieces);
    const std::string& file() const { return file_; }

private:
    struct Segment;
    void put(const Segment& segment, std::string_view bytes);

    std::string file_ = head();
    std::uint32_t milliseconds_ = 0;
    std::uint16_t client_port_ = 50000;
    static std::string head();
};

/// A listener on loopback that passes one connection on to another port and writes down what went through.
class Relay {
public:
    explicit Relay(std::uint16_t target_port);
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;
    ~Relay();

    std::uint16_t port() const { return port_; }
    /// Waits for the connection's end. @return what went through
    std::vector<Piece> wait();

private:
    void pass_on(int client, int server);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::vector<Piece> pieces_;
    std::thread thread_;
};

}  // namespace cupspec::test
