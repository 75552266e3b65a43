#include "capture/har_own.hpp"

#include "capture/recording.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace cupspec::capture {
namespace {

using OwnHar = nlohmann::ordered_json;

/// The member; null where there is none, or no object to have one.
const OwnHar& member_of(const OwnHar& json, const char* name) {
    static const OwnHar nothing;
    if (!json.is_object()) return nothing;
    const auto found = json.find(name);
    return found == json.end() ? nothing : *found;
}

/// The recording that a page and its entries are.
Result<Capture> capture_of(const OwnHar& page, const OwnHar& entries, const std::string& name) {
    std::string text = member_of(page, "_gateway").dump() + '\n';
    std::vector<std::string> places;
    std::size_t number = 0;
    for (const OwnHar& entry : entries) {
        ++number;
        if (member_of(entry, "pageref") != member_of(page, "id")) continue;
        text += member_of(entry, "_round").dump() + '\n';
        places.push_back("entry " + std::to_string(number));
    }
    auto capture = parse_recording(text, name);
    if (!capture) return capture;
    capture->form = "HAR";
    for (std::size_t i = 0; i < capture->rounds.size(); ++i) capture->rounds[i].where = places.at(i);
    return capture;
}

}  // namespace

Result<std::vector<Capture>> read_own_har(std::string_view text, const std::string& name) {
    std::vector<Capture> captures;
    if (text.find("\"_gateway\"") == std::string_view::npos)
        return captures;  // of most files nothing is built
    const OwnHar json = OwnHar::parse(text, nullptr, false);
    const OwnHar& log = member_of(json, "log");
    for (const OwnHar& page : member_of(log, "pages")) {
        if (!member_of(page, "_gateway").is_object()) continue;
        auto capture = capture_of(page, member_of(log, "entries"), name);
        if (!capture) return capture.error();
        captures.push_back(std::move(*capture));
    }
    return captures;
}

}  // namespace cupspec::capture
