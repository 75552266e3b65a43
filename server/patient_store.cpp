#include "server/patient_store.hpp"

#include "server/errc.hpp"

#include <sstream>
#include <utility>

namespace cupspec::server {

Error PatientStore::late(const std::string& name) const {
    constexpr double kMillisecondsPerSecond = 1000.0;
    std::ostringstream why;
    why << "not asked for, as what came before took more than "
        << static_cast<double>(patience_.count()) / kMillisecondsPerSecond
        << " s: the store is too slow for a gateway";
    return unavailable(store_->where(name), why.str());
}

net::awaitable<Result<std::optional<Bytes>>> PatientStore::get(std::string name) {
    if (is_late()) co_return late(name);
    co_return co_await store_->get(std::move(name));
}

net::awaitable<Result<std::optional<std::uint64_t>>> PatientStore::stat(std::string name) {
    if (is_late()) co_return late(name);
    co_return co_await store_->stat(std::move(name));
}

net::awaitable<Result<std::optional<Stamp>>> PatientStore::stamp(std::string name) {
    if (is_late()) co_return late(name);
    co_return co_await store_->stamp(std::move(name));
}

net::awaitable<Result<std::vector<std::string>>> PatientStore::list(std::string prefix) {
    if (is_late()) co_return late(prefix);
    co_return co_await store_->list(std::move(prefix));
}

net::awaitable<Result<std::unique_ptr<net::BodySource>>> PatientStore::open(std::string name) {
    std::string any;
    co_return co_await open_version(std::move(name), std::move(any));
}

net::awaitable<Result<std::unique_ptr<net::BodySource>>> PatientStore::open_version(std::string name,
                                                                                    std::string version) {
    if (is_late()) co_return late(name);
    const auto begun = std::chrono::steady_clock::now();
    auto source = co_await store_->open_version(std::move(name), std::move(version));
    deadline_ += std::chrono::steady_clock::now() - begun;
    co_return source;
}

net::awaitable<Result<void>> PatientStore::put(std::string name, Bytes bytes) {
    if (is_late()) co_return late(name);
    co_return co_await store_->put(std::move(name), std::move(bytes));
}

net::awaitable<Result<void>> PatientStore::put_lightly(std::string name, Bytes bytes) {
    if (is_late()) co_return late(name);
    co_return co_await store_->put_lightly(std::move(name), std::move(bytes));
}

net::awaitable<Result<void>> PatientStore::put_stream(std::string name, Content content) {
    if (is_late()) co_return late(name);
    co_return co_await store_->put_stream(std::move(name), std::move(content));
}

net::awaitable<Result<bool>> PatientStore::create(std::string name, Bytes bytes) {
    if (is_late()) co_return late(name);
    co_return co_await store_->create(std::move(name), std::move(bytes));
}

net::awaitable<Result<void>> PatientStore::remove(std::string name) {
    if (is_late()) co_return late(name);
    co_return co_await store_->remove(std::move(name));
}

std::unique_ptr<Store> PatientStore::sibling(const std::string& name) const {
    return std::unique_ptr<Store>{new PatientStore{store_->sibling(name), *this}};
}

}  // namespace cupspec::server
