#pragma once

#include "server/directory_store.hpp"
#include "server/errc.hpp"

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::server::testing {

/// A directory that counts what is asked of it, and may die at a write as its process could.
class WatchedStore final : public Store {
public:
    /// @param writes so many succeed; none, and nothing else, after that
    /// @param is_late the last one is done and not acknowledged
    explicit WatchedStore(std::filesystem::path root, unsigned writes = std::numeric_limits<unsigned>::max(),
                          bool is_late = false)
        : inner_{std::move(root)}, left_{writes}, is_late_{is_late} {}

    unsigned opened = 0;
    unsigned read = 0;
    std::vector<std::string> written;

    net::awaitable<Result<std::optional<Bytes>>> get(std::string name) override {
        ++read;
        if (is_dead_) co_return dead();
        co_return co_await inner_.get(std::move(name));
    }
    net::awaitable<Result<std::optional<std::uint64_t>>> stat(std::string name) override {
        if (is_dead_) co_return dead();
        co_return co_await inner_.stat(std::move(name));
    }
    net::awaitable<Result<std::optional<Stamp>>> stamp(std::string name) override {
        if (is_dead_) co_return dead();
        co_return co_await inner_.stamp(std::move(name));
    }
    net::awaitable<Result<std::vector<std::string>>> list(std::string prefix) override {
        if (is_dead_) co_return dead();
        co_return co_await inner_.list(std::move(prefix));
    }
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open(std::string name) override {
        ++opened;
        if (is_dead_) co_return dead();
        co_return co_await inner_.open(std::move(name));
    }
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open_version(std::string name,
                                                                          std::string version) override {
        ++opened;
        if (is_dead_) co_return dead();
        co_return co_await inner_.open_version(std::move(name), std::move(version));
    }
    net::awaitable<Result<void>> put(std::string name, Bytes bytes) override {
        if (begins(name)) static_cast<void>(co_await inner_.put(name, std::move(bytes)));
        co_return end();
    }
    net::awaitable<Result<void>> put_lightly(std::string name, Bytes bytes) override {
        if (begins(name)) static_cast<void>(co_await inner_.put_lightly(name, std::move(bytes)));
        co_return end();
    }
    net::awaitable<Result<void>> put_stream(std::string name, Content content) override {
        Result<void> put;
        if (begins(name)) {
            put = co_await inner_.put_stream(name, std::move(content));
        }
        if (!put) co_return put;
        co_return end();
    }
    net::awaitable<Result<bool>> create(std::string name, Bytes bytes) override {
        bool made = false;
        if (begins(name)) {
            const auto created = co_await inner_.create(name, std::move(bytes));
            made = created.has_value() && *created;
        }
        if (const auto ended = end(); !ended) co_return ended.error();
        co_return made;
    }
    net::awaitable<Result<void>> remove(std::string name) override {
        if (begins(name)) static_cast<void>(co_await inner_.remove(name));
        co_return end();
    }
    std::unique_ptr<Store> sibling(const std::string& name) const override { return inner_.sibling(name); }
    std::string name() const override { return inner_.name(); }
    std::string where(const std::string& object) const override { return inner_.where(object); }

private:
    static Error dead() { return Error{Errc::store_unavailable, "the store", "is dead"}; }

    /// @return true when the write is to be done
    bool begins(const std::string& name) {
        if (is_dead_) return false;
        if (left_ == 0) {
            is_dead_ = true;
            return is_late_;
        }
        --left_;
        written.push_back(name);
        return true;
    }
    Result<void> end() const {
        if (is_dead_) return dead();
        return {};
    }

    DirectoryStore inner_;
    unsigned left_;
    bool is_late_;
    bool is_dead_ = false;
};

}  // namespace cupspec::server::testing
