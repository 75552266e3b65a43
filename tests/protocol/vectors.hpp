#pragma once

#include "base/files.hpp"
#include "protocol/credentials.hpp"

#include <array>
#include <filesystem>
#include <string>

namespace cupspec::protocol {

/// The recorded sessions; tests/vectors/reactions has single answers.
inline constexpr std::array kSessions{"session-plain", "session-tls"};

inline Bytes vector_file(const std::filesystem::path& name) {
    return read_file(std::filesystem::path{CUPSPEC_VECTORS} / name).value();
}

/// A file of a recorded home; empty where the home lacks it.
inline Bytes home_file(const std::filesystem::path& name) {
    const auto file = read_file(std::filesystem::path{CUPSPEC_VECTORS} / name);
    return file ? *file : Bytes{};
}

/// @param category "cups" or "tc"
inline CredentialSet home_set(const std::filesystem::path& home, const std::string& category) {
    return {home_file(home / (category + ".trust")), home_file(home / (category + ".crt")),
            home_file(home / (category + ".key"))};
}

inline Bytes request_body(const std::filesystem::path& name) {
    const std::string text = to_text(vector_file(name));
    return to_bytes(text.substr(text.find("\r\n\r\n") + 4));
}

}  // namespace cupspec::protocol
