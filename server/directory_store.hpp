#pragma once

#include "server/file_source.hpp"
#include "server/store.hpp"

#include <filesystem>

namespace cupspec::server {

/// A Store on one directory of the file system.
class DirectoryStore final : public Store {
public:
    explicit DirectoryStore(std::filesystem::path root);

    net::awaitable<Result<std::optional<Bytes>>> get(std::string name) override;
    net::awaitable<Result<std::optional<std::uint64_t>>> stat(std::string name) override;
    net::awaitable<Result<std::optional<Stamp>>> stamp(std::string name) override;
    net::awaitable<Result<std::vector<std::string>>> list(std::string prefix) override;
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open(std::string name) override;
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open_version(std::string name,
                                                                          std::string version) override;
    net::awaitable<Result<void>> put(std::string name, Bytes bytes) override;
    net::awaitable<Result<void>> put_lightly(std::string name, Bytes bytes) override;
    net::awaitable<Result<void>> put_stream(std::string name, Content content) override;
    net::awaitable<Result<bool>> create(std::string name, Bytes bytes) override;
    net::awaitable<Result<void>> remove(std::string name) override;
    std::unique_ptr<Store> sibling(const std::string& name) const override;
    std::string name() const override;
    std::string where(const std::string& object) const override;
    std::string file_of(const std::string& object) const override;

private:
    Result<OpenFile> find(const std::string& name) const;

    std::filesystem::path root_;
};

}  // namespace cupspec::server
