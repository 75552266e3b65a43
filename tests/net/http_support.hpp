#pragma once

#include "net/http.hpp"
#include "tests/net/support.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cupspec::net::testing {

/// serve_http on a connection of its own each time.
class HttpServer {
public:
    explicit HttpServer(HttpHandler handler, bool tls = false) : handler_{std::move(handler)}, tls_{tls} {}

    /// Sends the pieces in writes of their own, then FIN. @return all that came back
    std::string talk(const std::vector<std::string>& pieces);
    /// Sends the head, waits for the first answer, then sends the body.
    std::string talk_politely(const std::string& head, const std::string& body);
    /// Sends everything before it reads anything.
    std::string talk_first(const std::string& text);
    /// Sends a text, keeps the connection open. @return all that came back until the server closed
    std::string listen_only(const std::string& text);

    HttpLimits limits;

private:
    HttpHandler handler_;
    bool tls_;
};

/// Two headers and "METHOD TARGET|BODY".
awaitable<HttpAnswer> echo_answer(HttpRequest request);
/// Notes the raw head.
awaitable<HttpAnswer> keep_head(std::string& head, HttpRequest request);
/// "head" and then a streamed body that announces `size` and holds `available` bytes.
awaitable<HttpAnswer> firmware_answer(std::uint64_t size, std::uint64_t available);

class CountingSource final : public BodySource {
public:
    CountingSource(std::uint64_t size, std::uint64_t available) : size_{size}, left_{available} {
        largest_read = 0;
    }
    std::uint64_t size() const override { return size_; }
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

    static std::size_t largest_read;

private:
    std::uint64_t size_;
    std::uint64_t left_;
};

std::string body_of(const std::string& answer);
/// What read_request hands out as `excess`.
std::string excess_after(const std::string& text);

}  // namespace cupspec::net::testing
