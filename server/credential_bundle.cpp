#include "server/credential_bundle.hpp"

#include "pki/certificate.hpp"
#include "pki/key.hpp"
#include "server/errc.hpp"

#include <utility>

namespace cupspec::server {
namespace {

/// Why a gateway could do nothing with this certificate and key; empty: it can.
std::string objection_to(const protocol::CredentialSet& set) {
    if (set.certificate.empty()) {
        const bool is_token = set.key.empty() || set.key.front() != 0x30;
        return is_token ? "" : "it has a key without a certificate";
    }
    if (const auto facts = pki::inspect_certificate(set.certificate); !facts)
        return "its certificate is none";
    const auto key = pki::PrivateKey::parse(set.key);
    if (!key) return "its key is none";
    return key->public_matches(set.certificate) ? "" : "its key is not its certificate's";
}

}  // namespace

Result<protocol::CredentialSet> read_bundle(const Bytes& bundle, const std::string& where) {
    const auto garbled = [&where](const std::string& why) {
        return Error{Errc::bad_file, where, why + "; it is not served (remove it or put a sound one there)"};
    };
    if (bundle.empty()) return garbled("the bundle is empty");
    auto set = protocol::split(bundle);
    if (!set) return garbled(describe(set.error()));
    if (!pki::inspect_certificate(set->trust)) return garbled("its trust is no certificate");
    if (const std::string why = objection_to(*set); !why.empty()) return garbled(why);
    return set;
}

net::awaitable<Result<std::optional<protocol::CredentialSet>>> load_bundle(Store& store, std::string name) {
    const auto bytes = co_await store.get(name);
    if (!bytes) co_return bytes.error();
    std::optional<protocol::CredentialSet> found;
    if (!*bytes) co_return found;
    auto set = read_bundle(**bytes, store.where(name));
    if (!set) co_return set.error();
    found = std::move(*set);
    co_return found;
}

}  // namespace cupspec::server
