#include "server/directory_store.hpp"

#include "base/files.hpp"
#include "server/errc.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <utility>

namespace cupspec::server {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kObjectLimit = 1U << 20U;

bool is_absence(const error_code& code) { return code == boost::system::errc::no_such_file_or_directory; }

/// Streams one file; what is read counts, not what the directory said before.
class FileSource final : public net::BodySource {
public:
    FileSource(std::ifstream file, std::uint64_t size, std::string where)
        : file_{std::move(file)}, size_{size}, where_{std::move(where)} {}

    std::uint64_t size() const override { return size_; }

    Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
        const auto want = static_cast<std::streamsize>(std::min<std::uint64_t>(buffer.size(), size_ - done_));
        // NOLINTNEXTLINE(*-reinterpret-cast): iostreams read into char
        file_.read(reinterpret_cast<char*>(buffer.data()), want);
        if (file_.gcount() != want) return Error{Errc::bad_file, where_, "ends before its size"};
        done_ += static_cast<std::uint64_t>(want);
        return static_cast<std::size_t>(want);
    }

private:
    std::ifstream file_;
    std::uint64_t size_;
    std::uint64_t done_ = 0;
    std::string where_;
};

/// @return the size of a regular file; nothing when there is none
Result<std::optional<std::uint64_t>> size_of(const fs::path& path) {
    std::error_code ec;
    const fs::file_status status = fs::status(path, ec);
    if (status.type() == fs::file_type::not_found) return std::optional<std::uint64_t>{};
    if (ec) return Error{error_code{ec}, path.string(), {}};
    if (!fs::is_regular_file(status)) return Error{Errc::bad_file, path.string(), "not a regular file"};
    const std::uintmax_t size = fs::file_size(path, ec);
    if (ec) return Error{error_code{ec}, path.string(), {}};
    return std::optional<std::uint64_t>{size};
}

/// The same directory with a name at the end, also for "." and "dir/". Lexical, so that the parent of a
/// symbolic link is the directory the link lies in.
fs::path named(const fs::path& directory) {
    return (fs::absolute(directory) / "").lexically_normal().parent_path();
}

}  // namespace

DirectoryStore::DirectoryStore(fs::path root) : root_{std::move(root)} {}

net::awaitable<Result<std::optional<Bytes>>> DirectoryStore::get(std::string name) {
    auto bytes = read_file(root_ / name, kObjectLimit);
    if (bytes) co_return std::optional<Bytes>{std::move(*bytes)};
    if (is_absence(bytes.error().code)) co_return std::optional<Bytes>{};
    co_return bytes.error();
}

net::awaitable<Result<std::optional<std::uint64_t>>> DirectoryStore::stat(std::string name) {
    co_return size_of(root_ / name);
}

net::awaitable<Result<std::vector<std::string>>> DirectoryStore::list(std::string prefix) {
    std::vector<std::string> names;
    std::error_code ec;
    for (fs::directory_iterator at{root_, ec}, end; !ec && at != end; at.increment(ec)) {
        std::string name = at->path().filename().string();
        if (name.starts_with(prefix)) names.push_back(std::move(name));
    }
    if (ec) co_return Error{error_code{ec}, root_.string(), {}};
    std::sort(names.begin(), names.end());
    co_return names;
}

net::awaitable<Result<std::unique_ptr<net::BodySource>>> DirectoryStore::open(std::string name) {
    const std::string path = where(name);
    const auto size = size_of(path);
    if (!size) co_return size.error();
    if (!*size) co_return Error{Errc::missing_file, path, {}};
    std::ifstream file{path, std::ios::binary};
    if (!file) co_return Error{Errc::bad_file, path, "cannot be opened for reading"};
    std::unique_ptr<net::BodySource> source = std::make_unique<FileSource>(std::move(file), **size, path);
    co_return source;
}

std::unique_ptr<Store> DirectoryStore::sibling(const std::string& name) const {
    return std::make_unique<DirectoryStore>(named(root_).parent_path() / name);
}

std::string DirectoryStore::name() const { return named(root_).filename().string(); }

std::string DirectoryStore::where(const std::string& object) const { return (root_ / object).string(); }

}  // namespace cupspec::server
