// The power goes out at every single change an answer makes to the disk; after the restart each category must
// be the old one or the new one, never a mixture.

#include "emulator/gateway.hpp"
#include "mortal_disk.hpp"
#include "protocol/response.hpp"

#include <catch2/catch.hpp>

#include <array>

namespace cupspec::test {
namespace {

using emulator::Category;
using emulator::Gateway;
using emulator::SetName;

constexpr std::array<std::string_view, 4> kExtensions{"trust", "crt", "key", "uri"};

/// A DER element of 130 content bytes, told apart by `fill`.
Bytes cut_element(std::uint8_t fill) {
    Bytes der{0x30, 0x82, 0x00, 0x82};
    der.resize(4 + 0x82, fill);
    return der;
}

struct Category4 {
    std::array<Bytes, 4> files;  ///< in the order of kExtensions
    bool operator==(const Category4&) const = default;
};

Category4 set_of(std::uint8_t fill, std::string_view uri) {
    return {{cut_element(fill), cut_element(static_cast<std::uint8_t>(fill + 1)),
             cut_element(static_cast<std::uint8_t>(fill + 2)), to_bytes(uri)}};
}

void put_set(MortalDisk::Files& files, std::string_view category, const Category4& set) {
    for (std::size_t i = 0; i < kExtensions.size(); ++i)
        files["home/" + std::string{category} + "." + std::string{kExtensions.at(i)}] = set.files.at(i);
}

Category4 get(MortalDisk& disk, std::string_view category) {
    Category4 set;
    for (std::size_t i = 0; i < kExtensions.size(); ++i)
        set.files.at(i) = disk.read("home/" + std::string{category} + "." + std::string{kExtensions.at(i)})
                              .value_or(Bytes{});
    return set;
}

const Category4 kOldCups = set_of(0x11, "http://old:1");
const Category4 kNewCups = set_of(0x21, "http://new:2");
const Category4 kOldTc = set_of(0x31, "ws://old:3");
const Category4 kNewTc = set_of(0x41, "ws://new:4");

Bytes blob(const Category4& set) { return protocol::join({set.files[0], set.files[1], set.files[2]}); }

std::string answer(bool with_update) {
    protocol::Response response;
    response.cups_uri = to_text(kNewCups.files[3]);
    response.tc_uri = to_text(kNewTc.files[3]);
    response.cups_cred = blob(kNewCups);
    response.tc_cred = blob(kNewTc);
    if (with_update) response.update = to_bytes("#!/bin/sh\nexit 0\n");
    const Bytes body = protocol::encode(response).value();
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + to_text(body);
}

MortalDisk::Files factory_files() {
    MortalDisk::Files files;
    put_set(files, "cups", kOldCups);
    put_set(files, "tc", kOldTc);
    return files;
}

emulator::GatewayOptions options() {
    emulator::GatewayOptions made;
    made.router = {1};
    made.update_file = "home/update.bin";
    return made;
}

/// Start, one round, LNS connected: everything that changes the disk.
void live_a_day(MortalDisk& disk, bool with_update) {
    Gateway gateway{disk, "home", options()};
    const bool refused = gateway.start().has_value();
    REQUIRE_FALSE(refused);
    auto& round = gateway.begin_round();
    const bool connects = round.start();
    REQUIRE(connects);
    const std::string bytes = answer(with_update);
    round.on_bytes(as_bytes(bytes));
    static_cast<void>(gateway.end_round(false));
    gateway.lns_connected();
}

void check_whole(MortalDisk& disk, std::string_view category, const Category4& old_set,
                 const Category4& new_set) {
    const auto now = get(disk, category);
    CHECK((now == old_set || now == new_set));
}

/// The backup is whole once its marker says so.
void check_backup(MortalDisk& disk, const std::string& category, const Category4& want,
                  const Category4& or_this) {
    if (!disk.exists("home/" + category + "-bak.done")) return;
    const auto backup = get(disk, category + "-bak");
    CHECK((backup == want || backup == or_this));
}

TEST_CASE("Transaction leaves each category old or new wherever the power goes out") {
    const bool with_update = GENERATE(false, true);
    const bool half_writes = GENERATE(false, true);
    MortalDisk whole{factory_files()};
    live_a_day(whole, with_update);
    REQUIRE(get(whole, "cups") == kNewCups);
    REQUIRE(get(whole, "tc") == kNewTc);
    REQUIRE(whole.changes > 40);

    for (std::size_t cut = 0; cut < whole.changes; ++cut) {
        CAPTURE(cut, half_writes, with_update);
        MortalDisk disk{factory_files()};
        disk.dies_at = cut;
        disk.half_writes = half_writes;
        CHECK_THROWS_AS(live_a_day(disk, with_update), PowerCut);
        disk.dies_at = MortalDisk::kImmortal;

        // A restart that is itself cut short, then one that is not.
        for (std::size_t again = 0;; ++again) {
            MortalDisk copy{disk.files};
            copy.dies_at = again;
            copy.half_writes = half_writes;
            Gateway gateway{copy, "home", options()};
            bool lived = true;
            try {
                const bool refused = gateway.start().has_value();
                CHECK_FALSE(refused);
            } catch (const PowerCut&) {
                lived = false;
            }
            copy.dies_at = MortalDisk::kImmortal;
            Gateway next{copy, "home", options()};
            REQUIRE_FALSE(next.start().has_value());
            check_whole(copy, "cups", kOldCups, kNewCups);
            check_whole(copy, "tc", kOldTc, kNewTc);
            check_backup(copy, "cups", kOldCups, kOldCups);
            check_backup(copy, "tc", kNewTc, kNewTc);
            CHECK_FALSE(copy.exists("home/cups-temp.upd"));
            CHECK_FALSE(copy.exists("home/tc-temp.upd"));
            if (lived) break;
        }
    }
}

}  // namespace
}  // namespace cupspec::test
