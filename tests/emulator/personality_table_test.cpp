// docs/personalities.md says what the code's table says, no more and no less.

#include "base/files.hpp"
#include "emulator/personality.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>
#include <vector>

namespace cupspec::test {
namespace {

using emulator::Traits;

using Cells = std::vector<std::string>;

/// "| a | b |" -> a, b
Cells cells_of(const std::string& line) {
    Cells cells;
    for (std::size_t at = 2; at < line.size();) {
        const auto end = line.find(" |", at);
        cells.push_back(line.substr(at, end - at));
        at = end + 3;
    }
    return cells;
}

struct Documented {
    std::vector<Cells> headers;
    std::map<std::string, Cells> rows;  ///< by trait, without its name
};

Documented documented() {
    const std::string text = to_text(read_file(CUPSPEC_SOURCE "/docs/personalities.md").value());
    const std::size_t columns = emulator::personalities().size() + 2;
    Documented found;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        if (!line.starts_with("| ")) continue;
        Cells cells = cells_of(line);
        if (cells.size() != columns) continue;  // another table
        if (cells.front() == "trait") {
            found.headers.push_back(cells);
        } else {
            const std::string name = cells.front();
            cells.erase(cells.begin());
            CHECK(found.rows.emplace(name, cells).second);
        }
    }
    return found;
}

const char* said(bool value) { return value ? "yes" : "no"; }
template <class Enum>
std::string said(Enum value, const Cells& words) {
    return words.at(static_cast<std::size_t>(value));
}

/// Every trait by name; the binding stops compiling when one is added.
std::map<std::string, std::string> rendered(const Traits& traits) {
    const auto& [station, model, sends_host, sends_content_type, length_width, says_null, filler_bytes, tls,
                 names_server, token, strict_head, dies_of_large_error, checks_lengths, exact_body,
                 checks_uris, wants_changes, blobs, takes_cups, takes_firmware, syncs, begins_update_anew,
                 removes_refused, wants_signature, wants_key_crc, rotation, lns_trigger, no_tc_uri_asks_cups,
                 lns_delays_cups, can_do_without_cups] = traits;
    return {
        {
            "`station`",
            std::string{station.substr(0, station.find('('))},
        },
        {"`model`", std::string{model}},
        {"`sends_host`", said(sends_host)},
        {"`sends_content_type`", said(sends_content_type)},
        {"`length_width`", std::to_string(length_width)},
        {"`says_null`", said(says_null)},
        {"`filler_bytes`", std::to_string(filler_bytes)},
        {"`tls`", said(tls, {"mbedtls", "current"})},
        {"`names_server`", said(names_server)},
        {"`token`", said(token, {"any_line_end", "crlf_required", "bare"})},
        {"`strict_head`", said(strict_head)},
        {"`dies_of_large_error`", said(dies_of_large_error)},
        {"`checks_lengths`", said(checks_lengths)},
        {"`exact_body`", said(exact_body)},
        {"`checks_uris`", said(checks_uris)},
        {"`wants_changes`", said(wants_changes)},
        {"`blobs`", said(blobs, {"station", "der", "token_only"})},
        {"`takes_cups`", said(takes_cups)},
        {"`takes_firmware`", said(takes_firmware)},
        {"`syncs`", said(syncs)},
        {"`begins_update_anew`", said(begins_update_anew)},
        {"`removes_refused`", said(removes_refused)},
        {"`wants_signature`", said(wants_signature)},
        {"`wants_key_crc`", said(wants_key_crc)},
        {"`rotation`", said(rotation, {"once", "twice", "never"})},
        {"`lns_trigger`", said(lns_trigger, {"after_resync", "after_30_s", "at_once", "never"})},
        {"`no_tc_uri_asks_cups`", said(no_tc_uri_asks_cups)},
        {"`lns_delays_cups`", said(lns_delays_cups)},
        {"`can_do_without_cups`", said(can_do_without_cups)},
    };
}

TEST_CASE("docs/personalities.md heads every table with the names of the code's table") {
    Cells names{"trait"};
    for (const auto& one : emulator::personalities()) names.emplace_back(one.name);
    names.emplace_back("source");
    const auto headers = documented().headers;
    CHECK(headers.size() == 5);
    for (const Cells& header : headers) CHECK(header == names);
}

TEST_CASE("docs/personalities.md has the values of the code's table, and a source for each trait") {
    const auto rows = documented().rows;
    std::size_t column = 0;
    for (const auto& [name, traits] : emulator::personalities()) {
        CAPTURE(name);
        const auto values = rendered(traits);
        CHECK(rows.size() == values.size());
        for (const auto& [trait, value] : values) {
            CAPTURE(trait);
            REQUIRE(rows.contains(trait));
            CHECK(rows.at(trait).at(column) == value);
            CHECK_FALSE(rows.at(trait).back().empty());
        }
        ++column;
    }
}

}  // namespace
}  // namespace cupspec::test
