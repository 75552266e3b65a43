#include "server/raw_credentials.hpp"

#include "pki/certificate.hpp"
#include "pki/key.hpp"
#include "server/errc.hpp"
#include "server/gateway_files.hpp"

#include <utility>

namespace cupspec::server {
namespace {

Error nothing_to_change(const char* why) { return {Errc::bad_fault, {}, why}; }

void append(Bytes& bytes, ByteView more) { bytes.insert(bytes.end(), more.begin(), more.end()); }

bool has_token(const protocol::CredentialSet& set) { return !set.key.empty() && is_token(set.key); }

Result<Bytes> as_pem(const protocol::CredentialSet& set) {
    Bytes blob;
    for (const Bytes* certificate : {&set.trust, &set.certificate})
        if (!certificate->empty()) append(blob, as_bytes(pki::certificate_pem(*certificate)));
    if (set.key.empty() || has_token(set)) {
        append(blob, set.key);
        return blob;
    }
    const auto key = pki::PrivateKey::parse(set.key);
    if (!key) return key.error();
    const auto pem = key->pem(key->form());
    if (!pem) return pem.error();
    append(blob, as_bytes(*pem));
    return blob;
}

Result<Bytes> with_pkcs8_key(protocol::CredentialSet set) {
    if (set.key.empty() || has_token(set)) return nothing_to_change("no private key in the credentials");
    const auto key = pki::PrivateKey::parse(set.key);
    if (!key) return key.error();
    auto der = key->der(pki::KeyForm::pkcs8);
    if (!der) return der.error();
    if (*der == set.key) return nothing_to_change("the private key is PKCS#8 already");
    set.key = std::move(*der);
    return protocol::join(set);
}

Result<Bytes> with_two_cas(const protocol::CredentialSet& set) {
    Bytes blob = set.trust;
    append(blob, protocol::join(set));
    return blob;
}

Result<Bytes> without_placeholder(const protocol::CredentialSet& set) {
    Bytes blob;
    for (const Bytes* element : {&set.trust, &set.certificate, &set.key}) append(blob, *element);
    if (blob.size() == protocol::join(set).size())
        return nothing_to_change("nothing is absent in the credentials");
    return blob;
}

Result<Bytes> without_newline(protocol::CredentialSet set) {
    if (!has_token(set)) return nothing_to_change("no token in the credentials");
    while (!set.key.empty() && (set.key.back() == '\n' || set.key.back() == '\r')) set.key.pop_back();
    return protocol::join(set);
}

Result<Bytes> without_trust(protocol::CredentialSet set) {
    set.trust.clear();
    return protocol::join(set);
}

Result<Bytes> with_two_elements(const protocol::CredentialSet& set) {
    Bytes blob = set.trust;
    blob.resize(blob.size() + protocol::kFillerBytes);
    return blob;
}

Result<Bytes> with_padding(const protocol::CredentialSet& set) {
    if (has_token(set)) return nothing_to_change("a token takes all that follows");
    Bytes blob = protocol::join(set);
    blob.resize(blob.size() + protocol::kFillerBytes);
    return blob;
}

Result<Bytes> cut_in_trust(const protocol::CredentialSet& set) {
    Bytes blob = set.trust;
    blob.resize(blob.size() / 2);
    return blob;
}

Result<Bytes> with_chain(const protocol::CredentialSet& set) {
    if (set.certificate.empty()) return nothing_to_change("no client certificate in the credentials");
    Bytes blob = set.trust;
    append(blob, set.certificate);
    append(blob, set.certificate);
    append(blob, set.key);
    return blob;
}

}  // namespace

Result<Bytes> raw_credentials(FaultKind fault, ByteView blob) {
    auto set = protocol::split(blob);
    if (!set) return set.error();
    switch (fault) {
        case FaultKind::pem_blob: return as_pem(*set);
        case FaultKind::pkcs8_key: return with_pkcs8_key(std::move(*set));
        case FaultKind::two_cas: return with_two_cas(*set);
        case FaultKind::no_placeholder: return without_placeholder(*set);
        case FaultKind::token_no_newline: return without_newline(std::move(*set));
        case FaultKind::no_trust: return without_trust(std::move(*set));
        case FaultKind::two_elements: return with_two_elements(*set);
        case FaultKind::padded_blob: return with_padding(*set);
        case FaultKind::cut_blob: return cut_in_trust(*set);
        case FaultKind::client_chain: return with_chain(*set);
        default: return nothing_to_change("no fault of credentials");
    }
}

}  // namespace cupspec::server
