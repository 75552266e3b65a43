#pragma once

#include "base/result.hpp"
#include "server/store.hpp"

#include <filesystem>
#include <memory>

namespace cupspec::scenarios {

/// Where the CUPS servers of one scenario look for their files in place of the directories in which they are
/// made. One object for each run of a scenario; what it has put goes away with it.
class ServerStores {
public:
    ServerStores() = default;
    ServerStores(const ServerStores&) = delete;
    ServerStores& operator=(const ServerStores&) = delete;
    virtual ~ServerStores() = default;

    /// The store that stands for a directory.
    virtual std::unique_ptr<server::Store> open(const std::filesystem::path& directory) const = 0;
    /// Puts what is new or changed in the directories below `top`, and removes what has gone from them.
    /// @return otherwise the store's or the file system's error
    virtual Result<void> update(const std::filesystem::path& top) = 0;
};

}  // namespace cupspec::scenarios
