#include "net/lean_library.hpp"

#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>

#include <algorithm>
#include <array>
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

/// Keys in certificates that TLS can use.
bool reads_certificates(const OSSL_ALGORITHM& decoder) {
    constexpr std::array<std::string_view, 5> kKeys{"EC", "RSA", "RSA-PSS", "ED25519", "ED448"};
    const std::string_view properties{decoder.property_definition};
    return properties.find("input=der") != std::string_view::npos &&
           properties.find("structure=SubjectPublicKeyInfo") != std::string_view::npos &&
           std::find(kKeys.begin(), kKeys.end(), name_of(decoder)) != kKeys.end();
}

std::vector<OSSL_ALGORITHM> certificate_decoders() {
    std::vector<OSSL_ALGORITHM> kept;
    int no_cache = 0;
    const OSSL_ALGORITHM* all = OSSL_PROVIDER_query_operation(default_provider(), OSSL_OP_DECODER, &no_cache);
    // NOLINTNEXTLINE(*-pointer-arithmetic): an array that ends in an empty entry
    for (; all != nullptr && all->algorithm_names != nullptr; ++all)
        if (reads_certificates(*all)) kept.push_back(*all);
    kept.push_back(OSSL_ALGORITHM{});  // the end
    return kept;
}

const OSSL_ALGORITHM* lean_query(void* /*provider*/, int operation, int* no_cache) {
    if (operation != OSSL_OP_DECODER)
        return OSSL_PROVIDER_query_operation(default_provider(), operation, no_cache);
    static const std::vector<OSSL_ALGORITHM> decoders = certificate_decoders();
    *no_cache = 0;
    return decoders.data();
}

/// Nothing that reads keys.
const OSSL_ALGORITHM* keyless_query(void* /*provider*/, int operation, int* no_cache) {
    *no_cache = 0;
    if (operation == OSSL_OP_DECODER || operation == OSSL_OP_KEYMGMT) return nullptr;
    return OSSL_PROVIDER_query_operation(default_provider(), operation, no_cache);
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
