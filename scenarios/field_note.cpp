#include "scenarios/field_note.hpp"

#include "scenarios/names.hpp"

namespace cupspec::scenarios {

FieldNote read_field_note(const json::Cursor& at) {
    constexpr std::int64_t kMost = 9999;
    at.only({"bug", "symptoms", "cause", "cure", "link", "slugs"});
    FieldNote note;
    note.bug = static_cast<unsigned>(at["bug"].integer(1, kMost));
    note.symptoms = texts(at["symptoms"]);
    if (note.symptoms.empty()) at["symptoms"].fail(json::Errc::bad_value, "at least one is needed");
    note.cause = at["cause"].text();
    note.cure = at["cure"].text();
    note.link = at["link"].text();
    note.slugs = texts(at.find("slugs"));
    return note;
}

}  // namespace cupspec::scenarios
