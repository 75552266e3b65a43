#include "report/embedded.hpp"
#include "report/formats.hpp"
#include "report/page_data.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::report {
namespace {

std::string_view page_part(std::string_view name) {
    const auto files = embedded_files();
    const auto found = std::find_if(files.begin(), files.end(),
                                    [name](const EmbeddedFile& file) { return file.path == name; });
    return found == files.end() ? std::string_view{} : found->text;
}

/// JSON that no HTML parser takes for markup: `</script>` and `<!--` cannot occur without `<`, which in JSON
/// stands in strings alone.
std::string without_markup(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    for (const char c : json) {
        if (c == '<') {
            out += "\\u003c";
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace

std::string to_html(const Results& results) {
    const std::array<std::pair<std::string_view, std::string>, 3> parts{
        std::pair{std::string_view{"{{style}}"}, std::string{page_part("page/page.css")}},
        std::pair{std::string_view{"{{results}}"}, without_markup(page_data(results))},
        std::pair{std::string_view{"{{script}}"}, std::string{page_part("page/page.js")}}};
    std::string_view rest = page_part("page/page.html");
    std::string page;
    for (const auto& [marker, text] : parts) {
        const std::size_t at = std::min(rest.find(marker), rest.size());
        page += rest.substr(0, at);
        page += text;
        rest.remove_prefix(std::min(at + marker.size(), rest.size()));
    }
    return page += rest;
}

}  // namespace cupspec::report
