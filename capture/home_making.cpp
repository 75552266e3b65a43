#include "capture/home_making.hpp"

#include "protocol/credentials.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::capture {
namespace {

using emulator::Category;
using emulator::HomeFiles;
using emulator::SetName;

std::string_view suffix_of(SetName set) {
    switch (set) {
        case SetName::regular: return "";
        case SetName::backup: return "-bak";
        case SetName::boot: return "-boot";
        case SetName::temporary: return "-temp";
    }
    return "";
}

void put_element(HomeFiles& home, const std::string& name, const Bytes& content) {
    if (content.empty()) {
        home.erase(name);
    } else {
        put_file(home, name, content);
    }
}

/// Without a checksum nothing tells whether there is a set; a TLS URI needs one.
void make_set(HomeFiles& home, Category category, const std::optional<std::string>& uri,
              std::optional<std::uint32_t> crc, SetShape shape) {
    const bool tls = uri && (uri->starts_with("https:") || uri->starts_with("wss:"));
    if (crc ? *crc == protocol::crc({}) : !tls) return;
    shape.crc = crc;
    put_credentials(home, category, SetName::regular, stand_in_set(shape));
}

}  // namespace

std::string home_file_name(Category category, SetName set, std::string_view extension) {
    return std::string{to_string(category)} + std::string{suffix_of(set)} + '.' + std::string{extension};
}

void put_file(HomeFiles& home, const std::string& name, ByteView content) {
    emulator::HomeEntry entry;
    entry.content = {content.begin(), content.end()};
    home[name] = std::move(entry);
}

void put_credentials(HomeFiles& home, Category category, SetName set,
                     const protocol::CredentialSet& credentials) {
    put_element(home, home_file_name(category, set, "trust"), credentials.trust);
    put_element(home, home_file_name(category, set, "crt"), credentials.certificate);
    put_element(home, home_file_name(category, set, "key"), credentials.key);
}

void put_signing_keys(HomeFiles& home, const std::vector<std::uint32_t>& checksums) {
    std::erase_if(home, [](const auto& file) {
        return file.first.starts_with("sig-") && file.first.ends_with(".key");
    });
    for (std::size_t i = 0; i < checksums.size(); ++i) {
        put_file(home, "sig-" + std::to_string(i) + ".key", stand_in_signing_key(checksums[i]));
    }
}

HomeFiles made_home(const protocol::UpdateInfo& request, const HomeHints& hints) {
    HomeFiles home;
    if (request.cups_uri) put_file(home, "cups.uri", as_bytes(*request.cups_uri));
    if (request.tc_uri) put_file(home, "tc.uri", as_bytes(*request.tc_uri));
    make_set(home, Category::cups, request.cups_uri, request.cups_cred_crc, hints.cups);
    make_set(home, Category::tc, request.tc_uri, request.tc_cred_crc, hints.tc);
    if (request.package) put_file(home, "version.txt", as_bytes(*request.package));
    put_signing_keys(home, request.keys);
    return home;
}

protocol::UpdateInfo factory_request() {
    protocol::UpdateInfo request;
    request.router = protocol::Eui64{1};
    request.cups_uri = "http://cups.example.net:80";
    request.package = "1.0.0";
    return request;
}

}  // namespace cupspec::capture
