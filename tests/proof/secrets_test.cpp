#include "tests/cli/program.hpp"
#include "tests/proof/ground.hpp"
#include "tests/result_text.hpp"
#include "tests/secret_disguises.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <string>
#include <vector>

using namespace cupspec;
using test::disguises;
using test::Ground;
using test::run_program;

namespace {

/// The number that makes an EC key private, in the middle of its SEC1.
Bytes private_part(const Ground& ground, const std::string& name) {
    constexpr std::ptrdiff_t kBegin = 7;
    constexpr std::ptrdiff_t kBytes = 32;
    const Bytes der = ground.pki().find(name)->key->der(pki::KeyForm::sec1).value();
    return {der.begin() + kBegin, der.begin() + kBegin + kBytes};
}

std::map<std::string, Bytes> secrets_of(const Ground& ground) {
    std::map<std::string, Bytes> secrets;
    for (const char* name : {"home/cups", "lns/tc-router-1", "first/cups-router-1", "first/server"})
        secrets[name] = private_part(ground, name);
    secrets["CUPS token"] = to_bytes("of-the-first");
    secrets["LNS token"] = to_bytes("for-the-lns");
    return secrets;
}

/// All that check writes, on stdout and into reports of every form.
std::map<std::string, std::string> written(const std::string& url, const std::string& home) {
    const auto place = TemporaryDirectory::make(memory_directory()).value();
    std::vector<std::string> words{
        "check",
        url,
        "--home",
        home,
        "--router",
        "::1",
        "--package-after",
        "2.0.0",
        "--allow",
        "all",
        "--timeout",
        std::to_string(std::chrono::duration<double>{test::proof_timeout()}.count()),
        "-v",
        "-v"};
    constexpr std::array kForms{"text", "json", "html", "junit", "tap", "github", "sarif", "har"};
    for (const char* form : kForms) {
        words.emplace_back("--report");
        words.push_back(std::string{form} + ':' + (place.path() / form).string());
    }
    std::map<std::string, std::string> texts;
    const auto ended = run_program(words);
    texts["stdout"] = ended.out;
    texts["stderr"] = ended.err;
    for (const char* form : kForms) texts[form] = to_text(read_file(place.path() / form).value());
    return texts;
}

void expect_no_secrets(const test::GroundPlan& plan, std::string_view mutant) {
    const Ground ground{plan};
    std::map<std::string, std::string> texts;
    ground.open(mutant, [&](const std::string& url, const std::filesystem::path& home) {
        texts = written(url, home.string());
    });
    CHECK(texts.at("json").find("\"purpose\": \"life\"") != std::string::npos);
    for (const auto& [name, secret] : secrets_of(ground)) {
        for (const std::string& disguise : disguises(secret)) {
            for (const auto& [where, text] : texts) {
                CAPTURE(plan.name, name, where);
                CHECK(text.find(disguise) == std::string::npos);
            }
        }
    }
}

}  // namespace

TEST_CASE("check's output and reports hold no private key of either side") {
    expect_no_secrets({.name = "mutual, rotated", .rotates = true}, "");
}

TEST_CASE("check's output and reports hold no token, of either side") {
    expect_no_secrets({.name = "token", .auth = server::AuthMode::token}, "");
}

TEST_CASE("check's output and reports hold no token that an error page shows") {
    expect_no_secrets({.name = "token, echoed", .auth = server::AuthMode::token}, "* * echo-request\n");
}
