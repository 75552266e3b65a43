#include "server/file_source.hpp"

#include "server/errc.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server {

Result<OpenFile> open_regular(const std::filesystem::path& path, const std::string& where) {
    auto file = OpenFile::open(path);
    if (!file && file.error().code == boost::system::errc::no_such_file_or_directory)
        return Error{Errc::missing_file, where, {}};
    if (!file) return Error{file.error().code, where, {}};
    if (!file->is_regular()) return Error{Errc::bad_file, where, "not a regular file"};
    return file;
}

Result<std::unique_ptr<net::BodySource>> FileSource::open(const std::filesystem::path& path,
                                                          const std::string& where) {
    auto file = open_regular(path, where);
    if (!file) return file.error();
    std::unique_ptr<net::BodySource> source = std::make_unique<FileSource>(std::move(*file), where);
    return source;
}

Result<std::size_t> FileSource::read(std::span<std::uint8_t> buffer) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size() - done_));
    const auto got = file_.read(buffer.first(want), done_);
    if (!got) return Error{got.error().code, where_, {}};
    if (*got != want) return Error{Errc::bad_file, where_, "ends before its size"};
    done_ += want;
    return want;
}

}  // namespace cupspec::server
