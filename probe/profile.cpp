#include "probe/profile.hpp"

#include "json/cursor.hpp"
#include "probe/allowed.hpp"
#include "protocol/uri.hpp"

#include <string_view>
#include <utility>

namespace cupspec::probe {
namespace {

using json::Cursor;

protocol::Eui64 router_at(const Cursor& at) {
    const std::string text = at.text();
    const auto router = protocol::parse_eui64(text);
    if (router && router->value != 0) return *router;
    if (at.is_text())
        at.fail(json::Errc::bad_value, '"' + text + R"(" is no gateway's EUI-64, such as "::1")");
    return {};
}

std::string text_at(const Cursor& root, std::string_view key) {
    const auto found = root.find(key);
    return found ? found->text() : std::string{};
}

std::optional<std::string> maybe_text_at(const Cursor& root, std::string_view key) {
    const auto found = root.find(key);
    return found ? std::optional{found->text()} : std::nullopt;
}

std::vector<std::string> texts_at(const Cursor& root, std::string_view key) {
    std::vector<std::string> texts;
    if (const auto found = root.find(key))
        for (const Cursor& item : found->items()) texts.push_back(item.text());
    return texts;
}

conformance::Target read_target(const Cursor& at) {
    at.only({"cupsUri", "tcUri", "package"});
    conformance::Target target;
    target.cups_uri = maybe_text_at(at, "cupsUri");
    target.tc_uri = maybe_text_at(at, "tcUri");
    target.package = maybe_text_at(at, "package");
    return target;
}

Allowed read_allowed(const Cursor& at) {
    Allowed allowed;
    for (const Cursor& item : at.items()) {
        const auto added = allow(item.text(), allowed);
        if (item.is_text() && !added) item.fail(json::Errc::bad_value, describe(added.error()));
    }
    return allowed;
}

std::chrono::milliseconds read_timeout(const Cursor& at) {
    constexpr double kMostSeconds = 3600;
    constexpr double kMilliseconds = 1000;
    const double seconds = at.number();
    if (seconds > 0 && seconds <= kMostSeconds)
        return std::chrono::milliseconds{static_cast<std::int64_t>(seconds * kMilliseconds)};
    at.fail(json::Errc::out_of_range, "seconds above 0, at most 3600");
    return {};
}

constexpr std::size_t kMostRouters = 2;

Profile read_members(const Cursor& root) {
    root.only({"$schema", "url", "home", "trust", "token", "routers", "unknownRouter", "package",
               "packageAfter", "expect", "oneShot", "allow", "timeout", "skip", "known"});
    Profile profile;
    profile.url = text_at(root, "url");
    profile.home = text_at(root, "home");
    profile.trust = text_at(root, "trust");
    profile.token = text_at(root, "token");
    if (const auto routers = root.find("routers"))
        for (const Cursor& router : routers->items()) profile.routers.push_back(router_at(router));
    if (profile.routers.size() > kMostRouters) {
        root.find("routers")->fail(json::Errc::out_of_range,
                                   "two at most: the one that is played, and the other gateway");
    }
    if (const auto unknown = root.find("unknownRouter")) profile.unknown_router = router_at(*unknown);
    profile.package = maybe_text_at(root, "package");
    profile.package_after = text_at(root, "packageAfter");
    if (const auto expect = root.find("expect")) profile.target = read_target(*expect);
    if (const auto one_shot = root.find("oneShot")) profile.one_shot = one_shot->boolean();
    if (const auto allowed = root.find("allow")) profile.allow = read_allowed(*allowed);
    if (const auto timeout = root.find("timeout")) profile.timeout = read_timeout(*timeout);
    profile.skip = texts_at(root, "skip");
    profile.known = text_at(root, "known");
    return profile;
}

}  // namespace

Result<Profile> read_profile(std::string text, const std::string& name) {
    auto document = json::parse(std::move(text), {name, true});
    if (!document) return document.error();
    json::Reading reading{*document};
    const Cursor root = reading.root();
    Profile profile = read_members(root);
    if (!profile.url.empty() && reading.ok()) {
        auto url = complete_url(profile.url);
        if (!url) root["url"].fail(json::Errc::bad_value, describe(url.error()));
        if (url) profile.url = std::move(*url);
    }
    return reading.finish(std::move(profile));
}

Result<std::string> complete_url(const std::string& text) {
    std::string url = text;
    if (url.find("://") == std::string::npos) url.insert(0, "https://");
    while (url.ends_with('/') && !url.ends_with("//")) url.pop_back();
    const std::size_t host = url.find("://") + 3;
    const std::size_t bracket = url.find(']', host);
    const std::size_t from = bracket == std::string::npos ? host : bracket;
    if (url.find_first_of(":/", from) == std::string::npos) url += url.starts_with("https") ? ":443" : ":80";
    if (auto server = protocol::parse_cups_uri(url); !server)
        return Error{server.error().code, text, "a URL is needed such as https://cups.example.com:443"};
    return url;
}

}  // namespace cupspec::probe
