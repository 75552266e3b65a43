#include "base/line_file.hpp"

#include "base/bytes.hpp"
#include "base/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace cupspec {
namespace {

/// What of the text is whole lines.
std::size_t whole_lines(std::string_view text) {
    const std::size_t last = text.rfind('\n');
    return last == std::string_view::npos ? 0 : last + 1;
}

}  // namespace

Error LineFile::failure() const { return {error_code{errno, boost::system::system_category()}, path_, {}}; }

Result<LineFile> LineFile::open(const std::filesystem::path& path, std::string_view first) {
    constexpr std::uint64_t kMost = std::uint64_t{1} << 32U;
    constexpr unsigned kOwnersOnly = 0600;
    constexpr int kHow = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
    LineFile file{Descriptor{::open(path.c_str(), kHow, kOwnersOnly)},  // NOLINT(*-vararg): POSIX
                  path.string()};
    if (file.file_.value() < 0) return file.failure();
    const auto there = read_file(path, kMost);
    if (!there) return there.error();
    const std::size_t kept = whole_lines(as_text(*there));
    if (kept != 0 && !as_text(*there).starts_with(first)) {
        return Error{make_error_code(boost::system::errc::file_exists), path.string(),
                     "it begins otherwise than this run would; name another place, or move it away"};
    }
    if (kept < there->size() && ::ftruncate(file.file_.value(), static_cast<off_t>(kept)) != 0)
        return file.failure();
    if (kept == 0)
        if (auto added = file.add(first); !added) return added.error();
    return file;
}

Result<void> LineFile::add(std::string_view line) {
    while (!line.empty()) {
        const auto written = ::write(file_.value(), line.data(), line.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failure();
        line.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace cupspec
