#pragma once

#include "base/line_file.hpp"
#include "base/result.hpp"
#include "capture/capture.hpp"
#include "capture/masker.hpp"

#include <filesystem>

namespace cupspec::capture {

/// One gateway's recording on disk, to which rounds are added as they end.
class RecordingFile {
public:
    /// Made, with the directories above it, where there is none; otherwise continued.
    /// @param with_secrets private keys and tokens are written as they are
    /// @return otherwise the errno, or file_exists for the recording of another gateway
    static Result<RecordingFile> open(const std::filesystem::path& path, const GatewayFacts& gateway,
                                      bool with_secrets);

    /// @return otherwise the errno
    Result<void> add(Round round);
    /// Secrets to look for that stand in no round. No effect with_secrets.
    void learn(const emulator::HomeFiles& home);

private:
    RecordingFile(LineFile file, bool with_secrets) : file_{std::move(file)}, with_secrets_{with_secrets} {}

    LineFile file_;
    bool with_secrets_;
    Masker masker_;
};

}  // namespace cupspec::capture
