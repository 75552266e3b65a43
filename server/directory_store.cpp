#include "server/directory_store.hpp"

#include "base/files.hpp"
#include "server/errc.hpp"
#include "server/file_source.hpp"
#include "server/gateway_record.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

namespace fs = std::filesystem;

bool is_absence(const error_code& code) { return code == boost::system::errc::no_such_file_or_directory; }

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
    auto bytes = read_file(root_ / name, kStoredBytes);
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
    co_return FileSource::open(path, **size, path);
}

net::awaitable<Result<void>> DirectoryStore::put(std::string name, Bytes bytes) {
    constexpr unsigned kOwnerOnly = 0600;  // keys are among them
    if (!is_plain_name(name)) co_return Error{Errc::bad_name, where(name), {}};
    co_return write_file(root_ / name, bytes, kOwnerOnly);
}

std::unique_ptr<Store> DirectoryStore::sibling(const std::string& name) const {
    return std::make_unique<DirectoryStore>(named(root_).parent_path() / name);
}

std::string DirectoryStore::name() const { return named(root_).filename().string(); }

std::string DirectoryStore::where(const std::string& object) const { return (root_ / object).string(); }

}  // namespace cupspec::server
