#include "server/record_text.hpp"

#include "json/document.hpp"
#include "server/errc.hpp"

#include <algorithm>
#include <string_view>

namespace cupspec::server {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

/// The end of a scalar that begins there, in a text known to be JSON.
std::size_t end_of_scalar(std::string_view text, std::size_t at) {
    if (text[at] != '"') return std::min(text.find_first_of(" \t\r\n,}/", at), text.size());
    for (++at; text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    return at + 1;
}

const json::Member* find(const json::Object& object, std::string_view name) {
    const auto found =
        std::find_if(object.begin(), object.end(), [name](const auto& m) { return m.name == name; });
    return found == object.end() ? nullptr : &*found;
}

struct Splice {
    std::size_t from = 0;
    std::size_t to = 0;
    std::string text;
};

/// What goes behind the opening brace.
Splice insertion(const json::Document& document, const json::Object& object, const MemberTexts& members) {
    const std::size_t behind = document.root.offset + 1;
    const std::string_view rest = std::string_view{document.text}.substr(behind);
    const std::string space{rest.substr(0, std::min(rest.find_first_not_of(kSpace), rest.size()))};
    std::string text;
    for (const auto& [name, value] : members) {
        if (find(object, name) != nullptr) continue;
        text.append(text.empty() ? "" : ",").append(text.empty() || !space.empty() ? space : " ");
        text.append("\"").append(name).append("\": ").append(value);
    }
    if (!text.empty() && !object.empty()) text += space.empty() ? ", " : ",";
    return {behind, behind, std::move(text)};
}

}  // namespace

Result<std::string> with_members(std::string text, const std::string& file, const MemberTexts& members) {
    const auto document = json::parse(std::move(text), json::Source{file, true});
    if (!document) return document.error();
    const auto* object = std::get_if<json::Object>(&document->root.content);
    if (object == nullptr) return Error{Errc::bad_file, file, "no JSON object"};
    std::vector<Splice> splices{insertion(*document, *object, members)};
    for (const auto& [name, value] : members) {
        const json::Member* member = find(*object, name);
        if (member == nullptr) continue;
        const std::size_t from = member->value.offset;
        if (document->text[from] == '{' || document->text[from] == '[')
            return Error{Errc::bad_file, document->where(from, '/' + name), "neither text nor number"};
        splices.push_back({from, end_of_scalar(document->text, from), value});
    }
    std::sort(splices.begin(), splices.end(), [](const auto& a, const auto& b) { return a.from > b.from; });
    std::string edited = document->text;
    for (const Splice& splice : splices) edited.replace(splice.from, splice.to - splice.from, splice.text);
    return edited;
}

}  // namespace cupspec::server
