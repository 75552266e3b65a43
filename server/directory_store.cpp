#include "server/directory_store.hpp"

#include "base/file_draft.hpp"
#include "base/files.hpp"
#include "server/errc.hpp"
#include "server/gateway_record.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kOwnerOnly = 0600;  ///< keys are among the objects
constexpr std::size_t kFileBlock = std::size_t{64} * 1024;

std::string too_large() { return "more than " + std::to_string(kStoredBytes) + " bytes"; }

/// A value of its own, as every answer of a store.
template <class T>
Result<std::optional<T>> nothing() {
    return std::optional<T>{};
}

/// The same directory with a name at the end, also for "." and "dir/". Lexical, so that the parent of a
/// symbolic link is the directory the link lies in.
fs::path named(const fs::path& directory) {
    return (fs::absolute(directory) / "").lexically_normal().parent_path();
}

}  // namespace

DirectoryStore::DirectoryStore(fs::path root) : root_{std::move(root)} {}

Result<OpenFile> DirectoryStore::find(const std::string& name) const {
    const std::string place = where(name);
    if (!is_plain_name(name)) return Error{Errc::bad_name, place, {}};
    return open_regular(root_ / name, place);
}

net::awaitable<Result<std::optional<Bytes>>> DirectoryStore::get(std::string name) {
    const auto file = find(name);
    if (!file && file.error().code == Errc::missing_file) co_return nothing<Bytes>();
    if (!file) co_return file.error();
    // One more than is held, in case that the file grows meanwhile.
    Bytes bytes(static_cast<std::size_t>(std::min<std::uint64_t>(file->size(), kStoredBytes)) + 1);
    const auto got = file->read(bytes, 0);
    if (!got) co_return Error{got.error().code, where(name), {}};
    if (*got > kStoredBytes) co_return Error{Errc::bad_file, where(name), too_large()};
    bytes.resize(*got);
    co_return std::optional<Bytes>{std::move(bytes)};
}

net::awaitable<Result<std::optional<Stamp>>> DirectoryStore::stamp(std::string name) {
    const auto file = find(name);
    if (!file && file.error().code == Errc::missing_file) co_return nothing<Stamp>();
    if (!file) co_return file.error();
    co_return std::optional<Stamp>{Stamp{file->size(), file->version()}};
}

net::awaitable<Result<std::optional<std::uint64_t>>> DirectoryStore::stat(std::string name) {
    auto found = co_await stamp(std::move(name));
    if (!found) co_return found.error();
    if (!*found) co_return nothing<std::uint64_t>();
    co_return std::optional<std::uint64_t>{(*found)->bytes};
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
    std::string any;
    co_return co_await open_version(std::move(name), std::move(any));
}

net::awaitable<Result<std::unique_ptr<net::BodySource>>> DirectoryStore::open_version(std::string name,
                                                                                      std::string version) {
    auto file = find(name);
    if (!file) co_return file.error();
    if (!version.empty() && version != file->version())
        co_return Error{Errc::bad_file, where(name), "changed while read"};
    std::unique_ptr<net::BodySource> source = std::make_unique<FileSource>(std::move(*file), where(name));
    co_return source;
}

net::awaitable<Result<void>> DirectoryStore::put(std::string name, Bytes bytes) {
    if (!is_plain_name(name)) co_return Error{Errc::bad_name, where(name), {}};
    co_return write_file(root_ / name, bytes, kOwnerOnly);
}

net::awaitable<Result<void>> DirectoryStore::put_lightly(std::string name, Bytes bytes) {
    if (!is_plain_name(name)) co_return Error{Errc::bad_name, where(name), {}};
    co_return write_file(root_ / name, bytes, kOwnerOnly, false);
}

net::awaitable<Result<void>> DirectoryStore::put_stream(std::string name, Content content) {
    if (!is_plain_name(name)) co_return Error{Errc::bad_name, where(name), {}};
    auto source = content();
    if (!source) co_return source.error();
    auto draft = FileDraft::make(root_ / name, kOwnerOnly);
    if (!draft) co_return draft.error();
    Bytes block(kFileBlock);
    for (std::uint64_t left = (*source)->size(); left > 0;) {
        const auto got = (*source)->read(block);
        if (!got) co_return got.error();
        if (*got == 0) co_return Error{Errc::bad_file, where(name), "what is put ends before its size"};
        const auto added = draft->add(ByteView{block}.first(*got));
        if (!added) co_return added.error();
        left -= std::min<std::uint64_t>(left, *got);
        // The others' turn: a firmware may be large.
        co_await net::asio::post(co_await net::asio::this_coro::executor, net::asio::use_awaitable);
    }
    co_return draft->replace();
}

net::awaitable<Result<bool>> DirectoryStore::create(std::string name, Bytes bytes) {
    if (!is_plain_name(name)) co_return Error{Errc::bad_name, where(name), {}};
    co_return create_file(root_ / name, bytes, kOwnerOnly);
}

net::awaitable<Result<void>> DirectoryStore::remove(std::string name) {
    if (!is_plain_name(name)) co_return Error{Errc::bad_name, where(name), {}};
    std::error_code ec;
    fs::remove(root_ / name, ec);
    if (ec) co_return Error{error_code{ec}, where(name), {}};
    co_return Result<void>{};
}

std::unique_ptr<Store> DirectoryStore::sibling(const std::string& name) const {
    return std::make_unique<DirectoryStore>(named(root_).parent_path() / name);
}

std::string DirectoryStore::name() const { return named(root_).filename().string(); }

std::string DirectoryStore::where(const std::string& object) const { return (root_ / object).string(); }

std::string DirectoryStore::file_of(const std::string& object) const { return where(object); }

}  // namespace cupspec::server
