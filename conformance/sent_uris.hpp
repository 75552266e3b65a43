#pragma once

#include "conformance/answers.hpp"

#include <string_view>
#include <vector>

namespace cupspec::conformance {

/// What is wrong with a URI: one thing, the first that keeps a Station from using it.
enum class UriDefect {
    none,
    nul,
    white_space,
    too_long,     ///< more than 127 bytes
    scheme,       ///< not http(s) for CUPS, ws(s) for the LNS
    capital_tls,  ///< HTTPS, WSS
    path,         ///< anything behind host and port
    no_host,
    no_port,
    port_no_number,  ///< a query, a service's name, user information
    ipv6,            ///< an address in brackets
    downgrade        ///< without TLS, though it came over TLS
};

struct SentUri {
    const Answer* answer = nullptr;
    bool cups = true;  ///< else the LNS's
    std::string_view text;
    std::size_t offset = 0;
    UriDefect defect = UriDefect::none;
};

/// The URIs of these answers, in order; they point into them.
std::vector<SentUri> sent_uris(const std::vector<Answer>& answers);

/// A Station that gets it reports the same text in its next request.
bool is_reported_as_sent(const SentUri& uri);

}  // namespace cupspec::conformance
