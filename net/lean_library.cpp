#include "net/lean_library.hpp"

#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

namespace cupspec::net {
namespace {

// Callbacks of a provider that is built in get no pointer of ours, only the one they hand out.
const OSSL_PROVIDER* default_provider() {
    static const OSSL_PROVIDER* const provider = OSSL_PROVIDER_try_load(nullptr, "default", 1);
    return provider;
}

/// The first of an algorithm's names: "EC" of "EC:id-ecPublicKey:1.2.840.10045.2.1".
std::string_view name_of(const OSSL_ALGORITHM& algorithm) {
    const std::string_view names{algorithm.algorithm_names};
    return names.substr(0, names.find(':'));
}

using Names = std::vector<std::string_view>;
using Algorithms = std::vector<OSSL_ALGORITHM>;

/// What TLS 1.0 to 1.3 and the signatures of its certificates ask a provider for. OpenSSL 3.0 copies the list
/// of all it holds whenever it reads a certificate's key, so each one that is not needed costs time.
const std::map<int, Names>& used_by_tls() {
    static const std::map<int, Names> used{
        {OSSL_OP_DIGEST,
         {"SHA1", "SHA2-224", "SHA2-256", "SHA2-384", "SHA2-512", "SHA3-224", "SHA3-256", "SHA3-384",
          "SHA3-512", "SHAKE-256", "MD5", "MD5-SHA1"}},
        // CTR and ECB are what random numbers are made with
        {OSSL_OP_CIPHER,
         {"NULL", "AES-256-ECB", "AES-256-CTR", "AES-256-CBC", "AES-128-CBC", "AES-256-GCM", "AES-128-GCM",
          "AES-256-CCM", "AES-128-CCM", "AES-128-CBC-HMAC-SHA1", "AES-256-CBC-HMAC-SHA1",
          "AES-128-CBC-HMAC-SHA256", "AES-256-CBC-HMAC-SHA256", "ARIA-256-GCM", "ARIA-128-GCM",
          "CAMELLIA-256-CBC", "CAMELLIA-128-CBC", "DES-EDE3-CBC", "ChaCha20-Poly1305"}},
        {OSSL_OP_MAC, {"HMAC"}},
        {OSSL_OP_KDF, {"HKDF", "TLS13-KDF", "TLS1-PRF"}},
        {OSSL_OP_KEYMGMT,
         {"DH", "DSA", "RSA", "RSA-PSS", "EC", "X25519", "X448", "ED25519", "ED448", "HMAC"}},
        {OSSL_OP_KEYEXCH, {"DH", "ECDH", "X25519", "X448"}},
        {OSSL_OP_SIGNATURE, {"DSA", "RSA", "ECDSA", "ED25519", "ED448", "HMAC"}},
        {OSSL_OP_DECODER, {"EC", "RSA", "RSA-PSS", "ED25519", "ED448"}},
    };
    return used;
}

/// For all but decoders; of these, the ones for keys in certificates.
bool reads_certificates(const OSSL_ALGORITHM& algorithm, int operation) {
    const std::string_view properties{algorithm.property_definition};
    return operation != OSSL_OP_DECODER ||
           (properties.find("input=der") != std::string_view::npos &&
            properties.find("structure=SubjectPublicKeyInfo") != std::string_view::npos);
}

Algorithms part_of_default(int operation, const Names& names) {
    Algorithms kept;
    int no_cache = 0;
    const OSSL_ALGORITHM* all = OSSL_PROVIDER_query_operation(default_provider(), operation, &no_cache);
    // NOLINTNEXTLINE(*-pointer-arithmetic): an array that ends in an empty entry
    for (; all != nullptr && all->algorithm_names != nullptr; ++all) {
        const bool named = std::find(names.begin(), names.end(), name_of(*all)) != names.end();
        if (named && reads_certificates(*all, operation)) kept.push_back(*all);
    }
    kept.push_back(OSSL_ALGORITHM{});  // the end
    return kept;
}

std::map<int, Algorithms> parts_for_tls() {
    std::map<int, Algorithms> parts;
    for (const auto& [operation, names] : used_by_tls())
        parts.emplace(operation, part_of_default(operation, names));
    return parts;
}

const OSSL_ALGORITHM* lean_query(void* /*provider*/, int operation, int* no_cache) {
    static const std::map<int, Algorithms> parts = parts_for_tls();
    const auto part = parts.find(operation);
    if (part == parts.end()) return OSSL_PROVIDER_query_operation(default_provider(), operation, no_cache);
    *no_cache = 0;
    return part->second.data();
}

/// Nothing that reads keys.
const OSSL_ALGORITHM* keyless_query(void* provider, int operation, int* no_cache) {
    *no_cache = 0;
    if (operation == OSSL_OP_DECODER || operation == OSSL_OP_KEYMGMT) return nullptr;
    return lean_query(provider, operation, no_cache);
}

/// The groups of TLS, among others.
int capabilities(void* /*provider*/, const char* capability, OSSL_CALLBACK* callback, void* argument) {
    return OSSL_PROVIDER_get_capabilities(default_provider(), capability, callback, argument);
}

/// OpenSSL keeps functions of all signatures as this one.
template <class F>
OSSL_DISPATCH entry(int id, F* function) {
    return {id,
            reinterpret_cast<void (*)()>(function)};  // NOLINT(*-reinterpret-cast): as OpenSSL's own tables
}

using Query = OSSL_FUNC_provider_query_operation_fn;

template <Query* kQuery>
int init(const OSSL_CORE_HANDLE* /*handle*/, const OSSL_DISPATCH* /*core*/, const OSSL_DISPATCH** functions,
         void** provider) {
    static const std::array table{entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, kQuery),
                                  entry(OSSL_FUNC_PROVIDER_GET_CAPABILITIES, capabilities),
                                  OSSL_DISPATCH{0, nullptr}};
    if (default_provider() == nullptr) return 0;
    *functions = table.data();
    *provider = OSSL_PROVIDER_get0_provider_ctx(default_provider());
    return 1;
}

OSSL_LIB_CTX* make(OSSL_provider_init_fn* init) {
    constexpr const char* kName = "part-of-default";
    OSSL_LIB_CTX* library = OSSL_LIB_CTX_new();
    if (library == nullptr) return nullptr;
    const bool loaded =
        OSSL_PROVIDER_add_builtin(library, kName, init) == 1 && OSSL_PROVIDER_load(library, kName) != nullptr;
    if (loaded) return library;
    OSSL_LIB_CTX_free(library);
    return nullptr;
}

}  // namespace

ossl_lib_ctx_st* lean_library() {
    // NOLINTNEXTLINE(*-avoid-non-const-global-variables): OpenSSL's own, which it guards
    static OSSL_LIB_CTX* const library = make(init<lean_query>);
    return library;
}

ossl_lib_ctx_st* keyless_library() {
    // NOLINTNEXTLINE(*-avoid-non-const-global-variables): OpenSSL's own, which it guards
    static OSSL_LIB_CTX* const library = make(init<keyless_query>);
    return library;
}

LibraryScope::LibraryScope(ossl_lib_ctx_st* library) : before_{OSSL_LIB_CTX_set0_default(library)} {}

LibraryScope::~LibraryScope() { OSSL_LIB_CTX_set0_default(before_); }

}  // namespace cupspec::net
