#include "report/check_diff.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace cupspec::report {

using conformance::AnswerDifference;
using conformance::ContactDifference;
using conformance::Evidence;

std::string diff_text(const Evidence& one, const Evidence& other, Style style) {
    std::string out =
        style.paint(Colour::red, "- " + one.url) + '\n' + style.paint(Colour::green, "+ " + other.url) + '\n';
    const auto contacts = conformance::differences(one, other);
    for (const ContactDifference& contact : contacts) {
        const auto& rule = purpose_rule(contact.purpose);
        out += style.paint(Colour::bold, rule.slug) + ' ' + std::to_string(contact.number) + ": " +
               std::string{rule.says} + '\n';
        for (const AnswerDifference& difference : contact.differences) {
            out += "  " + printable(difference.what) + '\n' +
                   style.paint(Colour::red, "    - " + printable(difference.one)) + '\n' +
                   style.paint(Colour::green, "    + " + printable(difference.other)) + '\n';
        }
    }
    return out + (contacts.empty() ? "no difference in " : std::to_string(contacts.size()) + " differ of ") +
           std::to_string(one.contacts.size()) + " answers\n";
}

std::string diff_json(const Evidence& one, const Evidence& other) {
    using DiffJson = nlohmann::ordered_json;
    DiffJson contacts = DiffJson::array();
    for (const ContactDifference& contact : conformance::differences(one, other)) {
        DiffJson list = DiffJson::array();
        for (const AnswerDifference& difference : contact.differences)
            list.push_back({{"what", difference.what}, {"one", difference.one}, {"other", difference.other}});
        contacts.push_back({{"purpose", purpose_rule(contact.purpose).slug},
                            {"number", contact.number},
                            {"differences", std::move(list)}});
    }
    const DiffJson json{
        {"same", contacts.empty()}, {"servers", {one.url, other.url}}, {"contacts", contacts}};
    return json.dump(2, ' ', false, DiffJson::error_handler_t::replace) + '\n';
}

}  // namespace cupspec::report
