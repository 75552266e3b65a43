#include "capture/read.hpp"

#include "base/files.hpp"
#include "capture/recording.hpp"

namespace cupspec::capture {

Result<std::vector<Capture>> read_capture(const std::filesystem::path& path) {
    auto text = read_file(path);
    if (!text) return text.error();
    auto capture = parse_recording(as_text(*text), path.string());
    if (!capture) return capture.error();
    return std::vector<Capture>{std::move(*capture)};
}

}  // namespace cupspec::capture
