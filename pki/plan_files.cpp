#include "base/files.hpp"
#include "pki/firmware.hpp"
#include "pki/plan.hpp"
#include "protocol/credentials.hpp"

#include <utility>

namespace cupspec::pki {
namespace {

constexpr unsigned kPublic = 0644;
constexpr unsigned kSecret = 0600;

Bytes certificate_file(const Bytes& der, Encoding encoding) {
    return encoding == Encoding::der ? der : to_bytes(certificate_pem(der));
}

Result<Bytes> key_file(const Item& item) {
    if (item.encoding == Encoding::der) return item.key->der(item.form);
    const auto pem = item.key->pem(item.form);
    if (!pem) return pem.error();
    return to_bytes(*pem);
}

/// The secret first: a directory that was cut short lacks the public half, not the other way round.
Result<std::vector<PkiFile>> authority_files(const std::string& name, const Item& item) {
    auto key = key_file(item);
    if (!key) return key.error();
    return std::vector{PkiFile{name + ".ca.key", std::move(*key), kSecret},
                       PkiFile{name + ".ca", certificate_file(item.certificate, item.encoding), kPublic}};
}

Result<std::vector<PkiFile>> leaf_files(const std::string& name, const Item& item) {
    auto key = key_file(item);
    if (!key) return key.error();
    Bytes certificates = certificate_file(item.certificate, item.encoding);
    if (item.send_chain && item.encoding == Encoding::pem) {
        for (const Bytes& above : item.chain) {
            const Bytes more = certificate_file(above, item.encoding);
            certificates.insert(certificates.end(), more.begin(), more.end());
        }
    }
    return std::vector{PkiFile{name + ".key", std::move(*key), kSecret},
                       PkiFile{name + ".crt", std::move(certificates), kPublic},
                       PkiFile{name + ".trust", certificate_file(item.trust, item.encoding), kPublic}};
}

Result<std::vector<PkiFile>> token_files(const std::string& name, const Item& item) {
    auto line = protocol::token_key("Authorization", item.authorization);
    if (!line) return line.error();
    return std::vector{PkiFile{name + ".key", std::move(*line), kSecret},
                       PkiFile{name + ".trust", certificate_file(item.trust, item.encoding), kPublic}};
}

Result<std::vector<PkiFile>> signing_key_files(const std::string& name, const Item& item) {
    auto secret = item.key->pem(KeyForm::sec1);
    if (!secret) return secret.error();
    auto point = public_key(*item.key);
    if (!point) return point.error();
    return std::vector{PkiFile{name + ".pem", to_bytes(*secret), kSecret},
                       PkiFile{name + ".key", std::move(*point), kPublic}};
}

Result<std::vector<PkiFile>> files_of(const std::string& name, const Item& item) {
    switch (item.kind) {
        case ItemKind::authority: return authority_files(name, item);
        case ItemKind::leaf: return leaf_files(name, item);
        case ItemKind::token: return token_files(name, item);
        case ItemKind::signing_key: return signing_key_files(name, item);
    }
    return std::vector<PkiFile>{};
}

}  // namespace

Result<std::vector<PkiFile>> files(const Pki& pki) {
    std::vector<PkiFile> all;
    for (const auto& [name, item] : pki.items) {
        auto some = files_of(name, item);
        if (!some) return some.error();
        for (PkiFile& file : *some) all.push_back(std::move(file));
    }
    return all;
}

Result<void> write(const Pki& pki, const std::filesystem::path& directory) {
    const auto all = files(pki);
    if (!all) return all.error();
    for (const PkiFile& file : *all) {
        const std::filesystem::path path = directory / file.path;
        std::error_code failed;
        std::filesystem::create_directories(path.parent_path(), failed);
        if (failed) return Error{failed, path.parent_path().string(), {}};
        if (auto written = write_file(path, file.bytes, file.mode, false); !written) return written;
    }
    return {};
}

}  // namespace cupspec::pki
