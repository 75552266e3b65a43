#include "tests/e2e/scripted_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace cupspec::test {
namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";

/// A socket on a free port of loopback.
Descriptor bound_socket() {
    Descriptor made{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(made.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error{"no port on loopback"};
    return made;
}

Descriptor listening_socket() {
    Descriptor made = bound_socket();
    if (::listen(made.number(), 16) != 0) throw std::runtime_error{"cannot listen"};
    return made;
}

std::string port_of(int descriptor) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
    return std::to_string(ntohs(address.sin_port));
}

bool send_all(int connection, ByteView bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;  // the station has gone
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
    return true;
}

/// How long the request will be; nothing until its head is complete.
std::optional<std::size_t> announced_size(std::string_view request) {
    const auto end = request.find(kEndOfHead);
    constexpr std::string_view kLength = "Content-Length:";
    const auto at = request.find(kLength);
    if (end == std::string_view::npos || at > end) return std::nullopt;
    const auto digits = request.find_first_not_of(' ', at + kLength.size());
    std::size_t length = 0;
    std::from_chars(request.data() + digits, request.data() + end, length);
    return end + kEndOfHead.size() + length;
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

CasePorts::CasePorts() : listeners_{listening_socket(), listening_socket()}, dead_{bound_socket()} {}

ReactionCase::Ports CasePorts::numbers() const {
    return {port_of(listener(0)), port_of(listener(1)), port_of(dead_.number())};
}

ScriptedServer::ScriptedServer(const CasePorts& ports, const ReactionCase& reaction)
    : ports_{ports}, case_{reaction} {
    if (::pipe2(stop_.data(), O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
    thread_ = std::thread{[this] { serve(); }};
}

ScriptedServer::~ScriptedServer() { stop(); }

nlohmann::json ScriptedServer::stop() {
    if (thread_.joinable()) {
        ::close(stop_[1]);
        thread_.join();
        ::close(stop_[0]);
    }
    return requests_;
}

void ScriptedServer::serve() {
    const auto& scripts = case_.json().at("server");
    for (std::size_t number = 0;; ++number) {
        const auto connection = accept_next();
        if (!connection) return;
        const std::string request = read_request(connection->number());
        const auto head = request.find(kEndOfHead) + kEndOfHead.size();
        requests_.push_back({{"head", request.substr(0, head)}, {"body", request.substr(head)}});
        play(connection->number(), number < scripts.size() ? scripts[number] : nlohmann::json::array());
    }
}

std::optional<Descriptor> ScriptedServer::accept_next() const {
    std::array<pollfd, 3> waiting{pollfd{ports_.listener(0), POLLIN, 0},
                                  pollfd{ports_.listener(1), POLLIN, 0}, pollfd{stop_[0], POLLIN, 0}};
    ::poll(waiting.data(), waiting.size(), -1);
    if (waiting[0].revents == 0 && waiting[1].revents == 0) return std::nullopt;
    const int listener = waiting[0].revents != 0 ? waiting[0].fd : waiting[1].fd;
    Descriptor connection{::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)};
    const int yes = 1;
    ::setsockopt(connection.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return connection;
}

void ScriptedServer::play(int connection, const nlohmann::json& script) const {
    for (const auto& action : script)
        if (!perform(connection, action)) return;
    // Open until the station closes it.
    std::array<char, 256> dropped{};
    while (wait_readable(connection) && ::recv(connection, dropped.data(), dropped.size(), 0) > 0) {
    }
}

bool ScriptedServer::perform(int connection, const nlohmann::json& action) const {
    if (action.contains("close")) return false;
    if (action.contains("sleep_ms")) return pass(action["sleep_ms"].get<int>());
    if (action.contains("every_ms")) return drip(connection, action);
    return send_all(connection, case_.sent(action));
}

bool ScriptedServer::drip(int connection, const nlohmann::json& action) const {
    const auto each = action.value("bytes_each", std::size_t{1});
    const Bytes bytes = case_.sent(action);
    ByteView left{bytes};
    while (!left.empty()) {
        const auto size = std::min(each, left.size());
        if (!send_all(connection, left.first(size)) || !pass(action["every_ms"].get<int>())) return false;
        left = left.subspan(size);
    }
    return true;
}

std::string ScriptedServer::read_request(int connection) const {
    std::string request;
    std::array<char, 4096> block{};
    while (request.size() < announced_size(request).value_or(request.size() + 1) &&
           wait_readable(connection)) {
        const auto got = ::recv(connection, block.data(), block.size(), 0);
        if (got <= 0) break;
        request.append(block.data(), static_cast<std::size_t>(got));
    }
    return request;
}

bool ScriptedServer::pass(int milliseconds) const {
    pollfd stop{stop_[0], POLLIN, 0};
    return ::poll(&stop, 1, milliseconds) == 0;
}

bool ScriptedServer::wait_readable(int descriptor) const {
    std::array<pollfd, 2> waiting{pollfd{descriptor, POLLIN, 0}, pollfd{stop_[0], POLLIN, 0}};
    ::poll(waiting.data(), waiting.size(), -1);
    return waiting[1].revents == 0;
}

}  // namespace cupspec::test
