#include "server/lns_gate.hpp"

#include "server/authorization.hpp"
#include "server/lns_messages.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

constexpr std::string_view kRouterQuery = "?eui=";

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

bool asks_for_upgrade(const net::HttpRequest& request) {
    return request.header("Sec-WebSocket-Key").has_value();
}

}  // namespace

std::string_view name_of(LnsEvent::Kind kind) {
    switch (kind) {
        case LnsEvent::Kind::discovery: return "discovery";
        case LnsEvent::Kind::muxs_connected: return "muxs-connected";
        case LnsEvent::Kind::version: return "version";
        case LnsEvent::Kind::closed: return "closed";
        case LnsEvent::Kind::refused: return "refused";
    }
    return "unknown";
}

std::optional<protocol::Eui64> router_of(std::string_view target) {
    const auto at = target.find(kRouterQuery);
    if (at == std::string_view::npos) return std::nullopt;
    const auto router = protocol::parse_eui64(target.substr(at + kRouterQuery.size()));
    if (!router) return std::nullopt;
    return *router;
}

Refusal LnsGate::common(const net::HttpRequest& request, std::string_view path) const {
    if (path_of(request.target) != path) return {404, "only " + std::string{path} + " is served"};
    if (!asks_for_upgrade(request)) return {426, "only WebSocket is served"};
    if (auth_ == AuthMode::token && !is_authorized(request.header("Authorization"), options_->tokens))
        return {401, "the Authorization header is not accepted"};
    return {};
}

Refusal LnsGate::at_discovery(const net::HttpRequest& request) const {
    if (options_->refusal == LnsRefusal::discovery_status)
        return {options_->refusal_status, options_->refusal_text};
    return common(request, kDiscoveryPath);
}

Refusal LnsGate::at_muxs(const net::HttpRequest& request) const {
    if (options_->refusal == LnsRefusal::muxs_status)
        return {options_->refusal_status, options_->refusal_text};
    Refusal refusal = common(request, kMuxsPath);
    if (refusal.status != 0 || auth_ != AuthMode::mutual_cn) return refusal;
    const auto router = router_of(request.target);
    if (router && is_named(request.tls.peer_common_name, *router)) return {};
    return {403, "the certificate is not this router's"};
}

/// Empty: none.
std::string LnsGate::objection_to(protocol::Eui64 router, std::string_view common_name) const {
    if (options_->refusal == LnsRefusal::discovery_error) return options_->refusal_text;
    if (auth_ == AuthMode::mutual_cn && !is_named(common_name, router))
        return "the certificate is not this router's";
    const auto& known = options_->routers;
    if (!known.empty() && std::find(known.begin(), known.end(), router) == known.end())
        return "unknown router";
    return {};
}

LnsGate::Reply LnsGate::reply(std::string_view query, std::string_view common_name,
                              std::string muxs_uri) const {
    Reply reply;
    reply.event.kind = LnsEvent::Kind::refused;
    const auto router = parse_discovery_query(query);
    if (!router) {
        reply.event.text = describe(router.error());
        reply.answer = discovery_refusal("", reply.event.text);
        return reply;
    }
    reply.event.router = *router;
    reply.event.text = objection_to(*router, common_name);
    if (!reply.event.text.empty()) {
        reply.answer = discovery_refusal(protocol::to_id6(*router), reply.event.text);
        return reply;
    }
    const bool misled = options_->refusal == LnsRefusal::discovery_uri;
    const std::string& told =
        misled ? options_->refusal_text : muxs_uri.append(kRouterQuery).append(protocol::to_hex16(*router));
    reply.answer = discovery_answer(*router, told);
    reply.event.kind = LnsEvent::Kind::discovery;
    reply.event.text = reply.answer;
    return reply;
}

}  // namespace cupspec::server
