#include "server/s3_store.hpp"

#include "base/files.hpp"
#include "net/errc.hpp"
#include "server/errc.hpp"
#include "server/file_source.hpp"
#include "server/gateway_record.hpp"
#include "server/s3_xml.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

namespace cupspec::server {
namespace {

constexpr unsigned kOk = 200;
constexpr unsigned kForbidden = 403;
constexpr unsigned kNotFound = 404;
constexpr std::size_t kPageBytes = std::size_t{4} << 20U;  ///< of a listing: 1000 keys of 1024 bytes
constexpr unsigned kMostPages = 1000;
constexpr const char* kEndless = "the answer does not tell its length";
constexpr std::size_t kBlock = std::size_t{64} * 1024;

Error unavailable(std::string where, std::string why) {
    return Error{Errc::store_unavailable, std::move(where), std::move(why)};
}

/// What the client found is the store's trouble, whatever it was; its place tells the operator where to look.
Error unavailable(std::string where, const Error& found) {
    return unavailable(std::move(where), describe(found));
}

/// A body that ends with the connection may have been cut: nobody could tell.
bool tells_its_end(const net::HttpResponse& response) {
    return response.length().has_value() || response.header("Transfer-Encoding").has_value();
}

std::string hint_for(unsigned status, const net::HttpResponse& response) {
    const auto region = response.header("x-amz-bucket-region");
    if (region && status != kForbidden) return "; the bucket's region is " + std::string{*region};
    if (status == kForbidden)
        return "; without the right to list the bucket, S3 says so of absent objects, too";
    return {};
}

bool is_absent(const Error& error) { return error.code == Errc::missing_file; }

}  // namespace

struct S3Store::Call {
    std::string method = "GET";
    std::string key;  ///< empty: the bucket
    Query query;
    Bytes body;
    std::string where;
};

S3Store::S3Store(S3Options options) : options_{std::move(options)} {}

S3Store::Call S3Store::object_call(const char* method, const std::string& name) const {
    Call call;
    call.method = method;
    call.key = options_.place.key(name);
    call.where = where(name);
    return call;
}

net::ClientRequest S3Store::signed_request(const Call& call) const {
    SignedRequest request;
    request.method = call.method;
    request.path = '/' + options_.place.bucket + '/' + call.key;
    request.query = call.query;
    request.headers.push_back({"Host", options_.endpoint.authority()});
    request.payload_hash = payload_hash_of(call.body);
    sign(request, SigningScope{options_.region, options_.clock()}, options_.keys);
    net::ClientRequest sent;
    sent.method = call.method;
    sent.target = encoded_path(request.path);
    if (!request.query.empty()) sent.target += '?' + encoded_query(request.query);
    sent.headers = std::move(request.headers);
    sent.body = call.body;
    return sent;
}

/// An answer of 200 that tells where it ends. @return otherwise missing_file, or store_unavailable
net::awaitable<Result<S3Store::Response>> S3Store::send(Call call) {
    net::HttpPlace place{options_.endpoint.host, options_.endpoint.port, options_.tls};
    net::ClientRequest request = signed_request(call);
    auto response = co_await net::fetch(std::move(place), std::move(request), options_.limits);
    if (!response) co_return unavailable(call.where, response.error());
    if ((*response)->status() != kOk) {
        Error error = co_await refused(**response, std::move(call));
        co_return error;
    }
    const bool has_body = call.method == "GET";
    if (has_body && !tells_its_end(**response)) co_return unavailable(call.where, kEndless);
    co_return std::move(*response);
}

net::awaitable<Error> S3Store::refused(net::HttpResponse& response, Call call) const {
    S3Fault fault;
    const auto body = co_await net::read_body(response, kStoredBytes);
    if (body) fault = parse_s3_fault(*body);
    const unsigned status = response.status();
    // The answer to a HEAD has no words.
    const bool absent = call.method == "HEAD" || (call.method == "GET" && fault.code == "NoSuchKey");
    if (status == kNotFound && absent) co_return Error{Errc::missing_file, call.where, {}};
    std::string why = "the S3 server answers " + std::to_string(status);
    if (!fault.code.empty()) why += ' ' + fault.code;
    if (!fault.message.empty()) why += ": " + fault.message;
    co_return unavailable(std::move(call.where), why + hint_for(status, response));
}

net::awaitable<Result<std::optional<Bytes>>> S3Store::get(std::string name) {
    const std::string place = where(name);
    auto response = co_await send(object_call("GET", name));
    if (!response && is_absent(response.error())) co_return std::optional<Bytes>{};
    if (!response) co_return response.error();
    auto body = co_await net::read_body(**response, kStoredBytes);
    if (body) co_return std::optional<Bytes>{std::move(*body)};
    if (body.error().code == net::Errc::body_too_large)
        co_return Error{Errc::bad_file, place, body.error().detail};
    co_return unavailable(place, body.error());
}

net::awaitable<Result<std::optional<std::uint64_t>>> S3Store::stat(std::string name) {
    const std::string place = where(name);
    auto response = co_await send(object_call("HEAD", name));
    if (!response && is_absent(response.error())) co_return std::optional<std::uint64_t>{};
    if (!response) co_return response.error();
    const auto size = (*response)->length();
    if (!size) co_return unavailable(place, kEndless);
    co_return size;
}

net::awaitable<Result<S3Listing>> S3Store::list_page(std::string prefix, std::string token) {
    Call call;
    call.query = {{"list-type", "2"},
                  {"delimiter", "/"},
                  {"max-keys", std::to_string(options_.page)},
                  {"prefix", options_.place.key(prefix)}};
    if (!token.empty()) call.query.emplace_back("continuation-token", std::move(token));
    const std::string place = where(prefix);
    call.where = place;
    auto response = co_await send(std::move(call));
    if (!response && is_absent(response.error())) co_return unavailable(place, "NoSuchKey for a bucket");
    if (!response) co_return response.error();
    const auto body = co_await net::read_body(**response, kPageBytes);
    if (!body) co_return unavailable(place, body.error());
    auto listing = parse_s3_listing(*body);
    if (!listing) co_return unavailable(place, "the answer is no ListBucketResult");
    const std::string begins = options_.place.key(prefix);
    if (!std::all_of(listing->keys.begin(), listing->keys.end(),
                     [&](const std::string& key) { return key.starts_with(begins); }))
        co_return unavailable(place, "what is listed has another prefix");
    co_return std::move(*listing);
}

net::awaitable<Result<std::vector<std::string>>> S3Store::list(std::string prefix) {
    const std::size_t folder = options_.place.key("").size();
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

/// Writes the body to the file. @return its size
net::awaitable<Result<std::uint64_t>> S3Store::spool(net::HttpResponse& response, std::filesystem::path file,
                                                     std::string where) const {
    std::ofstream out{file, std::ios::binary};
    Bytes block(kBlock);
    std::uint64_t size = 0;
    for (;;) {
        const std::span<std::uint8_t> space{block};
        const auto got = co_await response.read(space);
        if (!got) co_return unavailable(std::move(where), got.error());
        if (*got == 0) break;
        size += *got;
        if (size > options_.spool_bytes) co_return Error{Errc::bad_file, where, "too large to be kept"};
        const std::string_view text = as_text(ByteView{block}.first(*got));
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
    }
    out.close();
    if (!out) co_return unavailable(std::move(where), file.string() + " cannot be written");
    co_return size;
}

net::awaitable<Result<std::unique_ptr<net::BodySource>>> S3Store::open(std::string name) {
    const std::string place = where(name);
    auto response = co_await send(object_call("GET", name));
    if (!response) co_return response.error();
    // The directory goes when this returns; the open file stays readable until its reader is done.
    const auto directory = TemporaryDirectory::make(options_.spool);
    if (!directory) co_return unavailable(place, directory.error());
    const std::filesystem::path file = directory->path() / "object";
    const auto size = co_await spool(**response, file, place);
    if (!size) co_return size.error();
    co_return FileSource::open(file, *size, place);
}

net::awaitable<Result<void>> S3Store::put(std::string name, Bytes bytes) {
    if (!is_plain_name(name)) co_return Error{Errc::bad_name, where(name), {}};
    Call call = object_call("PUT", name);
    call.body = std::move(bytes);
    const auto response = co_await send(std::move(call));
    if (!response) co_return response.error();
    co_return Result<void>{};
}

std::unique_ptr<Store> S3Store::sibling(const std::string& name) const {
    S3Options options = options_;
    options.place = options_.place.sibling(name);
    return std::make_unique<S3Store>(std::move(options));
}

std::string S3Store::name() const { return options_.place.name(); }

std::string S3Store::where(const std::string& object) const { return options_.place.uri(object); }

}  // namespace cupspec::server
