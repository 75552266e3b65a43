#include "reaction_case.hpp"

#include "base/files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <sys/stat.h>

namespace cupspec::test {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

Bytes from_base64(const std::string& text) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Bytes bytes;
    unsigned value = 0;
    int bits = 0;
    for (const char c : text) {
        const auto digit = kAlphabet.find(c);
        if (digit == std::string_view::npos) continue;  // padding
        value = (value << 6U | static_cast<unsigned>(digit)) & 0xFFFFFFU;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<std::uint8_t>(value >> static_cast<unsigned>(bits) & 0xFFU));
    }
    return bytes;
}

/// Code points U+0000..U+00FF become one byte each.
std::string latin1(const std::string& utf8) {
    std::string out;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto c = static_cast<unsigned char>(utf8[i]);
        if (c < 0x80) {
            out += utf8[i];
        } else {
            const auto next = static_cast<unsigned char>(utf8[++i]);
            out += static_cast<char>((c & 0x03U) << 6U | (next & 0x3FU));
        }
    }
    return out;
}

void put_with_mode(const std::filesystem::path& file, const Bytes& content, unsigned mode) {
    std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(content.data()),
                                                static_cast<std::streamsize>(content.size()));
    ::chmod(file.c_str(), mode);
}

std::string without_leading_zeros(std::string mode) {
    return mode.substr(std::min(mode.find_first_not_of('0'), mode.size() - 1));
}

}  // namespace

ReactionCase::ReactionCase(const std::filesystem::path& file, Ports ports)
    : directory_{file.parent_path()},
      json_(nlohmann::json::parse(std::ifstream{file})),
      ports_{std::move(ports)} {}

std::string ReactionCase::station_string() const {
    const auto& text = json_.at("station_string");
    return text.is_null() ? "2.0.6" : text.get<std::string>();
}

nlohmann::json ReactionCase::requests() const {
    nlohmann::json requests = nlohmann::json::array();
    for (const auto& request : json_.at("requests")) {
        const std::string body = replaced(request.at("body"), "{station}", station_string());
        requests.push_back({{"head", filled(latin1(request.at("head")))}, {"body", filled(latin1(body))}});
    }
    return requests;
}

std::string ReactionCase::filled(std::string text) const {
    text = replaced(std::move(text), "{port}", ports_.port);
    text = replaced(std::move(text), "{port2}", ports_.port2);
    return replaced(std::move(text), "{dead}", ports_.dead);
}

Bytes ReactionCase::content(const nlohmann::json& entry) const {
    if (entry.contains("text")) return to_bytes(filled(entry["text"]));
    if (entry.contains("template")) return to_bytes(filled(latin1(entry["template"])));
    if (entry.contains("base64")) return from_base64(entry["base64"]);
    return read_file(directory_ / entry.at("file").get<std::string>()).value();
}

Bytes ReactionCase::sent(const nlohmann::json& action) const {
    for (const char* key : {"send_base64", "drip_base64"})
        if (action.contains(key)) return from_base64(action[key]);
    for (const char* key : {"send_file", "drip_file"})
        if (action.contains(key)) return read_file(directory_ / action[key].get<std::string>()).value();
    return to_bytes(filled(latin1(action.at("send_template"))));
}

void ReactionCase::write_home(const std::filesystem::path& home, const std::filesystem::path& temp) const {
    for (const auto& [name, entry] : json_.at("home").items())
        put_with_mode(home / name, content(entry), 0644);
    if (!json_.contains("tmp_before")) return;
    for (const auto& [name, entry] : json_["tmp_before"].items())
        put_with_mode(temp / name, content(entry),
                      static_cast<unsigned>(std::stoul(entry.at("mode").get<std::string>(), nullptr, 8)));
}

ReactionCase::Files ReactionCase::files(const std::string& key) const {
    Files files;
    if (json_.at(key).is_null()) return files;
    for (const auto& [name, entry] : json_.at(key).items())
        files[name] = {content(entry), without_leading_zeros(entry.at("mode"))};
    return files;
}

ReactionCase::Files files_in(const std::filesystem::path& directory) {
    ReactionCase::Files files;
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
        const std::string name = entry.path().filename();
        if (name == "station.conf") continue;
        struct stat status {};
        ::stat(entry.path().c_str(), &status);
        std::array<char, 16> mode{};
        std::snprintf(mode.data(), mode.size(), "%o", status.st_mode & 07777U);
        files[name] = {read_file(entry.path()).value(), mode.data()};
    }
    return files;
}

std::string describe_difference(const ReactionCase::Files& want, const ReactionCase::Files& have) {
    std::string text;
    for (const auto& [name, file] : want) {
        const auto found = have.find(name);
        if (found == have.end())
            text += name + " is missing; ";
        else if (!(found->second == file))
            text += name + " differs: want " + std::to_string(file.content.size()) + " bytes mode " +
                    file.mode + ", have " + std::to_string(found->second.content.size()) + " bytes mode " +
                    found->second.mode + "; ";
    }
    for (const auto& [name, file] : have)
        if (!want.contains(name)) text += name + " should not be there; ";
    return text;
}

std::string describe_update_files(const nlohmann::json& recorded, const std::filesystem::path& directory) {
    const auto have = files_in(directory);
    std::string text;
    for (const std::string name : {"update.bin", "update.bi_"}) {
        const bool want = !recorded.is_null() && !recorded.at(name).is_null();
        const auto found = have.find(name);
        if (want != (found != have.end())) {
            text += name + (want ? " is missing; " : " should not be there; ");
        } else if (want) {
            const auto& file = found->second;
            const bool same = recorded.at(name).at("size") == file.content.size() &&
                              recorded.at(name).at("mode") == "0" + file.mode;
            if (!same) text += name + " differs; ";
        }
    }
    return text;
}

std::vector<std::filesystem::path> reaction_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{CUPSPEC_VECTORS "/reactions"})
        if (entry.path().extension() == ".json" && entry.path().filename() != "index.json")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace cupspec::test
