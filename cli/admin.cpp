#include "cli/admin.hpp"

#include "server/metrics.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::cli {
namespace {

using net::HttpAnswer;

struct Place {
    std::string_view target;
    std::string_view method;
};
constexpr std::array kPlaces{Place{"/healthz", "GET"}, Place{"/readyz", "GET"}, Place{"/metrics", "GET"},
                             Place{"/exchanges", "GET"}, Place{"/reload", "POST"}};

HttpAnswer answer_of(unsigned status, std::string_view type, const std::string& body) {
    HttpAnswer answer;
    answer.status = status;
    answer.headers.push_back({"Content-Type", std::string{type}});
    answer.headers.push_back({"Cache-Control", "no-store"});
    answer.body = to_bytes(body);
    return answer;
}

HttpAnswer words(unsigned status, const std::string& text) {
    return answer_of(status, "text/plain; charset=utf-8", text + '\n');
}

HttpAnswer unknown() {
    std::string known;
    for (const Place& place : kPlaces) known.append(" ").append(place.target);
    return words(404, "known here:" + known);
}

}  // namespace

Result<std::unique_ptr<Admin>> Admin::start(const net::asio::any_io_executor& executor, const Endpoint& where,
                                            AdminSource source) {
    constexpr std::size_t kConnections = 64;
    auto admin = std::make_unique<Admin>(std::move(source), loopback_name(where.host));
    net::AcceptLimits limits;
    limits.connections = kConnections;
    const auto session = [&self = *admin](std::unique_ptr<net::Stream> stream) {
        return net::serve_http(
            std::move(stream), [&self](net::HttpRequest request) { return self.answer(std::move(request)); },
            net::HttpLimits{}, self.sessions_);
    };
    auto loop = net::AcceptLoop::open(executor, where.host, where.port, {}, session, limits);
    if (!loop) return loop.error();
    admin->loop_ = std::move(*loop);
    return admin;
}

std::string Admin::url() const { return "http://" + host_ + ':' + std::to_string(loop_->port()); }

net::awaitable<HttpAnswer> Admin::answer(net::HttpRequest request) {
    const std::string target = request.target.substr(0, request.target.find('?'));
    const auto* place = std::find_if(kPlaces.begin(), kPlaces.end(),
                                     [&target](const Place& known) { return known.target == target; });
    if (place == kPlaces.end()) co_return unknown();
    const bool asks_for_head = request.method == "HEAD" && place->method == "GET";
    if (place->method != request.method && !asks_for_head) {
        HttpAnswer refused = words(405, "only " + std::string{place->method} + " is served");
        refused.headers.push_back({"Allow", std::string{place->method}});
        co_return refused;
    }
    if (target == "/readyz") {
        co_return co_await readiness();
    }
    if (target == "/exchanges") {
        co_return co_await exchanges();
    }
    if (target == "/healthz") co_return words(200, "alive");
    if (target == "/metrics") co_return answer_of(200, server::kMetricsType, source_.metrics());
    co_return reload();
}

net::awaitable<HttpAnswer> Admin::readiness() {
    auto asking = source_.ready();
    const auto ready = co_await std::move(asking);
    co_return ready ? words(200, "ready") : words(503, describe(ready.error()));
}

net::awaitable<HttpAnswer> Admin::exchanges() {
    auto asking = source_.exchanges();
    const std::string json = co_await std::move(asking);
    co_return answer_of(200, "application/json", json);
}

HttpAnswer Admin::reload() {
    const auto done = source_.reload();
    return done ? words(200, "reloaded") : words(500, describe(done.error()));
}

}  // namespace cupspec::cli
