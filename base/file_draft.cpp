#include "base/file_draft.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cupspec {

Result<FileDraft> FileDraft::make(const std::filesystem::path& path, unsigned mode) {
    std::string neighbour = path.string() + ".XXXXXX";
    Descriptor file{::mkostemp(neighbour.data(), O_CLOEXEC)};
    const error_code error{errno, boost::system::system_category()};
    if (file.value() < 0) return Error{error, path.string(), {}};
    FileDraft draft{std::move(file), std::move(neighbour), path.string()};
    if (::fchmod(draft.file_.value(), mode) != 0) return draft.failure();
    return draft;
}

FileDraft::FileDraft(FileDraft&& other) noexcept
    : file_{std::move(other.file_)},
      neighbour_{std::exchange(other.neighbour_, {})},
      path_{std::move(other.path_)} {}

FileDraft::~FileDraft() {
    if (!neighbour_.empty()) ::unlink(neighbour_.c_str());
}

Error FileDraft::failure() const { return Error{{errno, boost::system::system_category()}, path_, {}}; }

Result<void> FileDraft::add(ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_.value(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failure();
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> FileDraft::finish(bool durable) {
    if ((durable && ::fsync(file_.value()) != 0) || !file_.close()) return failure();
    return {};
}

Result<void> FileDraft::replace(bool durable) {
    if (const auto finished = finish(durable); !finished) return finished.error();
    if (::rename(neighbour_.c_str(), path_.c_str()) != 0) return failure();
    neighbour_.clear();
    return {};
}

Result<bool> FileDraft::create() {
    if (const auto finished = finish(true); !finished) return finished.error();
    if (::link(neighbour_.c_str(), path_.c_str()) == 0) return true;
    if (errno != EEXIST) return failure();
    return false;
}

}  // namespace cupspec
