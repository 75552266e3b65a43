#include "capture/har_reader.hpp"

#include "capture/captured_request.hpp"
#include "capture/har_entry.hpp"
#include "capture/har_own.hpp"
#include "capture/home_making.hpp"
#include "capture/raw_capture.hpp"
#include "json/cursor.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::capture {
namespace {

using json::Cursor;

/// One gateway's part of a HAR.
struct HarLife {
    Capture capture;
    std::size_t token_bytes = 0;
};

class HarReader {
public:
    explicit HarReader(std::string name) : name_{std::move(name)} {}

    void read(const Cursor& root) {
        const Cursor log = root["log"];
        if (const auto creator = log.find("creator"); creator && creator->is_object())
            creator_ = (*creator)["name"].text();
        for (const Cursor& entry : log["entries"].items()) {
            ++entries_;
            if (!is_update_info(entry)) continue;
            ++exchanges_;
            add(read_har_entry(entry));
        }
    }

    Result<std::vector<Capture>> finish() &&;

private:
    void add(HarEntry entry);
    HarLife& life_of(const Round& round);
    void finish(HarLife& life) const;

    std::string name_;
    std::string creator_;
    std::size_t entries_ = 0;
    std::size_t exchanges_ = 0;
    std::vector<HarLife> lives_;
};

HarLife& HarReader::life_of(const Round& round) {
    const auto request = request_of(round);
    const auto router = request ? std::optional{request->router} : std::nullopt;
    const auto found = std::ranges::find_if(
        lives_, [router](const HarLife& life) { return life.capture.gateway.router == router; });
    if (found != lives_.end()) return *found;
    HarLife& life = lives_.emplace_back();
    life.capture.form = "HAR";
    life.capture.has_gaps = true;
    life.capture.file = name_;
    if (request) learn_gateway(*request, life.capture.gateway);
    return life;
}

void HarReader::add(HarEntry entry) {
    Round& round = entry.round;
    round.where = "entry " + std::to_string(entries_);
    HarLife& life = life_of(round);
    // Through a proxy, or by a backup set: then the URI of the request is not the one that was contacted.
    const auto request = request_of(round);
    if (request && request->cups_uri && round.uri != *request->cups_uri) round.uri.clear();
    life.token_bytes = std::max(life.token_bytes, entry.token_bytes);
    life.capture.is_masked = life.capture.is_masked || entry.is_masked;
    for (const std::string& sentence : entry.missing)
        life.capture.missing.push_back(round.where + ": " + sentence);
    life.capture.rounds.push_back(std::move(round));
}

void HarReader::finish(HarLife& life) const {
    Capture& capture = life.capture;
    std::ranges::stable_sort(capture.rounds, {}, &Round::started);
    capture.understood.push_back(std::to_string(capture.rounds.size()) + " exchanges" +
                                 (creator_.empty() ? "" : ", recorded by " + creator_));
    if (entries_ > exchanges_)
        capture.understood.push_back(std::to_string(entries_ - exchanges_) +
                                     " entries that are no update-info were passed over");
    if (!capture.gateway.router)
        capture.missing.emplace_back("which gateway it is: no request's body says so");
    capture.missing.emplace_back("what the gateway made of the answers, and how they arrived");
    HomeHints hints;
    if (life.token_bytes > 0) hints.cups = {{kUsualBytes[0], 0, life.token_bytes}, true, {}};
    complete_homes(capture, hints);
}

Result<std::vector<Capture>> HarReader::finish() && {
    if (lives_.empty())
        return Error{json::Errc::bad_value, name_,
                     "none of its " + std::to_string(entries_) + " entries is a POST to /update-info"};
    std::vector<Capture> captures;
    for (HarLife& life : lives_) {
        finish(life);
        captures.push_back(std::move(life.capture));
    }
    return captures;
}

}  // namespace

Result<std::vector<Capture>> read_har(std::string_view text, const std::string& name) {
    auto own = read_own_har(text, name);
    if (!own || !own->empty()) return own;
    const auto document = json::parse(std::string{text}, {name, false});
    if (!document) return document.error();
    json::Reading reading{*document};
    HarReader reader{name};
    reader.read(reading.root());
    if (reading.error()) return *reading.error();
    return std::move(reader).finish();
}

}  // namespace cupspec::capture
