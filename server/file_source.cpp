#include "server/file_source.hpp"

#include "server/errc.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server {

Result<std::unique_ptr<net::BodySource>> FileSource::open(const std::filesystem::path& path,
                                                          std::uint64_t size, std::string where) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return Error{Errc::bad_file, std::move(where), "cannot be opened for reading"};
    std::unique_ptr<net::BodySource> source =
        std::make_unique<FileSource>(std::move(file), size, std::move(where));
    return source;
}

Result<std::size_t> FileSource::read(std::span<std::uint8_t> buffer) {
    const auto want = static_cast<std::streamsize>(std::min<std::uint64_t>(buffer.size(), size_ - done_));
    // NOLINTNEXTLINE(*-reinterpret-cast): iostreams read into char
    file_.read(reinterpret_cast<char*>(buffer.data()), want);
    if (file_.gcount() != want) return Error{Errc::bad_file, where_, "ends before its size"};
    done_ += static_cast<std::uint64_t>(want);
    return static_cast<std::size_t>(want);
}

}  // namespace cupspec::server
