#pragma once

#include "server/store.hpp"

#include <filesystem>

namespace cupspec::server {

/// A Store on one directory of the file system.
class DirectoryStore final : public Store {
public:
    explicit DirectoryStore(std::filesystem::path root);

    net::awaitable<Result<std::optional<Bytes>>> get(std::string name) override;
    net::awaitable<Result<std::optional<std::uint64_t>>> stat(std::string name) override;
    net::awaitable<Result<std::vector<std::string>>> list(std::string prefix) override;
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open(std::string name) override;
    net::awaitable<Result<void>> put(std::string name, Bytes bytes) override;
    std::unique_ptr<Store> sibling(const std::string& name) const override;
    std::string name() const override;
    std::string where(const std::string& object) const override;

private:
    std::filesystem::path root_;
};

}  // namespace cupspec::server
