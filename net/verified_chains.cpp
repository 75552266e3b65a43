#include "net/verified_chains.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <vector>

namespace cupspec::net {
namespace {

/// Over the digests of all presented certificates in their order. Nothing: OpenSSL cannot, which has to stop
/// nobody.
std::optional<VerifiedChains::Digest> digest_of(const STACK_OF(X509) * presented) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> one{};
    std::vector<std::uint8_t> all;
    for (int i = 0; i < sk_X509_num(presented); ++i) {
        unsigned size = 0;
        if (X509_digest(sk_X509_value(presented, i), EVP_sha256(), one.data(), &size) != 1)
            return std::nullopt;
        all.insert(all.end(), one.begin(), one.begin() + size);
    }
    VerifiedChains::Digest digest{};
    if (all.empty()) return std::nullopt;
    if (EVP_Digest(all.data(), all.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        return std::nullopt;
    return digest;
}

std::int64_t second_of(const ASN1_TIME* time) {
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);  // the chain was verified: its times can be read
    return timegm(&parts);
}

/// OpenSSL takes the second of notBefore, and refuses that of notAfter.
ChainValidity validity_of(const STACK_OF(X509) * verified) {
    ChainValidity common{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
    for (int i = 0; i < sk_X509_num(verified); ++i) {
        const X509* certificate = sk_X509_value(verified, i);
        common.from = std::max(common.from, second_of(X509_get0_notBefore(certificate)));
        common.until = std::min(common.until, second_of(X509_get0_notAfter(certificate)));
    }
    return common;
}

}  // namespace

int VerifiedChains::verify(x509_store_ctx_st* check, ChainValidity& validity) {
    const auto digest = digest_of(X509_STORE_CTX_get0_untrusted(check));
    if (digest) {
        if (const auto known = find(*digest)) {
            validity = *known;
            X509_STORE_CTX_set_error(check, X509_V_OK);
            return 1;
        }
    }
    X509_STORE_CTX_set_time(check, 0, now());
    if (X509_verify_cert(check) != 1) return 0;
    validity = validity_of(X509_STORE_CTX_get0_chain(check));
    if (digest) remember(*digest, validity);
    return 1;
}

std::int64_t VerifiedChains::now() const {
    return std::chrono::floor<std::chrono::seconds>(clock_()).time_since_epoch().count();
}

std::optional<ChainValidity> VerifiedChains::find(const Digest& chain) const {
    const std::scoped_lock lock{mutex_};
    const auto found = chains_.find(chain);
    if (found == chains_.end() || !found->second.covers(now())) return std::nullopt;
    return found->second;
}

void VerifiedChains::remember(const Digest& chain, const ChainValidity& validity) {
    const std::scoped_lock lock{mutex_};
    if (chains_.size() >= most_) chains_.clear();
    chains_.insert_or_assign(chain, validity);
}

std::size_t VerifiedChains::size() const {
    const std::scoped_lock lock{mutex_};
    return chains_.size();
}

}  // namespace cupspec::net
