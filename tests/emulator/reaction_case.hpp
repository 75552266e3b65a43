#pragma once

#include "base/bytes.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cupspec::test {

/// One recorded reaction with its placeholders filled in. The format is in tests/vectors/README.md.
class ReactionCase {
public:
    /// The two listeners' ports and the port where connections are refused.
    struct Ports {
        std::string port = "40001";
        std::string port2 = "40002";
        std::string dead = "40003";
    };

    ReactionCase(const std::filesystem::path& file, Ports ports);

    std::string name() const { return json_.at("name"); }
    const nlohmann::json& json() const { return json_; }
    const Ports& ports() const { return ports_; }

    /// The request's `station` field in this recording; cases without a request recorded none.
    std::string station_string() const;
    /// The recorded requests in order: `head` and `body` with nothing left to fill in.
    nlohmann::json requests() const;

    /// Fills the home directory and /tmp's stand-in.
    void write_home(const std::filesystem::path& home, const std::filesystem::path& temp) const;

    /// Name -> content and mode ("640") of an `after...` object.
    struct File {
        Bytes content;
        std::string mode;
        bool operator==(const File&) const = default;
    };
    using Files = std::map<std::string, File>;
    Files files(const std::string& key) const;

    /// Bytes of one send action.
    Bytes sent(const nlohmann::json& action) const;
    std::string filled(std::string text) const;

private:
    Bytes content(const nlohmann::json& entry) const;

    std::filesystem::path directory_;
    nlohmann::json json_;
    Ports ports_;
};

/// What stands in a directory now; `station.conf` left out.
ReactionCase::Files files_in(const std::filesystem::path& directory);

/// What differs between two directories, in words; empty when nothing does.
std::string describe_difference(const ReactionCase::Files& want, const ReactionCase::Files& have);
/// The same for `update.bin` and `update.bi_` in `directory` against an `update_file...` object.
std::string describe_update_files(const nlohmann::json& recorded, const std::filesystem::path& directory);

/// All cases in tests/vectors/reactions.
std::vector<std::filesystem::path> reaction_files();

}  // namespace cupspec::test
