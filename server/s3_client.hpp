#pragma once

#include "base/time.hpp"
#include "net/http_client.hpp"
#include "server/s3_place.hpp"
#include "server/sigv4.hpp"
#include "server/store.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace cupspec::server {

struct S3Options {
    S3Place place;
    S3Endpoint endpoint;
    std::optional<net::TlsContext> tls;  ///< used, and needed, where the endpoint asks for TLS
    std::string region;
    S3Keys keys;
    net::ClientLimits limits{std::chrono::seconds{10}, std::chrono::seconds{20}};  ///< each request
    std::filesystem::path spool;  ///< where an object of open() lies; empty: the system's temporary directory
    std::uint64_t spool_bytes = std::uint64_t{1} << 30U;  ///< larger objects are bad_file
    std::uint64_t slowest = std::uint64_t{1}
                            << 20U;  ///< bytes a second by which a streamed object exceeds `whole`
    unsigned page = 1000;            ///< keys asked for at once in a listing; more than 1000 is no use
    Clock clock = wall_clock;
};

/// One request to a bucket.
struct S3Call {
    std::string method = "GET";
    std::string key;  ///< empty: the bucket
    Query query;
    Bytes body;
    Content content;             ///< in place of `body`
    std::string content_hash;    ///< of `content`: payload_hash_of
    std::uint64_t streamed = 0;  ///< most bytes that come or go as a stream
    bool only_if_absent = false;
    std::string where;  ///< how errors name the object
};

/// Signs requests, sends them and tells what became of them.
class S3Client {
public:
    using Response = std::unique_ptr<net::HttpResponse>;

    explicit S3Client(S3Options options) : options_{std::move(options)} {}

    const S3Options& options() const { return options_; }

    /// An answer of 200 that tells where it ends, or of 204 to a DELETE. The client must outlive the
    /// operation.
    /// @return otherwise bad_name for a key outside of the place, missing_file, exists, contended,
    /// unconditional, the content's error, or store_unavailable with the reason in `detail`
    net::awaitable<Result<Response>> send(S3Call call) const;

private:
    bool is_plain_key(const std::string& key) const;
    net::ClientRequest signed_request(const S3Call& call) const;
    net::awaitable<Error> refused(net::HttpResponse& response, S3Call call) const;

    S3Options options_;
};

/// The ETag without its quotes; empty: none.
std::string version_of(const net::HttpResponse& response);

/// SHA-256 of the whole, as a request names it. The source must outlive the operation.
net::awaitable<Result<std::string>> payload_hash_of(net::BodySource& source);

}  // namespace cupspec::server
