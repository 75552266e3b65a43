#include "pki/certificate.hpp"
#include "pki/handles.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

namespace cupspec::pki {
namespace {

using Store = Handle<X509_STORE, X509_STORE_free>;
using StoreContext = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;

struct FreeStack {
    void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_pop_free(stack, X509_free); }
};
using Stack = std::unique_ptr<STACK_OF(X509), FreeStack>;

Result<Store> trust_store(ByteView trust) {
    const auto anchors = split_bundle(trust);
    if (!anchors) return Error{anchors.error().code, "trust", anchors.error().detail};
    Store store{X509_STORE_new()};
    for (const Bytes& der : *anchors) {
        if (!store || X509_STORE_add_cert(store.get(), parse_certificate(der).get()) != 1)
            return openssl_error(Errc::crypto, "trust");
    }
    return store;
}

Stack intermediates(const std::vector<Bytes>& bundle) {
    Stack stack{sk_X509_new_null()};
    for (std::size_t i = 1; i < bundle.size(); ++i) {
        Certificate certificate = parse_certificate(bundle[i]);
        if (stack && sk_X509_push(stack.get(), certificate.get()) > 0) {
            [[maybe_unused]] const X509* owned_by_stack = certificate.release();
        }
    }
    return stack;
}

void set_conditions(X509_STORE_CTX& context, TimePoint at, Purpose purpose) {
    X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(&context);
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_time(
        parameters,
        static_cast<time_t>(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count()));
    if (purpose == Purpose::server) X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
    if (purpose == Purpose::client) X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_CLIENT);
}

Error failure(X509_STORE_CTX& context) {
    const X509* at = X509_STORE_CTX_get_current_cert(&context);
    std::string subject = at == nullptr ? std::string{} : describe_name(X509_get_subject_name(at));
    return {Errc::not_verified, std::move(subject),
            X509_verify_cert_error_string(X509_STORE_CTX_get_error(&context))};
}

}  // namespace

Result<void> verify_certificate(ByteView certificate, ByteView trust, TimePoint at, Purpose purpose) {
    const auto bundle = split_bundle(certificate);
    if (!bundle) return bundle.error();
    const auto store = trust_store(trust);
    if (!store) return store.error();
    const Certificate leaf = parse_certificate(bundle->front());
    const Stack untrusted = intermediates(*bundle);
    const StoreContext context{X509_STORE_CTX_new()};
    if (!context || X509_STORE_CTX_init(context.get(), store->get(), leaf.get(), untrusted.get()) != 1)
        return openssl_error(Errc::crypto, "verification");
    set_conditions(*context, at, purpose);
    const bool good = X509_verify_cert(context.get()) == 1;
    ERR_clear_error();
    if (!good) return failure(*context);
    return {};
}

}  // namespace cupspec::pki
