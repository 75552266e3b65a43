#pragma once

#include "json/cursor.hpp"
#include "protocol/eui64.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cupspec::scenarios {

/// Every name a scenario may refer to; known before anything that refers is read.
struct Names {
    std::vector<std::string> servers;
    std::vector<std::string> lns;  ///< those of the servers that are one
    std::vector<std::string> gateways;
    std::vector<std::string> credentials;  ///< "cups-0/cups-router-1": leaves and tokens
    std::vector<std::string> authorities;  ///< "cups-0/cups"
    std::vector<std::string> signing_keys;
    bool has_clock = false;  ///< contacts happen at a time, which may be expected
};

/// The text, which must be one of the known names; otherwise the Reading holds unknown_name and the nearest.
/// @param kind for the message: "server"
std::string known(const json::Cursor& at, const std::vector<std::string>& names, std::string_view kind);

/// The text, in which every `{NAME}` and `{NAME:port}` must be a server and every `{pki/FILE}` and
/// `{sha256/FILE}` a file of the PKI. Braces around anything else stay as they are.
std::string url_text(const json::Cursor& at, const Names& names);

/// What stands between braces, in order: "cups-0", "cups-0:port", "pki/cups-0/cups.ca".
std::vector<std::string> placeholders(std::string_view text);

/// The file of the PKI a placeholder names; nothing for one that names a server.
std::optional<std::string_view> pki_file(std::string_view placeholder);
/// "sha256/cups-0/cups.ca": not the file is meant but the SHA-256 of the certificate in it.
bool is_thumbprint(std::string_view placeholder);
/// The server a placeholder names: "cups-0" of "cups-0:port".
std::string_view server_of(std::string_view placeholder);

/// A key in a plan or a directory: "cups-1/sig-0" is number 0. Nothing for another name.
std::optional<unsigned> signing_key_number(std::string_view name);

/// A file name that stays in its directory; otherwise the Reading holds bad_name.
std::string file_name(const json::Cursor& at);
void check_file_name(const json::Cursor& at, std::string_view name);

/// An array of such names.
std::vector<std::string> file_names(const json::Cursor& at);
/// An object of such names and URL texts, in its order.
std::vector<std::pair<std::string, std::string>> read_files(const json::Cursor& at, const Names& names);

/// Any form of an EUI-64 but zero.
protocol::Eui64 router_id(const json::Cursor& at, std::string_view text);

/// One of these words; otherwise the Reading holds bad_value and the nearest. @return its index, 0 on failure
std::size_t word(const json::Cursor& at, std::span<const std::string_view> words);

/// The texts of an array; none when the member is absent.
std::vector<std::string> texts(const std::optional<json::Cursor>& at);

}  // namespace cupspec::scenarios
