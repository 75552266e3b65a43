#include "capture/gateway_recording.hpp"

#include <memory>
#include <utility>

namespace cupspec::capture {

GatewayRecording::GatewayRecording(RecordingFile file)
    : file_{std::move(file)}, recorder_{[this](Round round) { take(std::move(round)); }} {}

Result<std::unique_ptr<GatewayRecording>> GatewayRecording::open(const std::filesystem::path& path,
                                                                 const emulator::GatewayOptions& options,
                                                                 bool with_secrets) {
    auto file = RecordingFile::open(path, facts_of(options), with_secrets);
    if (!file) return file.error();
    return std::make_unique<GatewayRecording>(std::move(*file));
}

void GatewayRecording::take(Round round) {
    if (failure_) return;
    if (recorder_.known()) file_.learn(*recorder_.known());
    if (auto added = file_.add(std::move(round)); !added) failure_ = added.error();
}

}  // namespace cupspec::capture
