// Every way a firmware's verdict can come out (protocol.md §6), through a whole round.

#include "base/files.hpp"
#include "one_answer.hpp"
#include "protocol/crc32.hpp"

#include <catch2/catch.hpp>

namespace cupspec::test {
namespace {

using emulator::RoundReport;
using emulator::UpdateVerdict;
using Kind = UpdateVerdict::Kind;

Bytes recorded_cups(const std::string& name) {
    return read_file(std::string{CUPSPEC_VECTORS} + "/session-tls/cups-1/" + name).value();
}

const Bytes kFirmware = recorded_cups("2.0.0.bin");
const Bytes kSignature = recorded_cups("2.0.0.bin.sig-0");
const Bytes kKey = recorded_cups("sig-0.key");
/// Of the other recorded installation.
const Bytes kOtherKey = read_file(std::string{CUPSPEC_VECTORS} + "/session-plain/cups-1/sig-0.key").value();

struct Verdict {
    RoundReport report;
    bool file = false;  ///< update.bin lies there afterwards
};

Verdict judge(const std::vector<Bytes>& keys, const std::optional<protocol::Signature>& signature) {
    MortalDisk::Files home{{"home/cups.uri", to_bytes("http://localhost:6040")}};
    for (std::size_t i = 0; i < keys.size(); ++i) home["home/sig-" + std::to_string(i) + ".key"] = keys[i];
    protocol::Response response;
    response.signature = signature;
    response.update = kFirmware;
    OneRound one{std::move(home)};
    one.deliver(answer_of(response));
    Verdict verdict;
    verdict.report = one.end();
    verdict.file = one.has("update.bin");
    CHECK(verdict.report.outcome == emulator::Outcome::updated);
    CHECK_FALSE(one.has("update.bi_"));
    return verdict;
}

protocol::Signature signed_as(Bytes der, std::uint32_t key_crc = protocol::crc32(kKey)) {
    return {key_crc, std::move(der)};
}

void check_refused(const Verdict& verdict, const std::string& reason, const std::string& problem) {
    CHECK(verdict.report.update.kind == Kind::refused);
    CHECK(verdict.report.update.reason == reason);
    CHECK(verdict.report.update.file.empty());
    CHECK_FALSE(verdict.file);
    const auto& problems = verdict.report.problems;
    CHECK(std::find(problems.begin(), problems.end(), problem) != problems.end());
    CHECK(problems.back() == "firmware-dropped");
}

TEST_CASE("A firmware is verified by the first key that fits, whatever its number") {
    for (std::size_t number = 0; number < 3; ++number) {
        CAPTURE(number);
        std::vector<Bytes> keys(3, kOtherKey);
        keys[number] = kKey;
        const auto verdict = judge(keys, signed_as(kSignature));
        CHECK(verdict.report.update.kind == Kind::verified);
        CHECK(verdict.report.update.key == number);
        CHECK(verdict.report.update.file == "home/update.bin");
        CHECK(verdict.file);
        CHECK(verdict.report.problems.size() == number);
    }
}

TEST_CASE("A firmware with a wrong signature is refused and removed") {
    Bytes wrong = kSignature;
    wrong.back() ^= 1U;
    const std::string reason = "no key verifies the signature";
    check_refused(judge({kKey}, signed_as(wrong)), reason, "key0:not-verified");
    check_refused(judge({kOtherKey}, signed_as(kSignature)), reason, "no-key-verified:tried=1");
    Bytes longer = kSignature;
    longer.push_back(0);
    check_refused(judge({kKey}, signed_as(longer)), reason, "key0:not-verified");
}

TEST_CASE("A firmware without a signature runs only where sig-0.key is missing") {
    check_refused(judge({kKey}, std::nullopt), "unsigned, but the gateway has a signing key",
                  "key-present-no-signature:refused");
    check_refused(judge({Bytes{}}, std::nullopt), "unsigned, but the gateway has a signing key",
                  "key-present-no-signature:refused");
    const auto verdict = judge({}, std::nullopt);
    CHECK(verdict.report.update.kind == Kind::unsigned_run);
    CHECK(verdict.report.update.file == "home/update.bin");
    CHECK(verdict.file);
    CHECK(verdict.report.problems.empty());
}

TEST_CASE("A signed firmware is refused where there is no key") {
    check_refused(judge({}, signed_as(kSignature)), "signed, but the gateway has no signing key",
                  "no-key-verified:tried=0");
}

TEST_CASE("The key CRC beside a signature decides nothing") {
    for (const std::uint32_t crc : {0U, 0xDEADBEEFU, protocol::crc32(kOtherKey)}) {
        CAPTURE(crc);
        CHECK(judge({kKey}, signed_as(kSignature, crc)).report.update.kind == Kind::verified);
        CHECK(judge({kOtherKey}, signed_as(kSignature, crc)).report.update.kind == Kind::refused);
    }
}

TEST_CASE("A signing key cut off anywhere verifies nothing, and the next one is tried") {
    for (std::size_t size = 0; size < kKey.size(); ++size) {
        CAPTURE(size);
        const Bytes cut{kKey.begin(), kKey.begin() + static_cast<std::ptrdiff_t>(size)};
        CHECK(judge({cut}, signed_as(kSignature)).report.update.kind == Kind::refused);
        CHECK(judge({cut, kKey}, signed_as(kSignature)).report.update.key == 1U);
    }
}

}  // namespace
}  // namespace cupspec::test
