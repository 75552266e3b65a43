#pragma once

#include "base/time.hpp"
#include "net/http_client.hpp"
#include "server/s3_place.hpp"
#include "server/s3_xml.hpp"
#include "server/sigv4.hpp"
#include "server/store.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::server {

struct S3Options {
    S3Place place;
    S3Endpoint endpoint;
    std::optional<net::TlsContext> tls;  ///< used, and needed, where the endpoint asks for TLS
    std::string region;
    S3Keys keys;
    net::ClientLimits limits{std::chrono::seconds{10}, std::chrono::seconds{40}};  ///< each request
    std::filesystem::path spool;  ///< where an object of open() lies; empty: the system's temporary directory
    std::uint64_t spool_bytes = std::uint64_t{1} << 30U;  ///< larger objects are bad_file
    unsigned page = 1000;  ///< keys asked for at once in a listing; more than 1000 is no use
    Clock clock = wall_clock;
};

/// A Store in an S3-compatible bucket (path-style addresses, Signature Version 4), a connection for each
/// request. Absent is only what the server calls NoSuchKey: whatever else it says or fails to say
/// is store_unavailable, with the reason in `detail`. Nothing is handed out before it is there whole: open()
/// keeps the object in a nameless file on disk while it is read.
class S3Store final : public Store {
public:
    explicit S3Store(S3Options options);

    net::awaitable<Result<std::optional<Bytes>>> get(std::string name) override;
    /// An absent bucket looks like an absent object here, as the answer to a HEAD says no more.
    net::awaitable<Result<std::optional<std::uint64_t>>> stat(std::string name) override;
    net::awaitable<Result<std::vector<std::string>>> list(std::string prefix) override;
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open(std::string name) override;
    net::awaitable<Result<void>> put(std::string name, Bytes bytes) override;
    std::unique_ptr<Store> sibling(const std::string& name) const override;
    std::string name() const override;
    std::string where(const std::string& object) const override;

private:
    struct Call;
    using Response = std::unique_ptr<net::HttpResponse>;

    Call object_call(const char* method, const std::string& name) const;
    net::ClientRequest signed_request(const Call& call) const;
    net::awaitable<Result<Response>> send(Call call);
    net::awaitable<Error> refused(net::HttpResponse& response, Call call) const;
    net::awaitable<Result<S3Listing>> list_page(std::string prefix, std::string token);
    net::awaitable<Result<std::uint64_t>> spool(net::HttpResponse& response, std::filesystem::path file,
                                                std::string where) const;

    S3Options options_;
};

}  // namespace cupspec::server
