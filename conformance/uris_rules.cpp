#include "conformance/areas.hpp"
#include "conformance/rule_list.hpp"
#include "conformance/sent_uris.hpp"
#include "protocol/quoted.hpp"

#include <string>

namespace cupspec::conformance {
namespace {

std::string uri_wanted(const SentUri& uri) {
    switch (uri.defect) {
        case UriDefect::nul: return "a URI without NUL";
        case UriDefect::white_space: return "a URI without blanks and line ends";
        case UriDefect::too_long: return "at most 127 bytes";
        case UriDefect::scheme: return uri.cups ? "https:// or http://" : "wss:// or ws://";
        case UriDefect::capital_tls: return uri.cups ? "https, its s small" : "wss, its last s small";
        case UriDefect::path: return "nothing behind the port";
        case UriDefect::no_host: return "a host";
        case UriDefect::no_port: return "a port, also 443";
        case UriDefect::port_no_number: return "a port of 1 to 65535";
        case UriDefect::ipv6: return "a host's name, or an IPv4 address";
        case UriDefect::downgrade: return uri.cups ? "https://, as it came" : "wss://, as it came over TLS";
        case UriDefect::none: break;
    }
    return {};
}

/// What stands in front of an @ may be a secret.
std::string uri_found(const SentUri& uri) {
    const bool is_secret = uri.text.find('@') != std::string_view::npos;
    return (uri.cups ? "cupsUri " : "tcUri ") +
           (is_secret ? "with user information" : protocol::quoted(uri.text));
}

template <UriDefect defect>
Judgement judge_uris(const Evidence& evidence) {
    const auto all = taken_answers(evidence);
    const auto uris = sent_uris(all);
    for (const SentUri& uri : uris) {
        if (uri.defect != defect) continue;
        return broken_at(uri_wanted(uri), uri_found(uri), uri.answer->contact, uri.offset, uri.text.size());
    }
    return uris.empty() ? not_sent("URI") : kept(uris.front().answer->contact);
}

Judgement judge_downgrade(const Evidence& evidence) {
    if (!evidence.tls) return not_judged("the server speaks no TLS itself");
    return judge_uris<UriDefect::downgrade>(evidence);
}

constexpr std::string_view kBricked =
    "Station stores it, cannot use it, and exits at every start from then on, until somebody comes by.";

constexpr std::array kUriRules{
    Rule{"uris/no-nul", Level::must, "A URI holds no NUL.", "CS-38; protocol §1.5",
         "Station cuts it there, and reports another URI than it was sent, for ever.",
         "Send the length of the text, without the terminator.", "* * uri tc wss://localhost:6042%00\n", "",
         judge_uris<UriDefect::nul>},
    Rule{"uris/no-white-space", Level::must, "A URI holds no blank and no line end.",
         "Protocol §1.3: trimmed when read, malformed in front",
         "Station reports it without them, so that it is sent again at each contact.",
         "Trim what is read from a file or a form before it is sent.", "* * uri tc wss://localhost:6042%0A\n",
         "", judge_uris<UriDefect::white_space>},
    Rule{"uris/at-most-127-bytes", Level::must, "A URI has at most 127 bytes.",
         "CS-03, field bug 51; protocol §1.3",
         "Station stores it, and treats it as not configured: it falls to its backup set, or has no LNS.",
         "Use a shorter host name.",
         "* * uri tc "
         "wss://a-host-name-that-has-more-letters-than-any-station-has-room-for.and-it-goes-on-and-on-with-"
         "one-label-behind-the-other.until-it-is-too-long.example:6042\n",
         "", judge_uris<UriDefect::too_long>},
    Rule{"uris/scheme", Level::must, "A CUPS URI is https or http, an LNS URI is wss or ws.",
         "CS-02; protocol §3.4", kBricked, "Send the gateway's endpoint, not the one of a browser.",
         "* * uri tc https://localhost:6042\n", "", judge_uris<UriDefect::scheme>},
    Rule{"uris/tls-in-small-letters", Level::must, "The s of https and wss is a small letter.",
         "CS-02; protocol §3.4: \"HTTPS://\" malformed", kBricked, "Write schemes in small letters.",
         "* * uri tc WSS://localhost:6042\n", "", judge_uris<UriDefect::capital_tls>},
    Rule{"uris/no-path", Level::must,
         "A URI ends with its port: no path, no slash, and no endpoint of the LNS's own.",
         "CS-02, CS-34, field bug 52; protocol §3.4", kBricked,
         "Send scheme, host and port; the LNS names its endpoint in its discovery answer.",
         "* * uri tc wss://localhost:6042/\n", "", judge_uris<UriDefect::path>},
    Rule{"uris/has-host", Level::must, "A URI names a host.", "Protocol §3.4", kBricked,
         "Send no URI where no host is configured.", "* * uri tc wss://:6042\n", "",
         judge_uris<UriDefect::no_host>},
    Rule{"uris/has-port", Level::must, "A URI names its port, also 443.",
         "CS-02, field bugs 10, 19 and 52; protocol §3.4", kBricked,
         "Write the port of the scheme where a URI library has dropped it.", "* * uri tc wss://localhost\n",
         "", judge_uris<UriDefect::no_port>},
    Rule{"uris/port-is-a-number", Level::must,
         "What follows the host's colon is a number from 1 to 65535 and nothing else.",
         "Protocol §3.4: query and user information end up in the port",
         "Station looks for a service of that name, finds none, and never connects.",
         "Send no user information and no query; tokens belong into the credentials.",
         "* * uri tc wss://localhost:6042?x\n", "", judge_uris<UriDefect::port_no_number>},
    Rule{"uris/no-ipv6-literal", Level::must, "A URI holds no IPv6 address.", "CS-04; protocol §3.4",
         "Station loses the last character of the address and connects elsewhere.",
         "Send a name; IPv6 works through the resolver.", "* * uri tc wss://[::1]:6042\n", "",
         judge_uris<UriDefect::ipv6>},
    Rule{"uris/no-downgrade", Level::should, "A URI that comes over TLS asks for TLS.",
         "Protocol §2.3: without TLS no credentials are used",
         "The gateway sends neither certificate nor token from then on, and believes everybody.",
         "Send https and wss.", "* * uri tc ws://localhost:6042\n", "", judge_downgrade},
};
constexpr auto kUriPointers = pointers_to(kUriRules);

}  // namespace

std::span<const Rule* const> uri_rules() { return kUriPointers; }

}  // namespace cupspec::conformance
