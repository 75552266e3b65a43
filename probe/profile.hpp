#pragma once

#include "base/result.hpp"
#include "conformance/evidence.hpp"
#include "probe/options.hpp"
#include "protocol/eui64.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::probe {

/// What a tester knows of the server under test; everything may be absent. Paths are as written: relative to
/// the profile's directory.
struct Profile {
    std::string url;
    std::string home;
    std::string trust;
    std::string token;
    std::vector<protocol::Eui64> routers;  ///< the first is played, the second is the other one
    std::optional<protocol::Eui64> unknown_router;
    std::optional<std::string> package;
    std::string package_after;
    conformance::Target target;
    bool one_shot = false;
    Allowed allow;
    std::optional<std::chrono::milliseconds> timeout;
    std::vector<std::string> skip;  ///< globs of rules
    std::string known;
};

/// JSON with comments; docs/check.md lists the members.
/// @param name for error messages
/// @return otherwise the json error with file, line, column and the nearest member
Result<Profile> read_profile(std::string text, const std::string& name);

/// `HOST:PORT`, `https://HOST` and `https://HOST:PORT/` become the URL a gateway needs: with scheme and port,
/// without a slash.
/// @return otherwise bad_uri
Result<std::string> complete_url(const std::string& text);

}  // namespace cupspec::probe
