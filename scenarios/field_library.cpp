#include "scenarios/field_library.hpp"

#include "scenarios/embedded.hpp"
#include "scenarios/runner.hpp"

#include <algorithm>

namespace cupspec::scenarios {
namespace {

FieldBug read_bug(const json::Cursor& at) {
    FieldBug bug;
    bug.title = at["title"].text();
    bug.note = read_field_note(at["field"]);
    if (const auto why = at.find("why")) bug.why = why->text();
    return bug;
}

std::vector<FieldBug> unplayed_bugs() {
    std::vector<FieldBug> bugs;
    for (const EmbeddedFile& file : embedded_files()) {
        if (!file.path.starts_with("unplayed/")) continue;
        const auto document = json::parse(std::string{file.text}, {std::string{file.path}, true});
        if (!document) continue;
        json::Reading reading{*document};
        for (const json::Cursor& one : reading.root().items()) bugs.push_back(read_bug(one));
    }
    return bugs;
}

}  // namespace

std::vector<FieldBug> field_bugs() {
    std::vector<FieldBug> bugs = unplayed_bugs();
    for (const ScenarioSource& source : field_scenarios()) {
        const auto document = json::parse(source.text, {source.file, true});
        if (!document) continue;
        json::Reading reading{*document};
        bugs.push_back(read_bug(reading.root()));
        bugs.back().scenario = source.name;
    }
    std::sort(bugs.begin(), bugs.end(),
              [](const FieldBug& a, const FieldBug& b) { return a.note.bug < b.note.bug; });
    return bugs;
}

std::string how_to_run(const FieldBug& bug) {
    return bug.scenario.empty() ? std::string{} : "cupspec run field:" + std::to_string(bug.note.bug);
}

}  // namespace cupspec::scenarios
