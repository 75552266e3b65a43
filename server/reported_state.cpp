#include "server/reported_state.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <utility>

namespace cupspec::server {
namespace {

using Json = nlohmann::ordered_json;

/// "2026-01-02T03:04:05Z"
std::string moment_text(TimePoint at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(at - day)};
    std::array<char, 32> text{};
    const int size = std::snprintf(  // NOLINT(*-vararg): bounded, and padded as ISO 8601 wants it
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

Json text_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

/// All but the time.
Json facts_of(const protocol::UpdateInfo& request) {
    return {{"package", text_or_null(request.package)},
            {"station", text_or_null(request.station)},
            {"model", text_or_null(request.model)},
            {"keys", request.keys}};
}

/// Of what is saved.
bool says_the_same(const protocol::UpdateInfo& a, const protocol::UpdateInfo& b) {
    return a.package == b.package && a.station == b.station && a.model == b.model && a.keys == b.keys;
}

std::string dumped(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// True when the same was saved, and not long ago. Times of one form compare as texts.
bool is_fresh(const Bytes& saved, const Json& facts, TimePoint now) {
    Json json = Json::parse(saved.begin(), saved.end(), nullptr, false);
    if (!json.is_object() || !json.contains("lastSeen") || !json["lastSeen"].is_string()) return false;
    const auto seen = json["lastSeen"].get<std::string>();
    json.erase("lastSeen");
    return dumped(json, -1) == dumped(facts, -1) && seen > moment_text(now - kSeenEvery);
}

}  // namespace

std::string reported_text(const protocol::UpdateInfo& request, TimePoint seen) {
    Json json = facts_of(request);
    json["lastSeen"] = moment_text(seen);
    return dumped(json, 2) + '\n';
}

net::awaitable<Result<void>> ReportedStates::save(Store& store, protocol::UpdateInfo request, TimePoint now) {
    if (now < not_before_) co_return Result<void>{};
    const auto saved = co_await save_changed(store, std::move(request), now);
    if (!saved) not_before_ = now + kSavedAgainAfter;
    co_return saved;
}

net::awaitable<Result<void>> ReportedStates::save_changed(Store& store, protocol::UpdateInfo request,
                                                          TimePoint now) {
    const auto known = saved_.find(request.router.value);
    const bool is_known = known != saved_.end();
    // Before any JSON is made: this is what becomes of nearly every request.
    if (is_known && says_the_same(known->second.said, request) && now - known->second.at < kSeenEvery)
        co_return Result<void>{};
    const Json facts = facts_of(request);
    const std::string name = "cups-router-" + protocol::to_hex16(request.router) + ".reported";
    bool is_saved = false;
    if (!is_known) {
        const auto before = co_await store.get(name);
        if (!before) co_return before.error();
        is_saved = *before && is_fresh(**before, facts, now);
    }
    if (!is_saved) {
        const auto put = co_await store.put_lightly(name, to_bytes(reported_text(request, now)));
        if (!put) co_return put.error();
    }
    if (saved_.size() >= kMost) saved_.clear();
    const std::uint64_t router = request.router.value;
    saved_[router] = Saved{std::move(request), now};
    co_return Result<void>{};
}

}  // namespace cupspec::server
