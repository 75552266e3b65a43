#include "server/gateway_marks.hpp"

#include "base/ascii.hpp"
#include "pki/certificate.hpp"
#include "server/bundle_name.hpp"
#include "server/credential_bundle.hpp"
#include "server/errc.hpp"
#include "server/gateway_files.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

/// An object under the strongest of a gateway's names; empty: there is none.
struct Found {
    std::string where;
    Bytes bytes;
};

std::string named(const std::string& id, const std::string& suffix) {
    return std::string{"cups-router-"}.append(id).append(suffix);
}

net::awaitable<Result<Found>> find(Store* store, protocol::Eui64 router, std::string suffix) {
    for (const std::string& id : file_ids(router)) {
        const std::string name = named(id, suffix);
        auto bytes = co_await store->get(name);
        if (!bytes) co_return bytes.error();
        if (!*bytes) continue;
        Found found{store->where(name), std::move(**bytes)};
        co_return found;
    }
    Found nothing;
    co_return nothing;
}

/// The lines that are not empty, without their line ends.
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (!line.empty()) lines.emplace_back(line);
    }
    return lines;
}

std::string_view without_blanks(std::string_view text) {
    constexpr std::string_view kBlanks = " \t";
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

/// What follows "Authorization:" in a header line; nothing: it is another one.
std::optional<std::string_view> authorization_in(std::string_view line) {
    constexpr std::string_view kHeader = "Authorization:";
    if (!equal_but_case(line.substr(0, kHeader.size()), kHeader)) return std::nullopt;
    return without_blanks(line.substr(kHeader.size()));
}

/// A list may hold whole header lines as well, copied out of a key file.
void add_tokens(Marks& marks, const Found& list, const Found& key) {
    for (const std::string& line : lines_of(as_text(list.bytes))) {
        const std::string_view text = without_blanks(line);
        if (!text.empty() && text.front() != '#')
            marks.tokens.emplace_back(authorization_in(text).value_or(text));
    }
    if (!is_token(key.bytes)) return;
    for (const std::string& line : lines_of(as_text(key.bytes)))
        if (const auto value = authorization_in(line)) marks.tokens.emplace_back(*value);
}

void add_thumbprints(Marks& marks, const Found& list) {
    for (const std::string& line : lines_of(as_text(list.bytes))) {
        const std::string_view text = std::string_view{line}.substr(0, line.find('#'));
        if (text.find_first_not_of(" \t") == std::string_view::npos) continue;
        if (auto thumbprint = thumbprint_of(text)) {
            marks.thumbprints.push_back(std::move(*thumbprint));
        } else {
            marks.warnings.push_back(list.where + ": a line is no SHA-256 in hex: \"" + line + '"');
        }
    }
}

void add_certificate(Marks& marks, const Found& certificate) {
    if (certificate.bytes.empty()) return;
    if (const auto facts = pki::inspect_certificate(certificate.bytes)) {
        marks.thumbprints.push_back(facts->sha256);
    } else {
        marks.warnings.push_back(certificate.where + ": " + describe(facts.error()));
    }
}

/// What any gateway may present. `marks` is the caller's.
net::awaitable<Result<void>> add_shared(Store* store, Marks& marks) {
    Found list;
    list.where = store->where(std::string{kCommonThumbprints});
    auto lines = co_await store->get(std::string{kCommonThumbprints});
    if (!lines) co_return lines.error();
    if (*lines) list.bytes = std::move(**lines);
    add_thumbprints(marks, list);
    const auto bundle = co_await load_bundle(*store, std::string{kSharedBundle});
    if (!bundle && bundle.error().code != Errc::bad_file) co_return bundle.error();
    if (!bundle) marks.warnings.push_back(describe(bundle.error()));
    if (bundle && *bundle)
        add_certificate(marks, {store->where(std::string{kSharedBundle}), (*bundle)->certificate});
    co_return Result<void>{};
}

}  // namespace

Denial unknown(protocol::Eui64 router) {
    return {404, describe(Error{Errc::unknown_router, protocol::to_id6(router), "has no record"}), true};
}

net::awaitable<Result<bool>> is_known(Store& store, protocol::Eui64 router) {
    for (const std::string& id : file_ids(router)) {
        const auto size = co_await store.stat(named(id, ".cfg"));
        if (!size) co_return size.error();
        if (*size) co_return true;
    }
    co_return false;
}

net::awaitable<Result<Marks>> load_marks(Store& store, protocol::Eui64 router, AuthMode mode) {
    Marks marks;
    const bool by_token = mode == AuthMode::token;
    if (!by_token && mode != AuthMode::thumbprint && mode != AuthMode::mutual) co_return marks;
    const auto list = co_await find(&store, router, by_token ? ".token" : ".thumbprint");
    if (!list) co_return list.error();
    if (!by_token) add_thumbprints(marks, *list);
    if (mode == AuthMode::thumbprint) co_return marks;
    const auto file = co_await find(&store, router, by_token ? ".key" : ".crt");
    if (!file) co_return file.error();
    if (by_token) {
        add_tokens(marks, *list, *file);
        co_return marks;
    }
    add_certificate(marks, *file);
    const auto shared = co_await add_shared(&store, marks);
    if (!shared) co_return shared.error();
    co_return marks;
}

net::awaitable<Result<std::optional<Denial>>> judge_client(Store& store, AuthMode mode,
                                                           protocol::Eui64 router, Presented client,
                                                           std::vector<std::string>& warnings) {
    Marks marks;
    if (!is_judged_by_name(mode, client)) {
        auto loaded = co_await load_marks(store, router, mode);
        if (!loaded) co_return loaded.error();
        marks = std::move(*loaded);
    }
    warnings.insert(warnings.end(), marks.warnings.begin(), marks.warnings.end());
    auto denied = denial(mode, router, client, marks);
    if (!denied) co_return denied;
    const auto known = co_await is_known(store, router);
    if (!known) co_return known.error();
    if (!*known) denied = unknown(router);
    co_return denied;
}

}  // namespace cupspec::server
