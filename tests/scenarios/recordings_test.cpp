// What `run --keep` records of every scenario we have: it replays, and holds no secret of the run.

#include "base/files.hpp"
#include "capture/recording.hpp"
#include "capture/replay.hpp"
#include "pki/key.hpp"
#include "tests/result_text.hpp"
#include "tests/scenarios/support.hpp"
#include "tests/secret_disguises.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <vector>

namespace cupspec::scenarios::testing {
namespace {

namespace fs = std::filesystem;

/// The plain octets of a private key, or the last word of a token.
Bytes secret_part(const Bytes& file) {
    constexpr std::ptrdiff_t kBytes = 24;
    const auto key = pki::PrivateKey::parse(file);
    if (!key) {
        const std::string text = to_text(file);
        const std::size_t end = text.find_last_not_of("\r\n") + 1;
        return to_bytes(text.substr(text.find_last_of(' ', end) + 1, end - text.find_last_of(' ', end) - 1));
    }
    // Behind the headers of RFC 5915, RFC 5958 and, behind modulus and exponent, RFC 8017.
    std::ptrdiff_t begin = 8;
    if (key->kind() == pki::KeyKind::ed25519) begin = 16;
    if (key->kind() == pki::KeyKind::rsa2048) begin = 320;
    const Bytes der = key->der(pki::default_form(key->kind().value())).value();
    return {der.begin() + begin, der.begin() + begin + kBytes};
}

std::vector<Bytes> secrets_below(const fs::path& directory) {
    constexpr std::size_t kFewest = 6;  // shorter ones are no secrets, docs/recordings.md
    std::vector<Bytes> secrets;
    for (const auto& entry : fs::recursive_directory_iterator{directory}) {
        const std::string name = entry.path().filename().string();
        const bool is_key = name.ends_with(".key") && !name.starts_with("sig-");
        if (!is_key || !entry.is_regular_file()) continue;
        Bytes secret = secret_part(read_file(entry.path()).value());
        if (secret.size() >= kFewest) secrets.push_back(std::move(secret));
    }
    return secrets;
}

void expect_as_captured(const std::string& text, const std::string& name) {
    const auto capture = capture::parse_recording(text, name);
    REQUIRE(capture);
    const auto replayed = capture::replay(*capture);
    REQUIRE(replayed);
    CHECK(replayed->rounds.size() == capture->rounds.size());
    for (const auto& round : replayed->rounds) {
        for (const auto& difference : round.differences) {
            CAPTURE(difference.what, difference.captured, difference.replayed);
            CHECK_FALSE("a difference");
        }
    }
}

void expect_none_of(const std::vector<Bytes>& secrets, const std::string& text) {
    for (const Bytes& secret : secrets)
        for (const std::string& disguise : test::disguises(secret))
            CHECK(text.find(disguise) == std::string::npos);
}

TEST_CASE("Every recording of a run, masked, replays and holds none of the run's secrets") {
    auto sources = built_in_suite();
    for (auto& one : field_scenarios()) sources.push_back(std::move(one));
    const auto kept = TemporaryDirectory::make().value();
    RunOptions options;
    options.keep = kept.path();
    options.jobs = 2;
    NullLog log;
    REQUIRE(run(sources, options, log));
    std::size_t secrets = 0;
    std::size_t recordings = 0;
    for (const auto& scenario : fs::directory_iterator{kept.path()}) {
        if (!fs::exists(scenario.path() / "recordings")) continue;  // one without gateways
        const auto below = secrets_below(scenario.path());
        for (const auto& entry : fs::directory_iterator{scenario.path() / "recordings"}) {
            CAPTURE(entry.path().string());
            const std::string text = to_text(read_file(entry.path()).value());
            expect_as_captured(text, entry.path().filename().string());
            ++recordings;
            secrets += below.size();
            expect_none_of(below, text);
        }
        if (!fs::exists(scenario.path() / "exchanges")) continue;
        for (const auto& entry : fs::directory_iterator{scenario.path() / "exchanges"}) {
            CAPTURE(entry.path().string());
            expect_none_of(below, to_text(read_file(entry.path()).value()));
        }
    }
    CHECK(recordings > sources.size());
    CHECK(secrets > 4 * recordings);
}

}  // namespace
}  // namespace cupspec::scenarios::testing
