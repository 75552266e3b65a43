#pragma once

#include "base/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

struct x509_store_ctx_st;

namespace cupspec::net {

/// When every certificate of a chain is valid, in seconds since 1970: from the first, before the last.
struct ChainValidity {
    std::int64_t from = 0;
    std::int64_t until = 0;
    bool covers(std::int64_t second) const { return from <= second && second < until; }
    bool operator==(const ChainValidity&) const = default;
};

/// Client certificates that were verified against one context's trust, so that the next handshake need not:
/// for each, OpenSSL 3.0 takes longer than for the handshake's own cryptography. What is remembered is the
/// whole chain as it was presented, so that a certificate with other intermediates is verified anew; refusals
/// are never remembered. The trust is the context's and does not change: other trust, other context, empty
/// memory.
class VerifiedChains {
public:
    using Digest = std::array<std::uint8_t, 32>;  ///< SHA-256 of what was presented

    /// @param clock when handshakes happen
    /// @param most chains; one more and all are forgotten, so that strangers' chains cannot fill the memory
    explicit VerifiedChains(Clock clock, std::size_t most = kMost) : clock_{std::move(clock)}, most_{most} {}

    /// Does what X509_verify_cert does, from memory if it can: 1, or 0 and the reason in `check`.
    /// @param[out] validity of an accepted chain
    int verify(x509_store_ctx_st* check, ChainValidity& validity);

    std::int64_t now() const;

    /// What is remembered of a chain that is valid now.
    std::optional<ChainValidity> find(const Digest& chain) const;
    void remember(const Digest& chain, const ChainValidity& validity);
    std::size_t size() const;

private:
    static constexpr std::size_t kMost = 16'384;

    Clock clock_;
    std::size_t most_;
    mutable std::mutex mutex_;  ///< contexts are shared between threads; held for a look-up
    std::map<Digest, ChainValidity> chains_;
};

}  // namespace cupspec::net
