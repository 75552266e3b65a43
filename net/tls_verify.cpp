#include "base/hex.hpp"
#include "net/lean_library.hpp"
#include "net/openssl.hpp"
#include "net/tickets.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <utility>

// The certificate check: who the peer is, whether the chain holds, whether the name fits.
namespace cupspec::net {
namespace {

void free_extras(void* /*parent*/, void* extras, CRYPTO_EX_DATA* /*data*/, int /*index*/, long /*argl*/,
                 void* /*argp*/) {
    const std::unique_ptr<ContextExtras> owned{static_cast<ContextExtras*>(extras)};
}

int extras_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_extras);
    return index;
}

std::string common_name(const X509* certificate) {
    const X509_NAME* subject = X509_get_subject_name(certificate);
    const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (index < 0) return {};
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)));
    if (size < 0) return {};
    std::string name = to_text(ByteView{text, static_cast<std::size_t>(size)});
    OPENSSL_free(text);
    return name;
}

std::string sha256(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
    return to_hex(ByteView{digest.data(), size});
}

/// X509_V_OK, or which mismatch it is.
int name_error(X509* certificate, const std::string& name) {
    const bool as_host = X509_check_host(certificate, name.data(), name.size(),
                                         X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
    if (as_host) return X509_V_OK;
    const int as_address = X509_check_ip_asc(certificate, name.c_str(), 0);
    if (as_address == 1) return X509_V_OK;
    return as_address == -2 ? X509_V_ERR_HOSTNAME_MISMATCH : X509_V_ERR_IP_ADDRESS_MISMATCH;
}

/// 1 or 0, as the callback returns them; the judge's words become the connection's failure.
int judged(X509_STORE_CTX* check, SSL* ssl, const CertificateJudge& judge) {
    Certificates chain;
    STACK_OF(X509)* verified = X509_STORE_CTX_get0_chain(check);
    chain.reserve(static_cast<std::size_t>(sk_X509_num(verified)));
    for (int i = 0; i < sk_X509_num(verified); ++i) chain.push_back(sk_X509_value(verified, i));
    const auto refusal = judge(chain);
    if (!refusal) return 1;
    if (auto* facts = static_cast<protocol::TlsFacts*>(SSL_get_app_data(ssl))) facts->failure = *refusal;
    X509_STORE_CTX_set_error(check, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
}

/// What the peer sent, as it came.
void show_chain(X509_STORE_CTX* check, const ChainSight& see_chain) {
    std::vector<Bytes> chain;
    STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(check);
    for (int i = 0; i < sk_X509_num(sent); ++i) {
        const X509* certificate = sk_X509_value(sent, i);
        Bytes der(static_cast<std::size_t>(std::max(i2d_X509(certificate, nullptr), 0)));
        unsigned char* to = der.data();
        if (i2d_X509(certificate, &to) > 0) chain.push_back(std::move(der));
    }
    see_chain(std::move(chain));
}

/// Takes the place of OpenSSL's own check, for three things it cannot do: note a refused peer's certificate,
/// take either kind of name for an IP literal, and leave the result alone when nobody asked for verification.
int verify(X509_STORE_CTX* check, void* /*argument*/) {
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(check, SSL_get_ex_data_X509_STORE_CTX_idx()));
    X509* certificate = X509_STORE_CTX_get0_cert(check);
    if (auto* facts = static_cast<protocol::TlsFacts*>(SSL_get_app_data(ssl))) note_peer(*facts, certificate);
    const ContextExtras& extras = extras_of(SSL_get_SSL_CTX(ssl));
    if (extras.see_chain) show_chain(check, extras.see_chain);
    if (extras.any_peer) {
        X509_STORE_CTX_set_error(check, X509_V_OK);
        return 1;
    }
    const LibraryScope scope{lean_library()};  // certificates in the trust have keys
    if (extras.chains) {
        ChainValidity validity;
        if (extras.chains->verify(check, validity) != 1) return 0;
        limit_session(ssl, validity);
        return 1;
    }
    if (X509_verify_cert(check) != 1) return 0;
    if (extras.judge_peer) return judged(check, ssl, extras.judge_peer);
    const std::string& name = extras.server_name;
    const int error = name.empty() ? X509_V_OK : name_error(certificate, name);
    if (error != X509_V_OK) X509_STORE_CTX_set_error(check, error);
    return error == X509_V_OK ? 1 : 0;
}

void log_key(const SSL* ssl, const char* line) {
    const KeyLog& log = extras_of(SSL_get_SSL_CTX(ssl)).key_log;
    if (log) log(line);
}

}  // namespace

const ContextExtras& extras_of(const SSL_CTX* context) {
    return *static_cast<const ContextExtras*>(SSL_CTX_get_ex_data(context, extras_index()));
}

void attach_extras(SSL_CTX* context, ContextExtras extras) {
    if (extras.key_log) SSL_CTX_set_keylog_callback(context, log_key);
    SSL_CTX_set_ex_data(context, extras_index(),
                        std::make_unique<ContextExtras>(std::move(extras)).release());
    SSL_CTX_set_cert_verify_callback(context, verify, nullptr);
}

void note_peer(protocol::TlsFacts& facts, const X509* certificate) {
    facts.peer_common_name = common_name(certificate);
    facts.peer_sha256 = sha256(certificate);
}

void attach_facts(SSL* ssl, protocol::TlsFacts* facts) { SSL_set_app_data(ssl, facts); }

}  // namespace cupspec::net
