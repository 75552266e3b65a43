#pragma once

#include "server/store.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::server {

/// A store as one gateway's request sees it: an answer takes many objects, and a bucket that is slow with
/// each would keep the gateway until it hangs up. When `patience` has passed since this was made, nothing is
/// asked for any more: everything is store_unavailable. What has begun by then goes on within the store's own
/// limits, and fetching a firmware does not count, as it is there at once for the next request. The store
/// must outlive it.
class PatientStore final : public Store {
public:
    PatientStore(Store& store, std::chrono::milliseconds patience)
        : store_{&store}, patience_{patience}, deadline_{std::chrono::steady_clock::now() + patience} {}

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
    std::string name() const override { return store_->name(); }
    std::string where(const std::string& object) const override { return store_->where(object); }
    std::string file_of(const std::string& object) const override { return store_->file_of(object); }

private:
    PatientStore(std::unique_ptr<Store> store, const PatientStore& beside)
        : owned_{std::move(store)},
          store_{owned_.get()},
          patience_{beside.patience_},
          deadline_{beside.deadline_} {}

    bool is_late() const { return std::chrono::steady_clock::now() >= deadline_; }
    Error late(const std::string& name) const;

    std::unique_ptr<Store> owned_;  ///< of a sibling
    Store* store_;
    std::chrono::milliseconds patience_;
    std::chrono::steady_clock::time_point deadline_;
};

}  // namespace cupspec::server
