#include "bench/client/connection.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace cupspec::bench {
namespace {

constexpr std::size_t kRoom = 64 * 1024;
constexpr std::string_view kHeadEnd = "\r\n\r\n";

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error{what}; }

[[noreturn]] void fail_in_tls(const std::string& what) {
    std::array<char, 256> words{};
    ERR_error_string_n(ERR_get_error(), words.data(), words.size());
    fail(what + ": " + words.data());
}

int connected_socket(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) fail("socket: " + std::system_category().message(errno));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // NOLINTNEXTLINE(*-reinterpret-cast): what POSIX asks for
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const std::string why = std::system_category().message(errno);
        ::close(socket);
        fail("connect: " + why);
    }
    return socket;
}

/// The value of a header, whose name both servers write alike; empty: not there.
std::string_view value_of(std::string_view head, std::string_view name) {
    const std::size_t at = head.find(name);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = head.substr(at + name.size());
    return rest.substr(0, rest.find('\r'));
}

std::uint64_t length_in(std::string_view head) {
    const std::string_view text = value_of(head, "\r\nContent-Length: ");
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc{} || end != text.data() + text.size()) fail("an answer without Content-Length");
    return length;
}

}  // namespace

Connection::Connection(SSL_CTX* context, std::uint16_t port, SSL_SESSION* session)
    : socket_{connected_socket(port)}, ssl_{SSL_new(context)} {
    SSL_set_fd(ssl_.get(), socket_);
    SSL_set_tlsext_host_name(ssl_.get(), "localhost");
    if (session != nullptr) SSL_set_session(ssl_.get(), session);
    if (SSL_connect(ssl_.get()) != 1) {
        ::close(socket_);
        fail_in_tls("handshake");
    }
    if (session != nullptr && SSL_session_reused(ssl_.get()) != 1) {
        ::close(socket_);
        fail("the server did not resume the session");
    }
}

void Connection::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

Connection::~Connection() { ::close(socket_); }

std::size_t Connection::read(std::span<std::uint8_t> room) {
    std::size_t got = 0;
    if (SSL_read_ex(ssl_.get(), room.data(), room.size(), &got) == 1) return got;
    if (SSL_get_error(ssl_.get(), 0) == SSL_ERROR_ZERO_RETURN) return 0;
    fail_in_tls("read");
}

Connection::Answer Connection::exchange(ByteView request) {
    std::size_t sent = 0;
    if (SSL_write_ex(ssl_.get(), request.data(), request.size(), &sent) != 1) fail_in_tls("write");
    std::array<std::uint8_t, kRoom> room;  // NOLINT(*-member-init): filled by the reads
    std::string head;
    std::size_t end = std::string::npos;
    while ((end = head.find(kHeadEnd)) == std::string::npos) {
        const std::size_t got = read(room);
        if (got == 0) fail("the server closed before an answer's head");
        head += as_text(ByteView{room}.first(got));
    }
    Answer answer;
    answer.body_bytes = head.size() - end - kHeadEnd.size();
    head.resize(end + 2);
    if (!head.starts_with("HTTP/1.1 200 ")) fail("no 200 but " + head.substr(0, head.find('\r')));
    answer.keep_alive = value_of(head, "\r\nConnection: ") != "close";
    const std::uint64_t length = length_in(head);
    while (answer.body_bytes < length) {
        const std::size_t got = read(room);
        if (got == 0) fail("the server closed within a body");
        answer.body_bytes += got;
    }
    if (answer.body_bytes != length) fail("bytes behind a body");
    return answer;
}

void Connection::part() {
    SSL_set_options(ssl_.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);  // a refusal would be an alert
    SSL_shutdown(ssl_.get());
    std::array<std::uint8_t, 512> room;  // NOLINT(*-member-init): filled by the read
    if (read(room) != 0) fail("bytes that nobody asked for");
}

}  // namespace cupspec::bench
