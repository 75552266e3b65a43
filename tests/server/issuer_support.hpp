#pragma once

#include "base/time.hpp"
#include "pki/certificate.hpp"
#include "server/credential_issuer.hpp"
#include "server/directory_store.hpp"
#include "server/issuing_authority.hpp"
#include "tests/server/support.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cupspec::server::testing {

/// Noon, as the issuer's tests count time.
constexpr TimePoint kNoon = std::chrono::sys_days{std::chrono::year{2030} / 6 / 15} + std::chrono::hours{12};

/// What to change of a CA that is good at kNoon.
struct CaPlan {
    pki::CertificateKind kind = pki::CertificateKind::root;
    pki::KeyKind key = pki::KeyKind::p256;
    TimePoint not_before = kNoon - std::chrono::days{100};
    TimePoint not_after = kNoon + std::chrono::days{3650};
};

/// A self-signed CA, as an issuer holds it.
IssuingAuthority make_authority(const CaPlan& plan = {});

/// Issues with these: a year, 30 days before the end anew; the clock is read through the pointer.
IssuerOptions issuer_options(IssuingAuthority authority, const TimePoint* now);

/// A directory whose every operation lets the others go on first, as one over a network does.
class SlowStore final : public Store {
public:
    explicit SlowStore(std::filesystem::path root) : files_{std::move(root)} {}

    net::awaitable<Result<std::optional<Bytes>>> get(std::string name) override;
    net::awaitable<Result<std::optional<std::uint64_t>>> stat(std::string name) override;
    net::awaitable<Result<std::vector<std::string>>> list(std::string prefix) override;
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open(std::string name) override;
    net::awaitable<Result<void>> put(std::string name, Bytes bytes) override;
    net::awaitable<Result<bool>> create(std::string name, Bytes bytes) override;
    net::awaitable<Result<std::optional<Stamp>>> stamp(std::string name) override {
        return files_.stamp(std::move(name));
    }
    net::awaitable<Result<std::unique_ptr<net::BodySource>>> open_version(std::string name,
                                                                          std::string version) override {
        return files_.open_version(std::move(name), std::move(version));
    }
    net::awaitable<Result<void>> put_lightly(std::string name, Bytes bytes) override {
        return files_.put_lightly(std::move(name), std::move(bytes));
    }
    net::awaitable<Result<void>> put_stream(std::string name, Content content) override {
        return files_.put_stream(std::move(name), std::move(content));
    }
    net::awaitable<Result<void>> remove(std::string name) override;
    std::unique_ptr<Store> sibling(const std::string& name) const override { return files_.sibling(name); }
    std::string name() const override { return files_.name(); }
    std::string where(const std::string& object) const override { return files_.where(object); }

    std::map<std::string, unsigned> calls;  ///< by operation

private:
    DirectoryStore files_;
};

/// A store in a directory of its own, an issuer on it, and the time both live in.
struct Issuing {
    explicit Issuing(IssuingAuthority authority = make_authority())
        : issuer{issuer_options(std::move(authority), &now), log} {}

    /// One request. @param trust empty: the CA's
    Result<protocol::CredentialSet> operator()(std::uint64_t router = 1, Bytes trust = {});
    /// Names in the directory, sorted.
    std::vector<std::string> names() const;
    std::filesystem::path path(const std::string& name) const { return directory.path() / name; }

    TemporaryDirectory directory = TemporaryDirectory::make().value();
    TimePoint now = kNoon;
    KeptLog log;
    SlowStore store{directory.path()};
    CredentialIssuer issuer;
    net::asio::io_context context;
};

}  // namespace cupspec::server::testing
