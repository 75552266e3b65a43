#include "probe/variants.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cupspec::probe {
namespace {

using conformance::Purpose;
using protocol::UpdateInfo;

constexpr std::string_view kLengthName = "Content-Length: ";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kTarget = "/update-info";
constexpr std::size_t kLengthWidth = 5;
constexpr std::size_t kLongRouterBytes = 4096;
constexpr std::size_t kLargeBodyBytes = std::size_t{1024} * 1024;
constexpr std::uint32_t kManyKeys = 300;
constexpr unsigned kAtOnce = 8;
/// Of no manufacturer: the bits of a locally administered address are set.
constexpr protocol::Eui64 kNobody{0x0252'4f42'4f44'5921};

/// Behind the Content-Length line: where a token's lines begin.
std::size_t end_of_length(std::string_view head) {
    return head.find(kLineEnd, head.find(kLengthName)) + kLineEnd.size();
}

std::string without_token(const std::string& head) {
    return head.substr(0, end_of_length(head)) + std::string{kLineEnd};
}

/// "Authorization: secret" becomes "Authorization: no-token-of-yours", line by line.
std::string with_wrong_token(const std::string& head) {
    const std::size_t begin = end_of_length(head);
    std::string changed = head.substr(0, begin);
    std::string_view lines{head};
    lines.remove_prefix(begin);
    while (!lines.starts_with(kLineEnd) && !lines.empty()) {
        const auto end = lines.find(kLineEnd);
        changed +=
            std::string{lines.substr(0, lines.find(": "))} + ": no-token-of-yours" + std::string{kLineEnd};
        lines.remove_prefix(end + kLineEnd.size());
    }
    return changed + std::string{kLineEnd};
}

/// The same head without what announces a body, and GET.
std::string as_get(const std::string& head) {
    std::string_view lines{head};
    std::string changed =
        "GET" + std::string{lines.substr(lines.find(' '), lines.find(kLineEnd) + 2 - lines.find(' '))};
    lines.remove_prefix(lines.find(kLineEnd) + 2);
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find(kLineEnd) + 2);
        if (!line.starts_with("Content-")) changed += line;
        lines.remove_prefix(line.size());
    }
    return changed;
}

std::string at_another_path(std::string head) {
    return head.replace(head.find(kTarget), kTarget.size(), "/no-such-path");
}

/// The object's members but the first, which is `router`.
std::string without_router(const std::string& body) { return "{" + body.substr(body.find(",\"") + 1); }

std::string with_members(const std::string& body, const std::string& members) {
    return "{" + members + body.substr(1);
}

std::string with_wrong_types(const PlainRequest& plain) {
    return R"({"router":")" + to_id6(plain.info.router) +
           R"(","cupsUri":1,"tcUri":2,"cupsCredCrc":"3","tcCredCrc":"4","station":5,"model":6,"package":7,"keys":8})";
}

std::string with_router_text(const std::string& body, const std::string& router) {
    return R"({"router":")" + router + "\"," + body.substr(body.find(",\"") + 1);
}

Variant plain_variant(Purpose purpose, const PlainRequest& plain) {
    Variant variant;
    variant.purpose = purpose;
    variant.head = plain.head;
    variant.body = plain.body;
    variant.request = plain.info;
    return variant;
}

/// The same head around another body; @param info what it says, where it says it
Variant with_body(Purpose purpose, const PlainRequest& plain, std::string body,
                  std::optional<UpdateInfo> info = {}) {
    Variant variant;
    variant.purpose = purpose;
    variant.head = with_length(plain.head, body.size());
    variant.body = std::move(body);
    variant.request = std::move(info);
    return variant;
}

Variant with_info(Purpose purpose, const PlainRequest& plain, UpdateInfo info) {
    std::string body = protocol::encode_update_info(info);
    return with_body(purpose, plain, std::move(body), std::move(info));
}

Variant with_router(Purpose purpose, const PlainRequest& plain, protocol::Eui64 router) {
    UpdateInfo info = plain.info;
    info.router = router;
    return with_info(purpose, plain, std::move(info));
}

Variant fresh_device(const PlainRequest& plain) {
    UpdateInfo info = plain.info;
    info.cups_uri.reset();
    info.tc_uri.reset();
    info.package.reset();
    return with_info(Purpose::fresh, plain, std::move(info));
}

Variant many_keys(const PlainRequest& plain) {
    constexpr std::uint32_t kStep = 14'316'557;  // any that makes ten digits of most
    UpdateInfo info = plain.info;
    for (std::uint32_t key = 1; key <= kManyKeys; ++key) info.keys.push_back(key * kStep);
    return with_info(Purpose::many_keys, plain, std::move(info));
}

Variant changed_head(Purpose purpose, const PlainRequest& plain, std::string head) {
    Variant variant = plain_variant(purpose, plain);
    variant.head = std::move(head);
    return variant;
}

Variant without_credentials(const PlainRequest& plain) {
    Variant variant = changed_head(Purpose::no_credentials, plain, without_token(plain.head));
    variant.without_certificate = true;
    return variant;
}

Variant in_manner(Purpose purpose, const PlainRequest& plain, Call::Manner manner) {
    Variant variant = plain_variant(purpose, plain);
    variant.manner = manner;
    return variant;
}

std::vector<Variant> alike(std::size_t count, const Variant& one) {
    std::vector<Variant> all(count, one);
    return all;
}

Variant as_get_request(const PlainRequest& plain) {
    Variant variant = changed_head(Purpose::get, plain, as_get(plain.head));
    variant.body.clear();
    variant.request.reset();
    return variant;
}

}  // namespace

std::string with_length(const std::string& head, std::size_t body_bytes) {
    const std::size_t at = head.find(kLengthName) + kLengthName.size();
    std::string digits = std::to_string(body_bytes);
    if (digits.size() < kLengthWidth) digits.insert(0, kLengthWidth - digits.size(), ' ');
    return head.substr(0, at) + digits + head.substr(head.find(kLineEnd, at));
}

std::string pointless(Purpose purpose, const PlainRequest& plain) {
    if (purpose == Purpose::wrong_token && !plain.has_token()) return "the gateway presents no token";
    if (purpose == Purpose::no_credentials && !plain.has_token() && !plain.has_certificate())
        return "the gateway presents no credentials anyway";
    return {};
}

std::vector<Variant> variants(Purpose purpose, const PlainRequest& plain, const ProbeOptions& options) {
    switch (purpose) {
        case Purpose::life: return {};
        case Purpose::repeat:
        case Purpose::settled:
        case Purpose::after_all: return {plain_variant(purpose, plain)};
        case Purpose::fresh: return {fresh_device(plain)};
        case Purpose::unknown_router:
            return {with_router(purpose, plain, options.unknown_router.value_or(kNobody))};
        case Purpose::foreign_router:
            return {with_router(purpose, plain, options.other_router.value_or(kNobody))};
        case Purpose::no_credentials: return {without_credentials(plain)};
        case Purpose::wrong_token: return {changed_head(purpose, plain, with_wrong_token(plain.head))};
        case Purpose::get: return {as_get_request(plain)};
        case Purpose::wrong_path: return {changed_head(purpose, plain, at_another_path(plain.head))};
        case Purpose::empty_body: return {with_body(purpose, plain, "")};
        case Purpose::no_json: return {with_body(purpose, plain, "this is no JSON")};
        case Purpose::cut_json:
            return {with_body(purpose, plain, plain.body.substr(0, plain.body.size() / 2))};
        case Purpose::no_router: return {with_body(purpose, plain, without_router(plain.body))};
        case Purpose::wrong_types: return {with_body(purpose, plain, with_wrong_types(plain))};
        case Purpose::unknown_members:
            return {with_body(purpose, plain,
                              with_members(plain.body, R"("vendor":{"a":[1,2.5,true,null]},"uptime":17,)"),
                              plain.info)};
        case Purpose::long_router:
            return {
                with_body(purpose, plain, with_router_text(plain.body, "../../../../etc/passwd")),
                with_body(purpose, plain, with_router_text(plain.body, std::string(kLongRouterBytes, '1')))};
        case Purpose::many_keys: return {many_keys(plain)};
        case Purpose::large_body:
            return {with_body(
                purpose, plain,
                with_members(plain.body, R"("filler":")" + std::string(kLargeBodyBytes, 'x') + "\","))};
        case Purpose::slow_request: return {in_manner(purpose, plain, Call::Manner::slowly)};
        case Purpose::cut_request: return {in_manner(purpose, plain, Call::Manner::cut)};
        case Purpose::two_at_once: return alike(kAtOnce, plain_variant(purpose, plain));
    }
    return {};
}

}  // namespace cupspec::probe
