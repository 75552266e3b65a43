#pragma once

#include "base/result.hpp"
#include "server/s3_store.hpp"
#include "server/store.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cupspec::cli {

/// What `environment` does, handed in.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// What `serve` may be told of a bucket beside the environment, and before it. Empty: not told.
struct BucketSettings {
    std::string endpoint;  ///< http://HOST:PORT or https://HOST[:PORT]
    std::string region;
    std::string access_key_id;
    std::string secret_access_key;
};

/// What `--store` names; opened once for each thread.
struct StorePlace {
    std::filesystem::path directory;      ///< empty: a bucket
    std::optional<server::S3Options> s3;  ///< absent: a directory

    std::unique_ptr<server::Store> open() const;
};

/// Reads DIR or s3://BUCKET/PREFIX. A bucket's keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with
/// AWS_SESSION_TOKEN if there is one; its region AWS_REGION or AWS_DEFAULT_REGION; its server
/// AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, without them Amazon's; the CAs for TLS are those of
/// AWS_CA_BUNDLE, without it the system's. Empty variables count as unset; settings go before them.
/// @return otherwise bad_option (naming the variable or option), missing_file for no directory, or why the
/// CAs cannot be read
Result<StorePlace> find_store(const std::string& text, const Environment& environment,
                              const BucketSettings& settings = {});

}  // namespace cupspec::cli
