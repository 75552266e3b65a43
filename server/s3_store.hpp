#pragma once

#include "server/s3_client.hpp"
#include "server/s3_xml.hpp"
#include "server/spool.hpp"
#include "server/store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::server {

/// A Store in an S3-compatible bucket (path-style addresses, Signature Version 4), a connection for each
/// request. Absent is only what the server calls NoSuchKey: whatever else it says or fails to say
/// is store_unavailable, with the reason in `detail`. Nothing is handed out before it is there whole: open()
/// keeps the object in a nameless file on disk while it is read, open_version() one file for all readers of
/// the version, and the last ones beyond. Versions are ETags.
class S3Store final : public Store {
public:
    explicit S3Store(S3Options options);

    net::awaitable<Result<std::optional<Bytes>>> get(std::string name) override;
    /// An absent bucket looks like an absent object here, as the answer to a HEAD says no more.
    net::awaitable<Result<std::optional<std::uint64_t>>> stat(std::string name) override;
    net::awaitable<Result<std::optional<Stamp>>> stamp(std::string name) override;
    net::awaitable<Result<std::vector<std::string>>> list(std::string prefix) override;
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open(std::string name) override;
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open_version(std::string name,
                                                                          std::string version) override;
    net::awaitable<Result<void>> put(std::string name, Bytes bytes) override;
    net::awaitable<Result<void>> put_lightly(std::string name, Bytes bytes) override;
    /// The content is read twice: requests are signed over its SHA-256.
    net::awaitable<Result<void>> put_stream(std::string name, Content content) override;
    net::awaitable<Result<bool>> create(std::string name, Bytes bytes) override;
    net::awaitable<Result<void>> remove(std::string name) override;
    std::unique_ptr<Store> sibling(const std::string& name) const override;
    std::string name() const override;
    std::string where(const std::string& object) const override;

private:
    net::awaitable<Result<void>> write(S3Call call);
    net::awaitable<Result<void>> write_if_absent(const std::string& name, const Bytes& bytes);
    net::awaitable<Result<bool>> create_where_absent(std::string name, Bytes bytes);
    S3Call object_call(const char* method, const std::string& name) const;
    net::awaitable<Result<S3Listing>> list_page(std::string prefix, std::string token);
    net::awaitable<Result<SpooledObject>> download(std::string name) const;

    S3Client client_;
    Spool spooled_;
};

}  // namespace cupspec::server
