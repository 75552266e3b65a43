#pragma once

#include "base/time.hpp"
#include "pki/key.hpp"
#include "protocol/credentials.hpp"
#include "scenarios/landscape.hpp"
#include "scenarios/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::scenarios {

/// The PKI of a running scenario: files below one directory, and what they come to.
class Keyring {
public:
    /// Makes or copies the files. @return otherwise the pki's or the file system's error
    static Result<Keyring> make(const PkiSource& source, std::filesystem::path directory,
                                const Random& random);

    const std::filesystem::path& directory() const { return directory_; }

    /// The set's files as they are; missing ones are empty.
    Result<protocol::CredentialSet> stored(const std::string& name) const;
    /// The same as a CUPS server delivers it: DER, a token verbatim.
    Result<protocol::CredentialSet> delivered(const std::string& name) const;
    Result<Bytes> authority(const std::string& name) const;
    /// A file as it is; nothing when it cannot be read.
    std::optional<std::string> text_of(const std::string& file) const;
    /// SHA-256 of its first certificate in hex; nothing when it has none.
    std::optional<std::string> thumbprint_of(const std::string& file) const;
    Result<Bytes> public_key(const std::string& signing_key) const;
    Result<pki::PrivateKey> private_key(const std::string& signing_key) const;

    /// The table in front of a report: signing keys, sets as they are delivered, the empty set.
    const std::vector<CrcEntry>& crcs() const { return crcs_; }
    /// The set with this CRC, in either encoding; empty when there is none.
    std::string set_with(std::uint32_t crc) const;
    bool is_crc_of(const std::string& set, std::uint32_t crc) const;

private:
    explicit Keyring(std::filesystem::path directory) : directory_{std::move(directory)} {}
    Result<void> note_crcs(const std::vector<std::string>& sets,
                           const std::vector<std::string>& signing_keys);

    std::filesystem::path directory_;
    std::vector<CrcEntry> crcs_;
    std::vector<std::pair<std::uint32_t, std::string>> sets_;  ///< CRC in either encoding, and name
};

}  // namespace cupspec::scenarios
