#pragma once

#include "emulator/disk.hpp"
#include "emulator/personality.hpp"
#include "protocol/credentials.hpp"
#include "protocol/update_info.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::emulator {

enum class Category { cups, tc };
/// REG, BAK, BOOT of the sources, and the staging area of an update in progress.
enum class SetName { regular, backup, boot, temporary };

/// The files of a set. Their order decides which mixtures a power cut among the renames can leave;
/// Station 2.0.6, protocol.md §1.5 step G.
inline constexpr std::array<std::string_view, 4> kSetExtensions{"trust", "crt", "key", "uri"};

/// "reg", "bak", "boot", "temp"
std::string_view to_string(SetName set);
/// "cups", "tc"
std::string_view to_string(Category category);

/// What a URI file says. Source: protocol.md §1.3.
struct UriFile {
    enum class State {
        absent,    ///< no file
        too_long,  ///< more than 127 bytes: logged, then treated as absent
        present    ///< may be malformed, even empty
    } state = State::absent;
    std::string text;  ///< without trailing blanks, tabs, CR, LF

    bool configured() const { return state == State::present; }
};

/// How a set authenticates. Source: protocol.md §2.3.
enum class AuthMode { none, server_only, token, mutual };

/// Of three files that could all be read.
AuthMode auth_mode(const protocol::CredentialSet& set);

/// Of the file in which a credential segment is kept as it came (`BlobReader::token_only`): "tc.cred".
inline constexpr std::string_view kBlobExtension = "cred";

/// A gateway's home directory as Station reads it: nothing is cached between two calls.
class Home {
public:
    /// Both are borrowed for the object's life. @param directory absolute or relative to the current one
    Home(Disk& disk, std::filesystem::path directory) : disk_{&disk}, directory_{std::move(directory)} {}

    UriFile uri(Category category, SetName set) const;
    /// Missing files are empty elements.
    protocol::CredentialSet credentials(Category category, SetName set) const;
    /// As Station asks: a file that is there but cannot be read (a directory) is one that is not empty.
    AuthMode auth_mode(Category category, SetName set) const;
    /// version.txt without trailing white space; nothing when the file is missing.
    std::optional<std::string> package() const;
    /// sig-0.key, sig-1.key, ... until the first that is missing. Source: protocol.md §6.
    std::vector<Bytes> signing_keys() const;
    /// The checksum of the regular set as a request reports it. Source: protocol.md §2.1.
    std::uint32_t reported_crc(Category category, const Traits& traits) const;
    /// The regular set as a request reports it, `router`, `station` and `model` left for the caller. Source:
    /// protocol.md §3.2.
    protocol::UpdateInfo update_info(const Traits& traits) const;
    /// "DIR/cups-bak.uri"
    std::filesystem::path file(Category category, SetName set, std::string_view extension) const;
    std::filesystem::path file(std::string_view name) const { return directory_ / name; }

    Disk& disk() const { return *disk_; }
    const std::filesystem::path& directory() const { return directory_; }

private:
    Disk* disk_;
    std::filesystem::path directory_;
};

}  // namespace cupspec::emulator
