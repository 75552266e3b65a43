#include "cli/bucket_stores.hpp"

#include "base/files.hpp"
#include "protocol/crc32.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <set>

namespace cupspec::cli {
namespace {

namespace fs = std::filesystem;

/// Runs one operation to its end, on an executor of its own.
template <class T>
T run(net::awaitable<T> work) {
    net::asio::io_context io{1};
    std::exception_ptr thrown;
    std::optional<T> value;
    net::asio::co_spawn(io, std::move(work), [&](const std::exception_ptr& error, T result) {
        thrown = error;
        value.emplace(std::move(result));
    });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*value);
}

Result<std::set<std::string>> files_in(const fs::path& directory) {
    std::set<std::string> names;
    std::error_code ec;
    for (fs::directory_iterator at{directory, ec}, end; !ec && at != end; at.increment(ec))
        if (at->is_regular_file()) names.insert(at->path().filename().string());
    if (ec) return Error{ec, directory.string(), {}};
    return names;
}

fs::path plain(const fs::path& directory) {
    return (fs::absolute(directory) / "").lexically_normal().parent_path();
}

}  // namespace

BucketStores::~BucketStores() {
    try {
        clear();
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): a bucket that is gone needs no tidying
    }
}

std::unique_ptr<server::Store> BucketStores::open(const fs::path& directory) const {
    server::S3Options options = options_;
    std::string& prefix = options.place.prefix;
    const std::string path = plain(directory).relative_path().string();
    prefix += prefix.empty() ? path : '/' + path;
    return std::make_unique<server::S3Store>(std::move(options));
}

Result<void> BucketStores::update(const fs::path& top) {
    std::set<fs::path> directories;
    for (const auto& [directory, seen] : seen_) directories.insert(directory);
    std::error_code ec;
    for (fs::recursive_directory_iterator at{top, ec}, end; !ec && at != end; at.increment(ec))
        if (at->is_directory()) directories.insert(plain(at->path()));
    if (ec) return Error{ec, top.string(), {}};
    for (const fs::path& directory : directories)
        if (auto updated = update_one(directory); !updated) return updated;
    return {};
}

Result<void> BucketStores::put_changed(server::Store& store, const fs::path& file, Seen& seen) {
    auto bytes = read_file(file);
    if (!bytes) return bytes.error();
    const std::string name = file.filename().string();
    const Content found{bytes->size(), protocol::crc32(*bytes)};
    if (const auto before = seen.find(name); before != seen.end() && before->second == found) return {};
    if (auto put = run(store.put(name, std::move(*bytes))); !put) return put;
    seen[name] = found;
    return {};
}

Result<void> BucketStores::update_one(const fs::path& directory) {
    const auto store = open(directory);
    Seen& seen = seen_[directory];
    const auto names = files_in(directory);
    if (!names) return names.error();
    for (const std::string& name : *names)
        if (auto put = put_changed(*store, directory / name, seen); !put) return put;
    for (const auto& [name, before] : seen) {
        if (names->contains(name)) continue;
        if (auto removed = run(store->remove(name)); !removed) return removed;
    }
    std::erase_if(seen, [&names](const auto& one) { return !names->contains(one.first); });
    return {};
}

/// What the servers have put themselves, too.
void BucketStores::clear() const {
    for (const auto& [directory, seen] : seen_) {
        const auto store = open(directory);
        const auto names = run(store->list(""));
        if (!names) return;
        for (const std::string& name : *names)
            if (!run(store->remove(name))) return;
    }
}

}  // namespace cupspec::cli
