#include "scenarios/keyring.hpp"

#include "base/files.hpp"
#include "pki/certificate.hpp"
#include "protocol/crc32.hpp"

#include <algorithm>

namespace cupspec::scenarios {
namespace {

namespace fs = std::filesystem;

Result<Bytes> read_if_there(const fs::path& path) {
    auto bytes = read_file(path);
    if (!bytes && bytes.error().code == boost::system::errc::no_such_file_or_directory) return Bytes{};
    return bytes;
}

/// The first PEM block as DER; what is neither PEM nor DER (a token) as it is.
Result<Bytes> der_of(Bytes file, const fs::path& path) {
    if (!protocol::looks_like_pem(file)) return file;
    auto der = protocol::first_pem_block(file);
    if (!der) return Error{der.error().code, path.string(), der.error().detail};
    return std::move(*der);
}

Result<void> copy_files(const fs::path& from, const fs::path& to) {
    std::error_code failed;
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing, failed);
    if (failed) return Error{failed, from.string(), {}};
    return {};
}

struct Found {
    std::vector<std::string> sets;
    std::vector<std::string> signing_keys;
};

/// A signing key has no `.trust` beside it, anything else with a `.key` has.
Result<Found> look_around(const fs::path& directory) {
    Found found;
    std::error_code failed;
    for (fs::recursive_directory_iterator file{directory, failed}; !failed && file != fs::end(file);
         file.increment(failed)) {
        const fs::path path = file->path().lexically_relative(directory);
        const std::string name = fs::path{path}.replace_extension().generic_string();
        if (path.extension() != ".key" || name.ends_with(".ca")) continue;
        const bool has_trust = fs::exists(directory / (name + ".trust"));
        (has_trust ? found.sets : found.signing_keys).push_back(name);
    }
    if (failed) return Error{failed, directory.string(), {}};
    std::sort(found.sets.begin(), found.sets.end());
    std::sort(found.signing_keys.begin(), found.signing_keys.end());
    return found;
}

}  // namespace

Result<Keyring> Keyring::make(const PkiSource& source, fs::path directory, const Random& random) {
    Keyring keyring{std::move(directory)};
    std::error_code failed;
    fs::create_directories(keyring.directory_, failed);
    if (failed) return Error{failed, keyring.directory_.string(), {}};
    if (source.directory.empty()) {
        const auto made = pki::build(source.plan, wall_clock(), random);
        if (!made) return made.error();
        if (const auto written = pki::write(*made, keyring.directory_); !written) return written.error();
    } else if (const auto copied = copy_files(source.directory, keyring.directory_); !copied) {
        return copied.error();
    }
    const auto found = look_around(keyring.directory_);
    if (!found) return found.error();
    if (const auto noted = keyring.note_crcs(found->sets, found->signing_keys); !noted) return noted.error();
    return keyring;
}

Result<void> Keyring::note_crcs(const std::vector<std::string>& sets,
                                const std::vector<std::string>& signing_keys) {
    for (const std::string& name : signing_keys) {
        const auto key = public_key(name);
        if (!key) return key.error();
        crcs_.push_back({name + ".key", "signing key", key->size(), protocol::crc32(*key)});
    }
    for (const std::string& name : sets) {
        const auto as_files = stored(name);
        const auto as_sent = delivered(name);
        if (!as_files) return as_files.error();
        if (!as_sent) return as_sent.error();
        const std::uint32_t crc = protocol::crc(*as_sent);
        crcs_.push_back({name, "credential set", protocol::join(*as_sent).size(), crc});
        sets_.emplace_back(crc, name);
        sets_.emplace_back(protocol::crc(*as_files), name);
    }
    const protocol::CredentialSet empty;
    crcs_.push_back({"(empty set)", "credential set", protocol::join(empty).size(), protocol::crc(empty)});
    return {};
}

Result<protocol::CredentialSet> Keyring::stored(const std::string& name) const {
    protocol::CredentialSet set;
    for (const auto& [extension, element] :
         {std::pair{".trust", &set.trust}, std::pair{".crt", &set.certificate},
          std::pair{".key", &set.key}}) {
        auto bytes = read_if_there(directory_ / (name + extension));
        if (!bytes) return bytes.error();
        *element = std::move(*bytes);
    }
    return set;
}

Result<protocol::CredentialSet> Keyring::delivered(const std::string& name) const {
    auto set = stored(name);
    if (!set) return set;
    for (Bytes* element : {&set->trust, &set->certificate, &set->key}) {
        auto der = der_of(std::move(*element), directory_ / name);
        if (!der) return der.error();
        *element = std::move(*der);
    }
    return set;
}

Result<Bytes> Keyring::authority(const std::string& name) const {
    return read_file(directory_ / (name + ".ca"));
}

std::optional<std::string> Keyring::text_of(const std::string& file) const {
    const auto bytes = read_file(directory_ / file);
    if (!bytes) return std::nullopt;
    return to_text(*bytes);
}

std::optional<std::string> Keyring::thumbprint_of(const std::string& file) const {
    const auto bytes = read_file(directory_ / file);
    if (!bytes) return std::nullopt;
    const auto facts = pki::inspect_certificate(*bytes);
    if (!facts) return std::nullopt;
    return facts->sha256;
}

Result<Bytes> Keyring::public_key(const std::string& signing_key) const {
    return read_file(directory_ / (signing_key + ".key"));
}

Result<pki::PrivateKey> Keyring::private_key(const std::string& signing_key) const {
    const fs::path path = directory_ / (signing_key + ".pem");
    const auto file = read_file(path);
    if (!file) return file.error();
    auto key = pki::PrivateKey::parse(*file);
    if (!key) return Error{key.error().code, path.string(), key.error().detail};
    return key;
}

std::string Keyring::set_with(std::uint32_t crc) const {
    const auto found =
        std::find_if(sets_.begin(), sets_.end(), [&](const auto& set) { return set.first == crc; });
    return found == sets_.end() ? std::string{} : found->second;
}

bool Keyring::is_crc_of(const std::string& set, std::uint32_t crc) const {
    return std::find(sets_.begin(), sets_.end(), std::pair{crc, set}) != sets_.end();
}

}  // namespace cupspec::scenarios
