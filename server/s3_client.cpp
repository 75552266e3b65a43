#include "server/s3_client.hpp"

#include "base/hex.hpp"
#include "pki/digest.hpp"
#include "server/errc.hpp"
#include "server/gateway_record.hpp"
#include "server/s3_xml.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

constexpr unsigned kOk = 200;
constexpr unsigned kNoContent = 204;
constexpr unsigned kForbidden = 403;
constexpr unsigned kNotFound = 404;
constexpr unsigned kConflict = 409;
constexpr unsigned kPreconditionFailed = 412;
constexpr unsigned kNotImplemented = 501;
constexpr const char* kEndlessAnswer = "the answer does not tell its length";
constexpr std::size_t kS3Block = std::size_t{64} * 1024;

/// A body that ends with the connection may have been cut: nobody could tell.
bool tells_its_end(const net::HttpResponse& response) {
    return response.length().has_value() || response.header("Transfer-Encoding").has_value();
}

/// What an operator may look at; empty: nothing comes to mind.
std::string hint_for(const net::HttpResponse& response, const std::string& code) {
    const unsigned status = response.status();
    const auto region = response.header("x-amz-bucket-region");
    if (region && status != kForbidden) return " (the bucket's region is " + std::string{*region} + ')';
    if (code == "SignatureDoesNotMatch") return " (is the secret access key right?)";
    if (code == "InvalidAccessKeyId") return " (is the access key id right?)";
    if (code == "RequestTimeTooSkewed") return " (is this machine's clock right?)";
    if (status == kForbidden)
        return " (without the right to list the bucket, S3 says so of absent objects, too)";
    if (status == kNotFound && code.empty()) return " (is the endpoint an S3 server?)";
    return {};
}

/// What the S3 server said, for the operator.
std::string said(const net::HttpResponse& response, const Result<Bytes>& body, const S3Fault& fault) {
    std::string text = "the S3 server answers " + std::to_string(response.status());
    if (!body) return text + ", cut short: " + describe(body.error());
    if (!fault.code.empty()) text += ' ' + fault.code;
    if (!fault.message.empty()) text += ": " + fault.message;
    return text + hint_for(response, fault.code);
}

}  // namespace

std::string version_of(const net::HttpResponse& response) {
    std::string_view tag = response.header("ETag").value_or("");
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    while (tag.starts_with('"')) tag.remove_prefix(1);
    while (tag.ends_with('"')) tag.remove_suffix(1);
    return std::string{tag};
}

net::ClientRequest S3Client::signed_request(const S3Call& call) const {
    SignedRequest request;
    request.method = call.method;
    request.path = '/' + options_.place.bucket + '/' + call.key;
    request.query = call.query;
    request.headers.push_back({"Host", options_.endpoint.authority()});
    if (call.only_if_absent) request.headers.push_back({"If-None-Match", "*"});
    request.payload_hash = call.content ? call.content_hash : payload_hash_of(call.body);
    sign(request, SigningScope{options_.region, options_.clock()}, options_.keys);
    net::ClientRequest sent;
    sent.method = call.method;
    sent.target = encoded_path(request.path);
    if (!request.query.empty()) sent.target += '?' + encoded_query(request.query);
    sent.headers = std::move(request.headers);
    sent.body = call.body;
    return sent;
}

/// Below this store's folder only: a name with a slash would leave it. Listings have no key.
bool S3Client::is_plain_key(const std::string& key) const {
    return key.empty() || is_plain_name(std::string_view{key}.substr(options_.place.key("").size()));
}

/// An answer of 200 that tells where it ends. @return otherwise missing_file, or store_unavailable
net::awaitable<Result<S3Client::Response>> S3Client::send(S3Call call) const {
    if (!is_plain_key(call.key)) co_return Error{Errc::bad_name, call.where, {}};
    net::HttpPlace place{options_.endpoint.host, options_.endpoint.port, options_.tls};
    net::ClientRequest request = signed_request(call);
    if (call.content) {
        auto source = call.content();
        if (!source) co_return source.error();
        request.rest = std::move(*source);
    }
    net::ClientLimits limits = options_.limits;
    limits.whole += std::chrono::seconds{call.streamed / options_.slowest};
    auto response = co_await net::fetch(std::move(place), std::move(request), limits);
    if (!response) co_return unavailable(call.where, response.error());
    const unsigned status = (*response)->status();
    if (status != kOk && !(status == kNoContent && call.method == "DELETE")) {
        Error error = co_await refused(**response, std::move(call));
        co_return error;
    }
    const bool has_body = call.method == "GET";
    if (has_body && !tells_its_end(**response)) co_return unavailable(call.where, kEndlessAnswer);
    co_return std::move(*response);
}

net::awaitable<Error> S3Client::refused(net::HttpResponse& response, S3Call call) const {
    S3Fault fault;
    const auto body = co_await net::read_body(response, kStoredBytes);
    if (body) fault = parse_s3_fault(*body);
    const unsigned status = response.status();
    // The answer to a HEAD has no words.
    const bool absent = call.method == "HEAD" || (call.method != "PUT" && fault.code == "NoSuchKey");
    if (status == kNotFound && absent) co_return Error{Errc::missing_file, call.where, {}};
    if (status == kPreconditionFailed && call.only_if_absent) co_return Error{Errc::exists, call.where, {}};
    if (status == kNotImplemented && call.only_if_absent)
        co_return Error{Errc::unconditional, call.where, {}};
    std::string why = said(response, body, fault);
    if (status == kConflict && call.only_if_absent)
        co_return Error{Errc::contended, std::move(call.where), std::move(why)};
    co_return unavailable(std::move(call.where), std::move(why));
}

net::awaitable<Result<std::string>> payload_hash_of(net::BodySource& source) {
    pki::Sha256 hash;
    Bytes block(kS3Block);
    for (std::uint64_t left = source.size(); left > 0;) {
        const auto got = source.read(block);
        if (!got) co_return got.error();
        if (*got == 0) co_return Error{Errc::bad_file, {}, "what is put ends before its size"};
        hash.update(ByteView{block}.first(*got));
        left -= std::min<std::uint64_t>(left, *got);
        // The others' turn: a firmware may be large.
        co_await net::asio::post(co_await net::asio::this_coro::executor, net::asio::use_awaitable);
    }
    co_return to_hex(std::move(hash).finish());
}

}  // namespace cupspec::server
