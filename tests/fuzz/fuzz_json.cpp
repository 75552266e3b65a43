// Every value of a document lies within its text, where its first character stands.

#include "json/cursor.hpp"
#include "json/document.hpp"
#include "tests/fuzz/expect.hpp"

#include <variant>

using namespace cupspec;
using namespace cupspec::json;
using cupspec::fuzz::expect;

namespace {

constexpr std::string_view kFirstCharacters[] = {"n", "tf", "-", "0123456789", "-0123456789", "\"", "[", "{"};

void check(const std::string& text, const Value& value) {
    expect(value.offset < text.size());
    expect(kFirstCharacters[value.content.index()].find(text[value.offset]) != std::string_view::npos);
    if (const auto* items = std::get_if<Array>(&value.content)) {
        for (const Value& item : *items) check(text, item);
    }
    if (const auto* members = std::get_if<Object>(&value.content)) {
        for (const Member& member : *members) {
            expect(text.at(member.offset) == '"' && member.offset < member.value.offset);
            check(text, member.value);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const bool comments : {false, true}) {
        const auto document = parse(to_text({data, size}), {"input", comments});
        if (!document) {
            expect(document.error().where.starts_with("input:"));
            continue;
        }
        check(document->text, document->root);
        Reading reading{*document};
        reading.root().only({"router", "keys"});
    }
    return 0;
}
