#include "pki/key.hpp"

#include "pki/handles.hpp"
#include "pki/pem.hpp"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <array>
#include <utility>

namespace cupspec::pki {
namespace {

struct KindRow {
    KeyKind kind;
    std::string_view name;
    std::string_view description;
    KeyForm form;
};
constexpr std::array kKinds{
    KindRow{KeyKind::p256, "p256", "EC P-256", KeyForm::sec1},
    KindRow{KeyKind::p384, "p384", "EC P-384", KeyForm::sec1},
    KindRow{KeyKind::p521, "p521", "EC P-521", KeyForm::sec1},
    KindRow{KeyKind::rsa1024, "rsa1024", "RSA 1024", KeyForm::pkcs1},
    KindRow{KeyKind::rsa2048, "rsa2048", "RSA 2048", KeyForm::pkcs1},
    KindRow{KeyKind::rsa4096, "rsa4096", "RSA 4096", KeyForm::pkcs1},
    KindRow{KeyKind::ed25519, "ed25519", "Ed25519", KeyForm::pkcs8},
};

struct FormRow {
    KeyForm form;
    std::string_view name;
    std::string_view label;  ///< of its PEM block
};
constexpr std::array kForms{
    FormRow{KeyForm::sec1, "sec1", "EC PRIVATE KEY"},
    FormRow{KeyForm::pkcs8, "pkcs8", "PRIVATE KEY"},
    FormRow{KeyForm::pkcs1, "pkcs1", "RSA PRIVATE KEY"},
};

const KindRow& row_of(KeyKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
const FormRow& row_of(KeyForm form) { return kForms[static_cast<std::size_t>(form)]; }

EVP_PKEY* generate_edwards() {
    const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "ED25519", nullptr)};
    EVP_PKEY* key = nullptr;
    if (context && EVP_PKEY_keygen_init(context.get()) == 1) EVP_PKEY_generate(context.get(), &key);
    return key;
}

EVP_PKEY* generate_native(KeyKind kind) {
    switch (kind) {
        case KeyKind::p256: return EVP_EC_gen("P-256");
        case KeyKind::p384: return EVP_EC_gen("P-384");
        case KeyKind::p521: return EVP_EC_gen("P-521");
        case KeyKind::rsa1024: return EVP_RSA_gen(1024U);
        case KeyKind::rsa2048: return EVP_RSA_gen(2048U);
        case KeyKind::rsa4096: return EVP_RSA_gen(4096U);
        case KeyKind::ed25519: return generate_edwards();
    }
    return nullptr;
}

Bytes pkcs8_der(const EVP_PKEY* key) {
    const Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info{EVP_PKEY2PKCS8(key)};
    if (!info) return {};
    return encoded([&info](unsigned char** out) { return i2d_PKCS8_PRIV_KEY_INFO(info.get(), out); });
}

/// Takes the header of the element at the front away, with its content unless it is to be entered.
int take_element(ByteView& at, bool enter) {
    const unsigned char* next = at.data();
    long size = 0;
    int tag = 0;
    int tag_class = 0;
    const int flags = ASN1_get_object(&next, &size, &tag, &tag_class, static_cast<long>(at.size()));
    if ((static_cast<unsigned>(flags) & 0x80U) != 0) return -1;
    const auto header = static_cast<std::size_t>(next - at.data());
    at = at.subspan(enter ? header : header + static_cast<std::size_t>(size));
    return tag;
}

/// All three begin SEQUENCE, INTEGER; the third element tells them apart.
KeyForm form_of(ByteView der) {
    if (take_element(der, true) != V_ASN1_SEQUENCE || take_element(der, false) != V_ASN1_INTEGER)
        return KeyForm::pkcs8;
    const int third = take_element(der, false);
    ERR_clear_error();
    if (third == V_ASN1_OCTET_STRING) return KeyForm::sec1;
    return third == V_ASN1_INTEGER ? KeyForm::pkcs1 : KeyForm::pkcs8;
}

/// The algorithm a PKCS#8 key names; EVP_PKEY_NONE when it cannot be read.
int pkcs8_algorithm(ByteView der) {
    const unsigned char* at = der.data();
    const Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info{
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size()))};
    const ASN1_OBJECT* algorithm = nullptr;
    if (!info || PKCS8_pkey_get0(&algorithm, nullptr, nullptr, nullptr, info.get()) != 1)
        return EVP_PKEY_NONE;
    return OBJ_obj2nid(algorithm);
}

/// OpenSSL told the type reads a key three times as fast as OpenSSL left to try them all.
EVP_PKEY* decode(ByteView der, KeyForm form, const unsigned char** at) {
    const auto size = static_cast<long>(der.size());
    int type = form == KeyForm::sec1 ? EVP_PKEY_EC : EVP_PKEY_RSA;
    if (form == KeyForm::pkcs8) type = pkcs8_algorithm(der);
    if (type == EVP_PKEY_NONE) return d2i_AutoPrivateKey(nullptr, at, size);
    return d2i_PrivateKey(type, nullptr, at, size);
}

/// The bytes of the first private key in a PEM file.
Result<Bytes> key_block(ByteView file) {
    for (PemBlock& block : pem_blocks(file)) {
        if (!block.label.ends_with("PRIVATE KEY")) continue;
        if (block.encrypted || block.label.starts_with("ENCRYPTED"))
            return Error{Errc::bad_key, {}, "it is encrypted; Station and this tool read bare keys only"};
        return std::move(block.der);
    }
    return Error{Errc::bad_key, {}, "no PRIVATE KEY block in the PEM text, and it does not begin as DER"};
}

}  // namespace

std::string_view name_of(KeyKind kind) { return row_of(kind).name; }
std::string_view name_of(KeyForm form) { return row_of(form).name; }

KeyForm default_form(KeyKind kind) { return row_of(kind).form; }
bool can_take(KeyKind kind, KeyForm form) { return form == KeyForm::pkcs8 || form == default_form(kind); }

void PrivateKey::Free::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }

Result<PrivateKey> PrivateKey::generate(KeyKind kind) {
    EVP_PKEY* key = generate_native(kind);
    if (key == nullptr) return openssl_error(Errc::crypto, "key " + std::string{name_of(kind)});
    return PrivateKey{key, default_form(kind)};
}

Result<PrivateKey> PrivateKey::parse(ByteView file) {
    Bytes from_pem;
    if (!looks_like_der(file)) {
        auto block = key_block(file);
        if (!block) return block.error();
        from_pem = std::move(*block);
        file = from_pem;
    }
    const unsigned char* at = file.data();
    const KeyForm form = form_of(file);
    PrivateKey key{decode(file, form, &at), form};
    if (!key.key_) return openssl_error(Errc::bad_key, {});
    if (at != file.data() + file.size())
        return Error{Errc::bad_key, {}, std::to_string(file.data() + file.size() - at) + " bytes follow it"};
    return key;
}

PrivateKey::PrivateKey(const PrivateKey& other) : key_{other.key_.get()}, form_{other.form_} {
    if (key_) EVP_PKEY_up_ref(key_.get());
}

PrivateKey& PrivateKey::operator=(const PrivateKey& other) {
    PrivateKey copy{other};
    *this = std::move(copy);
    return *this;
}

std::optional<KeyKind> PrivateKey::kind() const {
    const std::string words = description();
    for (const KindRow& row : kKinds)
        if (row.description == words) return row.kind;
    return std::nullopt;
}

std::string PrivateKey::description() const { return describe_key(key_.get()); }

Result<Bytes> PrivateKey::der(KeyForm form) const {
    if (form == KeyForm::sec1 && EVP_PKEY_is_a(key_.get(), "EC") != 1)
        return Error{Errc::unsuitable_key, "sec1", description() + " has no SEC1 form"};
    if (form == KeyForm::pkcs1 && EVP_PKEY_is_a(key_.get(), "RSA") != 1)
        return Error{Errc::unsuitable_key, "pkcs1", description() + " has no PKCS#1 form"};
    const EVP_PKEY* key = key_.get();
    Bytes bytes = form == KeyForm::pkcs8
                      ? pkcs8_der(key)
                      : encoded([key](unsigned char** out) { return i2d_PrivateKey(key, out); });
    if (bytes.empty()) return openssl_error(Errc::crypto, std::string{name_of(form)});
    return bytes;
}

Result<std::string> PrivateKey::pem(KeyForm form) const {
    auto bytes = der(form);
    if (!bytes) return bytes.error();
    return pem_armour(row_of(form).label, *bytes);
}

bool PrivateKey::public_matches(ByteView certificate) const {
    const auto parsed = first_certificate(certificate);
    const bool match = parsed && EVP_PKEY_eq(X509_get0_pubkey(parsed->get()), key_.get()) == 1;
    ERR_clear_error();
    return match;
}

}  // namespace cupspec::pki
