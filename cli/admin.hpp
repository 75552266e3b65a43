#pragma once

#include "cli/endpoint.hpp"
#include "net/accept.hpp"
#include "net/http.hpp"
#include "net/http_sessions.hpp"

#include <functional>
#include <memory>
#include <string>

namespace cupspec::cli {

/// What the admin listener tells and does; each is called on its executor and may wait.
struct AdminSource {
    std::function<net::awaitable<Result<void>>()> ready;  ///< otherwise why not
    std::function<std::string()> metrics;                 ///< Prometheus' text format
    std::function<net::awaitable<std::string>()> exchanges;
    std::function<Result<void>()> reload;
};

/// The operator's own port: GET /healthz, /readyz, /metrics and /exchanges, POST /reload, over plain HTTP.
class Admin {
public:
    /// @return otherwise the socket's error
    static Result<std::unique_ptr<Admin>> start(const net::asio::any_io_executor& executor,
                                                const Endpoint& where, AdminSource source);

    Admin(AdminSource source, std::string host) : source_{std::move(source)}, host_{std::move(host)} {}
    Admin(const Admin&) = delete;
    Admin& operator=(const Admin&) = delete;
    /// The executor must not run again.
    ~Admin() = default;

    /// "http://127.0.0.1:40123"
    std::string url() const;

private:
    net::awaitable<net::HttpAnswer> answer(net::HttpRequest request);
    net::awaitable<net::HttpAnswer> readiness();
    net::awaitable<net::HttpAnswer> exchanges();
    net::HttpAnswer reload();

    AdminSource source_;
    std::string host_;
    net::HttpSessions sessions_;
    std::unique_ptr<net::AcceptLoop> loop_;
};

}  // namespace cupspec::cli
