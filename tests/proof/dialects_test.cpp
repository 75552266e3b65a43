#include "server/dialect.hpp"
#include "tests/proof/ground.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace cupspec;
using test::Ground;
using test::GroundPlan;

namespace {

using DialectBreaks = std::map<std::string, std::set<std::string>>;

/// A KeyError is a 500 there, and a package of null a 404.
const std::set<std::string> kServerErrors{
    "identity/unknown-router-is-no-server-error", "request/bad-requests-are-the-clients-fault",
    "request/nulls-are-accepted", "robustness/router-that-is-none-is-the-clients-fault"};
/// An exception that nobody catches, and a limit of 2048 bytes.
const std::set<std::string> kAzure{"identity/unknown-router-is-no-server-error",
                                   "request/many-keys-are-accepted"};
/// A key CRC that is always there, behind segments and behind none; one kind of change in an answer; and what
/// is wrong with the signature in the answer to a fresh device.
std::set<std::string> stack_breaks(const std::string& signature) {
    return {"convergence/all-in-one-answer", "framing/nothing-follows-update",
            "framing/null-is-fourteen-zero-bytes", signature};
}

/// What breaks, by dialect.
void expect_broken(GroundPlan plan, const DialectBreaks& expected) {
    for (const server::Dialect& dialect : server::dialects()) {
        const std::string name{dialect.name};
        CAPTURE(plan.name, name);
        plan.dialect = dialect.traits;
        const auto findings = Ground{plan}.check({});
        std::set<std::string> broken;
        std::string why;
        for (const auto& [id, text] : findings.broken) {
            broken.insert(id);
            why += id + ": " + text + '\n';
        }
        INFO(why);
        CHECK(broken == (expected.contains(name) ? expected.at(name) : std::set<std::string>{}));
    }
}

}  // namespace

// What a gateway cannot read, it does not apply: what comes behind it shows where there is no firmware.
TEST_CASE("check finds each dialect's differences where a gateway gets a firmware") {
    expect_broken({.name = "firmware"}, {{"the-things-stack", {"framing/signature-length-counts-key-crc"}},
                                         {"the-things-stack-16", {"framing/signature-length-has-four-bytes"}},
                                         {"semtech-example", kServerErrors},
                                         {"azure", kAzure},
                                         {"thingpark", {"convergence/same-request-same-answer"}}});
}

TEST_CASE("check finds each dialect's differences where a gateway gets CUPS and LNS credentials") {
    expect_broken({.name = "credentials", .rotates = true, .has_firmware = false},
                  {{"the-things-stack", stack_breaks("framing/signature-length-counts-key-crc")},
                   {"the-things-stack-16", stack_breaks("framing/signature-length-has-four-bytes")},
                   {"semtech-example", kServerErrors},
                   {"azure", kAzure},
                   {"thingpark", {"convergence/redirect-answers", "convergence/same-request-same-answer"}}});
}
