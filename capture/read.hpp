#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "capture/capture.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace cupspec::capture {

/// Whatever came in, told by its content and not by its name: a recording or a directory of them, HAR, a log
/// of a Station's, a gateway's home, a request, an answer, or a directory of both. One capture a gateway.
/// @return otherwise the file's errno or the reader's error, `where` naming file and place; bad_value for
/// what nobody here reads, `detail` saying what would do
Result<std::vector<Capture>> read_capture(const std::filesystem::path& path);

/// The same of a file's content that came another way. @param name for messages
Result<std::vector<Capture>> read_capture(ByteView content, const std::string& name);

}  // namespace cupspec::capture
