#include "server/s3_store.hpp"

#include "net/errc.hpp"
#include "server/errc.hpp"
#include "server/file_source.hpp"
#include "server/gateway_record.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

constexpr std::size_t kPageBytes = std::size_t{4} << 20U;  ///< of a listing: 1000 keys of 1024 bytes
constexpr unsigned kMostPages = 1000;
constexpr unsigned kMostTries = 3;
constexpr const char* kEndlessListing = "the answer does not tell its length";

bool is_absent(const Error& error) { return error.code == Errc::missing_file; }

/// A reader of its own for a file that others read as well.
Result<std::unique_ptr<net::BodySource>> source_of(const OpenFile& file, const std::string& where) {
    auto another = file.another();
    if (!another) return unavailable(where, another.error());
    std::unique_ptr<net::BodySource> source = std::make_unique<FileSource>(std::move(*another), where);
    return source;
}

}  // namespace

S3Store::S3Store(S3Options options) : client_{std::move(options)} {}

S3Call S3Store::object_call(const char* method, const std::string& name) const {
    S3Call call;
    call.method = method;
    call.key = client_.options().place.key(name);
    call.where = where(name);
    return call;
}

net::awaitable<Result<std::optional<Bytes>>> S3Store::get(std::string name) {
    const std::string place = where(name);
    auto response = co_await client_.send(object_call("GET", name));
    if (!response && is_absent(response.error())) co_return std::optional<Bytes>{};
    if (!response) co_return response.error();
    auto body = co_await net::read_body(**response, kStoredBytes);
    if (body) co_return std::optional<Bytes>{std::move(*body)};
    if (body.error().code == net::Errc::body_too_large)
        co_return Error{Errc::bad_file, place, body.error().detail};
    co_return unavailable(place, body.error());
}

net::awaitable<Result<std::optional<Stamp>>> S3Store::stamp(std::string name) {
    const std::string place = where(name);
    auto response = co_await client_.send(object_call("HEAD", name));
    if (!response && is_absent(response.error())) co_return std::optional<Stamp>{};
    if (!response) co_return response.error();
    const auto size = (*response)->length();
    if (!size) co_return unavailable(place, kEndlessListing);
    co_return std::optional<Stamp>{Stamp{*size, version_of(**response)}};
}

net::awaitable<Result<std::optional<std::uint64_t>>> S3Store::stat(std::string name) {
    const auto found = co_await stamp(std::move(name));
    if (!found) co_return found.error();
    if (!*found) co_return std::optional<std::uint64_t>{};
    co_return std::optional<std::uint64_t>{(*found)->bytes};
}

net::awaitable<Result<S3Listing>> S3Store::list_page(std::string prefix, std::string token) {
    S3Call call;
    call.query = {{"list-type", "2"},
                  {"delimiter", "/"},
                  {"max-keys", std::to_string(client_.options().page)},
                  {"prefix", client_.options().place.key(prefix)}};
    if (!token.empty()) call.query.emplace_back("continuation-token", std::move(token));
    const std::string place = where(prefix);
    call.where = place;
    auto response = co_await client_.send(std::move(call));
    if (!response && is_absent(response.error())) co_return unavailable(place, "NoSuchKey for a bucket");
    if (!response) co_return response.error();
    const auto body = co_await net::read_body(**response, kPageBytes);
    if (!body) co_return unavailable(place, body.error());
    auto listing = parse_s3_listing(*body);
    if (!listing) co_return unavailable(place, "the answer is no ListBucketResult");
    const std::string begins = client_.options().place.key(prefix);
    if (!std::all_of(listing->keys.begin(), listing->keys.end(),
                     [&](const std::string& key) { return key.starts_with(begins); }))
        co_return unavailable(place, "what is listed has another prefix");
    co_return std::move(*listing);
}

net::awaitable<Result<std::vector<std::string>>> S3Store::list(std::string prefix) {
    const std::size_t folder = client_.options().place.key("").size();
    std::vector<std::string> names;
    std::string token;
    for (unsigned page = 0; page < kMostPages; ++page) {
        auto listing = co_await list_page(prefix, std::move(token));
        if (!listing) co_return listing.error();
        for (const std::string& key : listing->keys) names.push_back(key.substr(folder));
        token = std::move(listing->next);
        if (token.empty()) break;
    }
    if (!token.empty()) co_return unavailable(where(prefix), "the listing does not end");
    std::erase_if(names, [](const std::string& name) { return !is_plain_name(name); });
    std::sort(names.begin(), names.end());
    co_return names;
}

net::awaitable<Result<SpooledObject>> S3Store::download(std::string name) const {
    S3Call call = object_call("GET", name);
    call.streamed = client_.options().spool_bytes;
    auto response = co_await client_.send(std::move(call));
    if (!response) co_return response.error();
    SpoolRules rules{client_.options().spool, client_.options().spool_bytes, where(name)};
    auto file = co_await spool(**response, std::move(rules));
    if (!file) co_return file.error();
    SpooledObject object{std::move(*file), version_of(**response)};
    co_return object;
}

net::awaitable<Result<std::unique_ptr<net::BodySource>>> S3Store::open(std::string name) {
    const std::string place = where(name);
    const auto object = co_await download(std::move(name));
    if (!object) co_return object.error();
    co_return source_of(*object->file, place);
}

net::awaitable<Result<std::unique_ptr<net::BodySource>>> S3Store::open_version(std::string name,
                                                                               std::string version) {
    if (version.empty()) {
        co_return co_await open(std::move(name));
    }
    Spool::Place& place = spooled_.place(name, co_await net::asio::this_coro::executor);
    const Spool::Use use{place};
    co_await place.turn.enter();
    const net::Leaving leaving{place.turn};
    if (!place.object.file || place.object.version != version) {
        auto object = co_await download(name);
        if (!object) co_return object.error();
        if (object->version != version) co_return Error{Errc::bad_file, where(name), "changed while read"};
        place.object = std::move(*object);
    }
    co_return source_of(*place.object.file, where(name));
}

net::awaitable<Result<void>> S3Store::put(std::string name, Bytes bytes) {
    S3Call call = object_call("PUT", name);
    call.body = std::move(bytes);
    co_return co_await write(std::move(call));
}

net::awaitable<Result<void>> S3Store::put_lightly(std::string name, Bytes bytes) {
    co_return co_await put(std::move(name), std::move(bytes));
}

net::awaitable<Result<void>> S3Store::put_stream(std::string name, Content content) {
    S3Call call = object_call("PUT", name);
    const auto source = content();
    if (!source) co_return source.error();
    call.streamed = (*source)->size();
    auto hash = co_await payload_hash_of(**source);
    if (!hash) co_return hash.error();
    call.content_hash = std::move(*hash);
    call.content = std::move(content);
    co_return co_await write(std::move(call));
}

/// A PUT on condition. While several write at a time, S3 may answer 409 to any of them, and wants to be asked
/// again. Source: Amazon S3 User Guide, "How to prevent object overwrites with conditional writes".
net::awaitable<Result<void>> S3Store::write_if_absent(const std::string& name, const Bytes& bytes) {
    for (unsigned tries = 1;; ++tries) {
        S3Call call = object_call("PUT", name);
        call.body = bytes;
        call.only_if_absent = true;
        auto written = co_await write(std::move(call));
        if (written || written.error().code != Errc::contended) co_return written;
        if (tries == kMostTries) co_return unavailable(where(name), written.error().detail);
    }
}

net::awaitable<Result<bool>> S3Store::create(std::string name, Bytes bytes) {
    const auto written = co_await write_if_absent(name, bytes);
    if (!written && written.error().code == Errc::exists) co_return false;
    if (!written && written.error().code == Errc::unconditional) {
        co_return co_await create_where_absent(std::move(name), std::move(bytes));
    }
    if (!written) co_return written.error();
    co_return true;
}

/// For servers that know no conditional PUT (OpenStack Swift): of two servers at the same moment, both may
/// succeed.
net::awaitable<Result<bool>> S3Store::create_where_absent(std::string name, Bytes bytes) {
    const auto size = co_await stat(name);
    if (!size) co_return size.error();
    if (*size) co_return false;
    const auto written = co_await put(std::move(name), std::move(bytes));
    if (!written) co_return written.error();
    co_return true;
}

net::awaitable<Result<void>> S3Store::remove(std::string name) {
    auto removed = co_await write(object_call("DELETE", name));
    if (!removed && is_absent(removed.error())) removed = Result<void>{};
    co_return removed;
}

net::awaitable<Result<void>> S3Store::write(S3Call call) {
    const auto response = co_await client_.send(std::move(call));
    if (!response) co_return response.error();
    co_return Result<void>{};
}

std::unique_ptr<Store> S3Store::sibling(const std::string& name) const {
    S3Options options = client_.options();
    options.place = client_.options().place.sibling(name);
    return std::make_unique<S3Store>(std::move(options));
}

std::string S3Store::name() const { return client_.options().place.name(); }

std::string S3Store::where(const std::string& object) const { return client_.options().place.uri(object); }

}  // namespace cupspec::server
