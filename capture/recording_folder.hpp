#pragma once

#include "base/log.hpp"
#include "base/result.hpp"
#include "capture/capture.hpp"
#include "capture/recording_file.hpp"
#include "protocol/eui64.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace cupspec::capture {

/// A directory of recordings that grow round by round: one file for each gateway, `unknown.recording` for
/// rounds that name none. Files that are there are continued.
///
/// A thread of its own masks and writes, so that whoever serves gateways does not wait for it; only when it
/// is far behind they do.
class RecordingFolder {
public:
    /// @param with_secrets nothing is masked. @param log must outlive it; told once what cannot be written
    /// @return otherwise why the directory cannot be made, `where` naming it
    static Result<std::unique_ptr<RecordingFolder>> open(const std::filesystem::path& directory,
                                                         bool with_secrets, Log& log);

    RecordingFolder(const RecordingFolder&) = delete;
    RecordingFolder& operator=(const RecordingFolder&) = delete;
    /// Writes what is left.
    ~RecordingFolder();

    /// On any thread.
    void add(Round round);

private:
    struct OpenRecording {
        RecordingFile file;
        std::uint64_t used = 0;  ///< when, among all uses
    };

    RecordingFolder(std::filesystem::path directory, bool with_secrets, Log& log);

    void write_all();
    void write(Round round);
    void close_oldest();
    Result<RecordingFile*> file_of(const std::optional<protocol::Eui64>& router);

    std::filesystem::path directory_;
    bool with_secrets_;
    Log& log_;  // NOLINT(*-avoid-const-or-ref-data-members): outlives the folder by contract
    bool has_complained_ = false;
    std::map<std::string, OpenRecording> open_;  ///< by file name; the writer's own
    std::uint64_t uses_ = 0;
    std::mutex mutex_;  ///< of the members below
    std::condition_variable changed_;
    std::deque<Round> waiting_;
    std::uint64_t waiting_bytes_ = 0;
    bool is_ending_ = false;
    std::thread writer_;
};

}  // namespace cupspec::capture
