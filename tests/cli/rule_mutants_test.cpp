#include "conformance/rule.hpp"
#include "server/fault_script.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;

TEST_CASE("The mutant of every rule is a fault script") {
    for (const conformance::Rule* rule : conformance::rules()) {
        const std::string id{rule->id};
        CAPTURE(id);
        const auto script = server::parse_faults(rule->mutant, id);
        REQUIRE(script.has_value());
        CHECK_FALSE(script->lines.empty());
    }
}
