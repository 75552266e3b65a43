#pragma once

#include "scenarios/server_stores.hpp"
#include "server/s3_store.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace cupspec::cli {

/// Directories as prefixes of a bucket: BUCKET/PREFIX/ABSOLUTE/PATH, which no other run has.
class BucketStores final : public scenarios::ServerStores {
public:
    explicit BucketStores(server::S3Options options) : options_{std::move(options)} {}
    BucketStores(const BucketStores&) = delete;
    BucketStores& operator=(const BucketStores&) = delete;
    ~BucketStores() override;

    std::unique_ptr<server::Store> open(const std::filesystem::path& directory) const override;
    Result<void> update(const std::filesystem::path& top) override;

private:
    using Content = std::pair<std::uint64_t, std::uint32_t>;  ///< size and CRC
    using Seen = std::map<std::string, Content>;              ///< by name

    static Result<void> put_changed(server::Store& store, const std::filesystem::path& file, Seen& seen);
    Result<void> update_one(const std::filesystem::path& directory);
    void clear() const;

    server::S3Options options_;
    std::map<std::filesystem::path, Seen> seen_;
};

}  // namespace cupspec::cli
