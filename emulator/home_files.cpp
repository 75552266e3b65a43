#include "emulator/home_files.hpp"

#include "base/files.hpp"

#include <utility>

namespace cupspec::emulator {
namespace {

namespace fs = std::filesystem;

HomeEntry look_at(const fs::path& file) {
    HomeEntry entry;
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    entry.mode = static_cast<unsigned>(status.permissions() & fs::perms::mask);
    if (fs::is_directory(status)) {
        entry.kind = HomeEntry::Kind::directory;
    } else if (!fs::is_regular_file(status)) {
        entry.kind = HomeEntry::Kind::other;  // opening a pipe would wait for its other end
    } else if (auto content = read_file(file, kMaxHomeFileBytes)) {
        entry.content = std::move(*content);
    } else {
        entry.kind = HomeEntry::Kind::unreadable;
        entry.trouble = content.error().code.message();
    }
    return entry;
}

}  // namespace

Result<HomeFiles> read_home(const fs::path& directory) {
    std::error_code error;
    fs::directory_iterator at{directory, error};
    HomeFiles files;
    for (; !error && at != fs::directory_iterator{}; at.increment(error))
        files.emplace(at->path().filename().string(), look_at(at->path()));
    // Not the std::error_code itself: Boost gives a wrapped one another number.
    if (error)
        return Error{error_code{error.value(), boost::system::system_category()}, directory.string(), {}};
    return files;
}

}  // namespace cupspec::emulator
