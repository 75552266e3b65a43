#include "emulator/home.hpp"

#include "protocol/crc32.hpp"
#include "protocol/uri.hpp"

#include <array>

namespace cupspec::emulator {
namespace {

/// As a C string: it ends at the first NUL.
std::string trimmed(ByteView content) {
    std::string_view text = as_text(content);
    text = text.substr(0, text.find('\0'));
    const auto last = text.find_last_not_of(" \t\r\n");
    return std::string{text.substr(0, last == std::string_view::npos ? 0 : last + 1)};
}

AuthMode mode_of(bool trust, bool certificate, bool key) {
    if (!trust) return AuthMode::none;
    if (!key) return AuthMode::server_only;
    return certificate ? AuthMode::mutual : AuthMode::token;
}

}  // namespace

AuthMode auth_mode(const protocol::CredentialSet& set) {
    return mode_of(!set.trust.empty(), !set.certificate.empty(), !set.key.empty());
}

std::string_view to_string(SetName set) {
    constexpr std::array<std::string_view, 4> kNames{"reg", "bak", "boot", "temp"};
    return kNames[static_cast<std::size_t>(set)];
}

std::string_view to_string(Category category) { return category == Category::cups ? "cups" : "tc"; }

std::filesystem::path Home::file(Category category, SetName set, std::string_view extension) const {
    std::string name{to_string(category)};
    if (set != SetName::regular) (name += '-') += to_string(set);
    (name += '.') += extension;
    return directory_ / name;
}

UriFile Home::uri(Category category, SetName set) const {
    const auto content = disk_->read(file(category, set, "uri"));
    if (!content) return {};
    std::string text = trimmed(*content);
    if (text.size() > protocol::kMaxUriBytes) return {UriFile::State::too_long, {}};
    return {UriFile::State::present, std::move(text)};
}

protocol::CredentialSet Home::credentials(Category category, SetName set) const {
    const auto element = [&](std::string_view extension) {
        return disk_->read(file(category, set, extension)).value_or(Bytes{});
    };
    return {element("trust"), element("crt"), element("key")};
}

AuthMode Home::auth_mode(Category category, SetName set) const {
    const auto present = [&](std::string_view extension) {
        const auto element = file(category, set, extension);
        const auto content = disk_->read(element);
        return content ? !content->empty() : disk_->exists(element);
    };
    return mode_of(present("trust"), present("crt"), present("key"));
}

std::optional<std::string> Home::package() const {
    const auto content = disk_->read(file("version.txt"));
    if (!content) return std::nullopt;
    return trimmed(*content);
}

std::vector<Bytes> Home::signing_keys() const {
    std::vector<Bytes> keys;
    for (;;) {
        auto key = disk_->read(file("sig-" + std::to_string(keys.size()) + ".key"));
        if (!key) return keys;
        keys.push_back(std::move(*key));
    }
}

std::uint32_t Home::reported_crc(Category category, const Traits& traits) const {
    if (traits.blobs == BlobReader::token_only) {
        if (const auto blob = disk_->read(file(category, SetName::regular, kBlobExtension)))
            return protocol::crc32(*blob);
    }
    return protocol::crc(credentials(category, SetName::regular), traits.filler_bytes);
}

protocol::UpdateInfo Home::update_info(const Traits& traits) const {
    const auto said = [&traits](std::optional<std::string> text) {
        return text || traits.says_null ? std::move(text) : std::optional{std::string{}};
    };
    const auto uri_text = [this](Category category) {
        auto read = uri(category, SetName::regular);
        return read.configured() ? std::optional{std::move(read.text)} : std::nullopt;
    };
    protocol::UpdateInfo request;
    request.cups_uri = said(uri_text(Category::cups));
    request.tc_uri = said(uri_text(Category::tc));
    request.cups_cred_crc = reported_crc(Category::cups, traits);
    request.tc_cred_crc = reported_crc(Category::tc, traits);
    request.package = said(package());
    for (const Bytes& key : signing_keys()) {
        const std::uint32_t crc = protocol::crc32(key);
        if (crc == 0) break;  // an empty key file ends the list Station reports
        request.keys.push_back(crc);
    }
    return request;
}

}  // namespace cupspec::emulator
