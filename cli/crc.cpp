#include "base/files.hpp"
#include "base/hex.hpp"
#include "cli/commands.hpp"
#include "emulator/home.hpp"
#include "protocol/crc32.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace cupspec::cli {
namespace {

namespace fs = std::filesystem;
using emulator::Category;
using emulator::Home;
using emulator::SetName;

struct Line {
    std::string path;  ///< the home or file as it was given
    std::string name;  ///< "cups-bak", "sig-0.key"
    std::string kind;  ///< "credential set", "signing key", "file"
    std::size_t bytes = 0;
    std::uint32_t crc = 0;
};

std::size_t size_of(const protocol::CredentialSet& set) {
    return set.trust.size() + set.certificate.size() + set.key.size();
}

Line set_line(const std::string& path, const std::string& name, const protocol::CredentialSet& set) {
    return {path, name, "credential set", size_of(set), crc(set)};
}

/// True when the directory holds what a Station keeps in its home, and no server's record.
bool is_home(const fs::path& directory) {
    for (const std::string_view name : {"station.conf", "cups.uri", "tc.uri", "cups.trust", "tc.trust",
                                        "cups-boot.uri", "cups-bak.uri", "tc-bak.uri", "sig-0.key"})
        if (fs::exists(directory / name)) return true;
    return false;
}

std::vector<Line> home_lines(const std::string& path) {
    emulator::PosixDisk disk;
    const Home home{disk, path};
    std::vector<Line> lines;
    for (const SetName set : {SetName::regular, SetName::backup, SetName::boot}) {
        for (const Category category : {Category::cups, Category::tc}) {
            const auto credentials = home.credentials(category, set);
            // A request reports the regular sets even when they are empty.
            if (set != SetName::regular && size_of(credentials) == 0) continue;
            lines.push_back(set_line(path, home.file(category, set, "").stem().string(), credentials));
        }
    }
    const auto keys = home.signing_keys();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        lines.push_back({path, "sig-" + std::to_string(i) + ".key", "signing key", keys[i].size(),
                         protocol::crc32(keys[i])});
    }
    return lines;
}

bool is_signing_key(const fs::path& file) {
    return file.extension() == ".key" && file.filename().string().starts_with("sig-");
}

/// Collects the files of one name that make a credential set.
class Sets {
public:
    void add(const fs::path& file, const Bytes& bytes) {
        const std::string extension = file.extension().string();
        auto& [set, count] = sets_[(file.parent_path() / file.stem()).string()];
        if (extension == ".trust") {
            set.trust = bytes;
        } else if (extension == ".crt") {
            set.certificate = bytes;
        } else if (extension == ".key" && !is_signing_key(file)) {
            set.key = bytes;
        } else {
            return;
        }
        ++count;
    }

    std::vector<Line> lines() const {
        std::vector<Line> out;
        for (const auto& [name, entry] : sets_) {
            if (entry.second > 1)
                out.push_back(set_line(name, fs::path{name}.filename().string(), entry.first));
        }
        return out;
    }

private:
    std::map<std::string, std::pair<protocol::CredentialSet, unsigned>> sets_;
};

Result<std::vector<Line>> lines_of(const std::vector<std::string>& paths) {
    std::vector<Line> lines;
    Sets sets;
    for (const std::string& path : paths) {
        std::error_code ignored;
        if (fs::is_directory(path, ignored)) {
            if (!is_home(path)) {
                return Error{make_error_code(boost::system::errc::invalid_argument), path,
                             "no Station home: none of cups.uri, cups.trust, tc.uri, sig-0.key, station.conf "
                             "is in it; "
                             "name files instead"};
            }
            const auto home = home_lines(path);
            lines.insert(lines.end(), home.begin(), home.end());
            continue;
        }
        const auto bytes = read_file(path);
        if (!bytes) return bytes.error();
        const fs::path file{path};
        lines.push_back({path, file.filename().string(), is_signing_key(file) ? "signing key" : "file",
                         bytes->size(), protocol::crc32(*bytes)});
        sets.add(file, *bytes);
    }
    const auto whole = sets.lines();
    lines.insert(lines.end(), whole.begin(), whole.end());
    return lines;
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string lines_text(const std::vector<Line>& lines) {
    constexpr std::size_t kDecimalWidth = 10;
    constexpr std::size_t kKindWidth = 14;
    std::size_t names = 0;
    for (const Line& line : lines) names = std::max(names, line.name.size());
    std::string out;
    std::string heading;
    for (const Line& line : lines) {
        if (line.kind != "file" && line.path != heading && fs::is_directory(line.path))
            out += line.path + '\n';
        heading = line.path;
        out += "  0x" + to_hex8(line.crc) + "  " + padded(std::to_string(line.crc), kDecimalWidth) + "  " +
               padded(line.kind, kKindWidth) + "  " + padded(line.name, names) + "  " +
               report::bytes_text(line.bytes) + '\n';
    }
    return out;
}

std::string to_json(const std::vector<Line>& lines) {
    auto list = nlohmann::ordered_json::array();
    for (const Line& line : lines) {
        list.push_back({{"path", line.path},
                        {"name", line.name},
                        {"kind", line.kind},
                        {"bytes", line.bytes},
                        {"crc", line.crc},
                        {"hex", to_hex8(line.crc)}});
    }
    const nlohmann::ordered_json json{{"entries", std::move(list)}};
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace

int execute(const CrcCommand& command, Context& context) {
    const auto lines = lines_of(command.paths);
    if (!lines) return fail(lines.error());
    context.out.write(context.common.json ? to_json(*lines) : lines_text(*lines));
    return kGood;
}

}  // namespace cupspec::cli
