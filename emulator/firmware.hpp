#pragma once

#include "emulator/home.hpp"
#include "emulator/personality.hpp"
#include "emulator/round_report.hpp"
#include "pki/firmware.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>

namespace cupspec::emulator {

/// What is done with a firmware that Station would run.
enum class UpdatePolicy {
    record,  ///< keep the file, run nothing
    run,     ///< execute it, with bounds
    refuse   ///< remove it
};

/// The firmware on its way to disk: `update.bi_` while it arrives, `update.bin` once complete, in place
/// before anybody has verified it. Source: Station 2.0.6, protocol.md §6.
class UpdateFile {
public:
    /// @param file where the complete firmware goes; its neighbour with the extension `.bi_` holds the
    /// partial one
    UpdateFile(Disk& disk, std::filesystem::path file, const Traits& traits = {})
        : disk_{&disk}, file_{std::move(file)}, traits_{traits} {}

    void begin();
    void append(ByteView bytes);
    /// Renames the partial file. After a write error it removes it instead, and nothing is complete.
    void finish();
    /// Takes a refused firmware away, as far as the personality does.
    void drop();

    bool complete() const { return complete_; }
    const std::filesystem::path& file() const { return file_; }
    pki::UpdateHash& hash() { return hash_; }
    const Traits& traits() const { return traits_; }

private:
    std::filesystem::path partial() const;

    Disk* disk_;
    std::filesystem::path file_;
    Traits traits_;
    pki::UpdateHash hash_;
    bool failed_ = false;
    bool complete_ = false;
};

/// The signature segment as it arrived.
struct ReceivedSignature {
    std::uint32_t key_crc = 0;
    Bytes der;
};

/// Judges a signature in place of cryptography, for a key of which only the checksum is known: true, the key
/// of that number verifies it; nothing: it is to be verified.
using SignatureOracle = std::function<std::optional<bool>(std::size_t number, ByteView key)>;

/// What came, and who may judge it. Borrowed for the call.
struct SignatureCheck {
    const std::optional<ReceivedSignature>& signature;
    const SignatureOracle& oracle;  ///< may be empty
};

/// The verdict on a complete firmware, the words it logs, and the removal of a refused file.
/// @param report receives the log words and problems
UpdateVerdict judge_update(const Home& home, UpdateFile& update, const SignatureCheck& check,
                           RoundReport& report);

}  // namespace cupspec::emulator
