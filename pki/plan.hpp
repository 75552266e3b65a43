#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "json/cursor.hpp"
#include "pki/certificate.hpp"
#include "pki/key.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::pki {

enum class Encoding { pem, der };

/// An authority, a server or a client: `spec.kind` says which.
struct PlannedCertificate {
    std::string name;                    ///< relative path without extension: "cups-0/cups-router-1"
    CertificateSpec spec;                ///< all but its times
    std::chrono::seconds not_before{0};  ///< from the time of building
    std::chrono::seconds not_after{0};
    std::string issuer;  ///< an authority's name; empty: self-signed
    std::string trust;   ///< the authority its `.trust` holds; empty: the root its issuers lead to
    KeyKind key = KeyKind::p256;
    KeyForm form = KeyForm::sec1;
    Encoding encoding = Encoding::pem;
    bool chain = true;  ///< intermediates follow in the `.crt`; PEM only
};

/// A gateway that shows a token in place of a certificate.
struct PlannedToken {
    std::string name;
    std::string authorization;  ///< the header's value
    std::string trust;          ///< the authority its `.trust` holds
    Encoding encoding = Encoding::pem;
};

/// A whole PKI, described: pki/schema/plan.schema.json. Every reference in it is good.
struct Plan {
    std::vector<PlannedCertificate> certificates;  ///< issuers before what they issue
    std::vector<PlannedToken> tokens;
    std::vector<std::string> signing_keys;  ///< names: "cups-1/sig-0"
};

/// JSON with comments. @return otherwise the json or pki error, `where` = file:line:column and the JSON
/// pointer
Result<Plan> parse_plan(std::string text, std::string source_name);

/// A plan inside a larger document; the first failure sticks in the cursor's Reading.
Plan read_plan(const json::Cursor& at);

enum class ItemKind { authority, leaf, token, signing_key };

/// One name's keys and certificates.
struct Item {
    ItemKind kind = ItemKind::leaf;
    Bytes certificate;              ///< DER; empty for tokens and signing keys
    std::optional<PrivateKey> key;  ///< absent for tokens
    KeyForm form = KeyForm::sec1;   ///< in which the key is written
    std::vector<Bytes> chain;       ///< intermediates between it and its root, its issuer first, DER
    Bytes trust;  ///< what `.trust` holds, DER; of an authority the root it leads to; empty for signing keys
    std::string authorization;  ///< tokens only: the header's value
    Encoding encoding = Encoding::pem;
    bool send_chain = true;  ///< `chain` follows the certificate in the `.crt`
};

/// A plan that was carried out.
struct Pki {
    std::map<std::string, Item, std::less<>> items;  ///< by name

    /// Null when there is none.
    const Item* find(std::string_view name) const;
};

/// @param random serial numbers come from here; keys come from OpenSSL's own source
Result<Pki> build(const Plan& plan, TimePoint now, const Random& random);

/// A file as it shall stand in the directory.
struct PkiFile {
    std::string path;  ///< relative: "cups-0/cups-0.crt"
    Bytes bytes;
    unsigned mode = 0644;  ///< 0600 for what is secret
};

/// NAME.ca and NAME.ca.key of an authority; .crt, .key and .trust of a leaf; .key and .trust of a token; .pem
/// and .key (64 bytes) of a signing key.
Result<std::vector<PkiFile>> files(const Pki& pki);

/// Writes them all below `directory`, which is made where missing (mode 0755); existing files are replaced.
/// @return the errno, `where` naming the path
Result<void> write(const Pki& pki, const std::filesystem::path& directory);

}  // namespace cupspec::pki
