#include "emulator/credential_blob.hpp"

#include <algorithm>

namespace cupspec::emulator {
namespace {

constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kLongForm = 0x80;
// The log line that shows four bytes in front of the certificate underflows below this; the process dies of
// it.
constexpr std::size_t kShortestTrust = 4;

/// Reads bytes as Station does, which appends one NUL and otherwise trusts the offsets.
class Memory {
public:
    explicit Memory(ByteView blob) : blob_{blob} {}

    std::uint8_t at(std::size_t offset) {
        if (offset < blob_.size()) return blob_[offset];
        if (offset > blob_.size()) beyond_ = true;
        return 0;
    }

    std::size_t der_bytes(std::size_t offset) {
        const std::uint8_t first = at(offset + 1);
        if (first < kLongForm) return std::size_t{first} + 2;
        return (std::size_t{at(offset + 2)} << 8U | at(offset + 3)) + 4;
    }

    bool beyond() const { return beyond_; }

private:
    ByteView blob_;
    bool beyond_ = false;
};

Bytes part(ByteView blob, std::size_t offset, std::size_t size) {
    const ByteView view = blob.subspan(offset, size);
    return {view.begin(), view.end()};
}

BlobReading refuse(BlobReading reading, const char* why) {
    reading.refusal = why;
    return reading;
}

struct Offsets {
    std::size_t certificate = 0;
    std::size_t key = 0;
    bool certificate_known = false;  ///< a sequence or a zero stands where the certificate begins
};

/// Computes the three lengths as far as Station does.
Offsets measure(Memory& memory, ByteView blob, BlobReading& reading) {
    Offsets offsets;
    reading.trust_bytes = memory.der_bytes(0);
    offsets.certificate = reading.trust_bytes;
    const std::uint8_t certificate_tag = memory.at(offsets.certificate);
    offsets.certificate_known = certificate_tag == kSequence || certificate_tag == 0;
    offsets.key = offsets.certificate + protocol::kFillerBytes;
    if (certificate_tag == kSequence) {
        reading.certificate_bytes = memory.der_bytes(offsets.certificate);
        offsets.key = offsets.certificate + reading.certificate_bytes;
    }
    if (offsets.certificate_known && offsets.key <= blob.size()) {
        const std::uint8_t key_tag = memory.at(offsets.key);
        if (key_tag == kSequence) {
            reading.key_bytes = memory.der_bytes(offsets.key);
        } else if (key_tag != 0) {
            reading.key_bytes = blob.size() - offsets.key;
        }
    }
    reading.beyond_blob = memory.beyond();
    return offsets;
}

void take_parts(ByteView blob, const Offsets& offsets, BlobReading& reading) {
    reading.fate = BlobReading::Fate::accepted;
    reading.set.trust = part(blob, 0, reading.trust_bytes);
    reading.set.certificate = part(blob, offsets.certificate, reading.certificate_bytes);
    const std::size_t present = std::min(reading.key_bytes, blob.size() - offsets.key);
    reading.set.key = part(blob, offsets.key, present);
    reading.set.key.resize(reading.key_bytes);  // behind the blob: its NUL guard, then unknown bytes
    reading.beyond_blob = reading.beyond_blob || present < reading.key_bytes;
    reading.dropped_bytes = blob.size() - offsets.key - present;
}

}  // namespace

BlobReading read_blob(ByteView blob) {
    BlobReading reading;
    Memory memory{blob};
    if (memory.at(0) != kSequence) return refuse(reading, "trust-is-no-sequence");
    const Offsets offsets = measure(memory, blob, reading);
    if (!offsets.certificate_known) return refuse(reading, "no-certificate");
    if (offsets.key > blob.size()) return refuse(reading, "too-short");
    reading.cut = true;
    if (reading.trust_bytes < kShortestTrust) {
        reading.fate = BlobReading::Fate::crash;
        return reading;
    }
    const std::size_t sum = reading.trust_bytes + reading.certificate_bytes + reading.key_bytes;
    // The fillers are not counted, so a key may reach four bytes behind the blob and still pass Station's
    // check.
    if (sum > blob.size()) return refuse(reading, "parts-exceed-segment");
    take_parts(blob, offsets, reading);
    return reading;
}

}  // namespace cupspec::emulator
