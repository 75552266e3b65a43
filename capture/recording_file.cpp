#include "capture/recording_file.hpp"

#include "base/files.hpp"
#include "capture/recording.hpp"

namespace cupspec::capture {

Result<RecordingFile> RecordingFile::open(const std::filesystem::path& path, const GatewayFacts& gateway,
                                          bool with_secrets) {
    if (path.has_parent_path())
        if (auto made = make_directory(path.parent_path()); !made) return made.error();
    auto file = LineFile::open(path, header_line(gateway, !with_secrets));
    if (!file) return file.error();
    return RecordingFile{std::move(*file), with_secrets};
}

Result<void> RecordingFile::add(Round round) {
    if (!with_secrets_) masker_.mask(round);
    return file_.add(round_line(round));
}

void RecordingFile::learn(const emulator::HomeFiles& home) {
    if (!with_secrets_) masker_.learn(home);
}

}  // namespace cupspec::capture
