#pragma once

#include "capture/recording_file.hpp"
#include "capture/station_recorder.hpp"

#include <filesystem>
#include <memory>
#include <optional>

namespace cupspec::capture {

/// An emulated gateway's recorder and the file it fills. The first failure to write ends the recording.
class GatewayRecording {
public:
    /// @param options of the gateway, which then gets `recorder()`
    /// @return as RecordingFile::open
    static Result<std::unique_ptr<GatewayRecording>> open(const std::filesystem::path& path,
                                                          const emulator::GatewayOptions& options,
                                                          bool with_secrets);

    explicit GatewayRecording(RecordingFile file);
    emulator::RoundRecorder* recorder() { return &recorder_; }
    /// Why it ended early; nothing: it did not.
    const std::optional<Error>& failure() const { return failure_; }

private:
    void take(Round round);

    RecordingFile file_;
    StationRecorder recorder_;
    std::optional<Error> failure_;
};

}  // namespace cupspec::capture
