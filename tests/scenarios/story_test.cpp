#include "tests/scenarios/support.hpp"

#include <catch2/catch.hpp>

#include <utility>

namespace cupspec::scenarios::testing {
namespace {

/// The text with the value behind the last `key` replaced.
std::string with_last(std::string text, const std::string& key, const std::string& value) {
    const std::string mark = '"' + key + R"(": ")";
    const auto at = text.rfind(mark);
    REQUIRE(at != std::string::npos);
    const auto begin = at + mark.size();
    return text.replace(begin, text.find('"', begin) - begin, value);
}

TEST_CASE("Every life story fails when its last time or outcome is another") {
    unsigned stories = 0;
    for (const ScenarioSource& story : built_in_suite()) {
        if (story.text.find(R"("clock": "station")") == std::string::npos) continue;
        ++stories;
        for (const auto& [key, value] : {std::pair{"at", "5h5m5s"}, std::pair{"outcome", "timeout"}}) {
            const ScenarioResult result = play(with_last(story.text, key, value));
            INFO(story.name << " with another " << key << '\n' << explain(result));
            CHECK(result.verdict == Verdict::failed);
        }
    }
    CHECK(stories >= 12);
}

}  // namespace
}  // namespace cupspec::scenarios::testing
