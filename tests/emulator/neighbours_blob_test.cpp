// Credential segments beside the recorded ones, by the steps of protocol.md §2.2.

#include "emulator/credential_blob.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace cupspec::emulator {
namespace {

using BlobFate = BlobReading::Fate;

struct Row {
    Bytes head;           ///< of the blob
    std::size_t padding;  ///< 0xAA behind it
    BlobFate fate;
    std::string refusal;
    std::size_t trust;
    std::size_t certificate;
    std::size_t key;
};

Bytes zeros_behind(Bytes bytes, std::size_t count) {
    bytes.resize(bytes.size() + count);
    return bytes;
}

TEST_CASE("read_blob takes every long form for two bytes") {
    const Row row = GENERATE(values<Row>({
        // 30 80..84: the trust's length is always that of bytes 2 and 3, plus 4.
        {{0x30, 0x80, 0x00, 0x00, 0x00, 0, 0, 0}, 0, BlobFate::accepted, "", 4, 0, 0},
        {{0x30, 0x81, 0x00, 0x01, 0xAA, 0, 0, 0, 0}, 0, BlobFate::accepted, "", 5, 0, 0},
        {{0x30, 0x82, 0x00, 0x01, 0xAA, 0, 0, 0, 0}, 0, BlobFate::accepted, "", 5, 0, 0},
        {{0x30, 0x83, 0x00, 0x00, 0x00, 0, 0, 0}, 0, BlobFate::accepted, "", 4, 0, 0},
        {{0x30, 0x84, 0x00, 0x00, 0x00, 0, 0, 0}, 0, BlobFate::accepted, "", 4, 0, 0},
        {{0x30, 0x81, 0x80}, 130, BlobFate::refused, "too-short", 0x80AA + 4, 0, 0},
        {{0x30, 0x82, 0xFF, 0xFF}, 40, BlobFate::refused, "too-short", 0xFFFF + 4, 0, 0},
        // The second element is no sequence and no filler.
        {{0x30, 0x02, 0x01, 0x02, 0x31, 0x00}, 0, BlobFate::refused, "no-certificate", 4, 0, 0},
        // The filler's other three bytes are not looked at.
        {{0x30, 0x02, 0x01, 0x02, 0, 'x', 'y', 'z', 'A'}, 0, BlobFate::accepted, "", 4, 0, 1},
        // Three bytes of filler are too few, four reach the end of the blob and its NUL guard.
        {{0x30, 0x02, 0x01, 0x02, 0, 0, 0}, 0, BlobFate::refused, "too-short", 4, 0, 0},
        {{0x30, 0x02, 0x01, 0x02, 0, 0, 0, 0}, 0, BlobFate::accepted, "", 4, 0, 0},
        // A key of SEQUENCE, cut: the four bytes of filler are not counted, so up to four may be missing.
        {{0x30, 0x02, 0x01, 0x02, 0, 0, 0, 0, 0x30, 0x02}, 0, BlobFate::accepted, "", 4, 0, 4},
        {{0x30, 0x02, 0x01, 0x02, 0, 0, 0, 0, 0x30, 0x05},
         0,
         BlobFate::refused,
         "parts-exceed-segment",
         4,
         0,
         7},
        {{0x30, 0x02, 0x01, 0x02, 0, 0, 0, 0, 0x30}, 0, BlobFate::accepted, "", 4, 0, 2},
        {{0x30, 0x02, 0x01, 0x02, 0x30, 0x00, 0x30, 0x01},
         0,
         BlobFate::refused,
         "parts-exceed-segment",
         4,
         2,
         3},
        // A trust of two or three bytes kills the process, but only where the blob is long enough.
        {{0x30, 0x00, 0, 0, 0, 0}, 0, BlobFate::crash, "", 2, 0, 0},
        {{0x30, 0x01, 0xAA, 0, 0, 0, 0}, 0, BlobFate::crash, "", 3, 0, 0},
        {{0x30, 0x00, 0, 0, 0}, 0, BlobFate::refused, "too-short", 2, 0, 0},
        {{0x30}, 0, BlobFate::refused, "too-short", 2, 0, 0},
        {{0x00}, 0, BlobFate::refused, "trust-is-no-sequence", 0, 0, 0},
    }));
    Bytes blob = row.head;
    blob.insert(blob.end(), row.padding, 0xAA);
    CAPTURE(blob.size(), row.refusal, row.trust, row.key);
    const BlobReading reading = read_blob(blob);
    CHECK(reading.fate == row.fate);
    CHECK(reading.refusal == row.refusal);
    CHECK(reading.trust_bytes == row.trust);
    CHECK(reading.certificate_bytes == row.certificate);
    CHECK(reading.key_bytes == row.key);
}

TEST_CASE("read_blob survives every size and every first length") {
    for (unsigned form = 0; form < 256; ++form) {
        for (std::size_t size = 1; size < 12; ++size) {
            Bytes blob(size, 0x30);
            if (size > 1) blob[1] = static_cast<std::uint8_t>(form);
            const BlobReading reading = read_blob(blob);
            const auto& set = reading.set;
            CHECK((reading.fate != BlobFate::accepted || set.trust.size() == reading.trust_bytes));
        }
    }
    const BlobReading longest = read_blob(zeros_behind({0x30, 0x82, 0xFF, 0xF7}, 65531));
    CHECK(longest.fate == BlobFate::accepted);
    CHECK(longest.set.trust.size() == 65531);
}

}  // namespace
}  // namespace cupspec::emulator
