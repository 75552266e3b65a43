#include "tests/server/issuer_support.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server::testing {
namespace {

using net::testing::let_others_run;

Random counting_serials() {
    return [n = std::uint64_t{1}]() mutable { return n++; };
}

}  // namespace

IssuingAuthority make_authority(const CaPlan& plan) {
    pki::CertificateSpec spec;
    spec.kind = plan.kind;
    spec.common_name = "Gateway CA";
    spec.not_before = plan.not_before;
    spec.not_after = plan.not_after;
    auto key = pki::PrivateKey::generate(plan.key).value();
    auto certificate = pki::make_certificate(spec, key, nullptr, counting_serials()).value();
    return {"ca.crt", std::move(certificate), std::move(key), plan.not_after};
}

IssuerOptions issuer_options(IssuingAuthority authority, const TimePoint* now) {
    return {std::move(authority), std::chrono::days{30}, std::chrono::days{365}, counting_serials(),
            [now] { return *now; }};
}

net::awaitable<Result<std::optional<Bytes>>> SlowStore::get(std::string name) {
    ++calls["get"];
    co_await let_others_run();
    co_return co_await files_.get(std::move(name));
}

net::awaitable<Result<std::optional<std::uint64_t>>> SlowStore::stat(std::string name) {
    ++calls["stat"];
    co_await let_others_run();
    co_return co_await files_.stat(std::move(name));
}

net::awaitable<Result<std::vector<std::string>>> SlowStore::list(std::string prefix) {
    ++calls["list"];
    co_await let_others_run();
    co_return co_await files_.list(std::move(prefix));
}

net::awaitable<Result<std::unique_ptr<net::BodySource>>> SlowStore::open(std::string name) {
    ++calls["open"];
    co_await let_others_run();
    co_return co_await files_.open(std::move(name));
}

net::awaitable<Result<void>> SlowStore::put(std::string name, Bytes bytes) {
    ++calls["put"];
    co_await let_others_run();
    co_return co_await files_.put(std::move(name), std::move(bytes));
}

net::awaitable<Result<bool>> SlowStore::create(std::string name, Bytes bytes) {
    ++calls["create"];
    co_await let_others_run();
    co_return co_await files_.create(std::move(name), std::move(bytes));
}

net::awaitable<Result<void>> SlowStore::remove(std::string name) {
    ++calls["remove"];
    co_await let_others_run();
    co_return co_await files_.remove(std::move(name));
}

Result<protocol::CredentialSet> Issuing::operator()(std::uint64_t router, Bytes trust) {
    return run(context, issuer.credentials(store, protocol::Eui64{router}, std::move(trust)));
}

std::vector<std::string> Issuing::names() const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator{directory.path()})
        all.push_back(entry.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace cupspec::server::testing
