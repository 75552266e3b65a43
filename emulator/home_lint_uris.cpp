#include "emulator/home_lint_view.hpp"
#include "protocol/uri.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace cupspec::emulator {
namespace {

constexpr LintRule kMalformed{
    .slug = "uri-malformed",
    .severity = Severity::fatal,
    .says =
        "A URI file holds scheme://host:port, without blanks in front and without a path; an empty file is "
        "no URI either.",
    .does = "Station exits with 1 at its start, whichever set the file belongs to.",
    .cure = "Write https://HOST:PORT (cups) or wss://HOST:PORT (tc), or remove the file.",
    .source = "Station 2.0.6, sys.c:277-310 and net.c:69-194"};
constexpr LintRule kTooLong{.slug = "uri-file-too-long",
                            .says = "A URI has 127 bytes at most.",
                            .does = "Station logs it and goes on as if the file were missing.",
                            .cure = "Use a shorter host name.",
                            .source = "Station 2.0.6, sys.c:258-262"};
constexpr LintRule kLiteral{
    .slug = "uri-ipv6-literal",
    .says = "The host is a name or an IPv4 address.",
    .does = "Station loses the last character of an address in brackets and connects to another one.",
    .cure = "Use a name that resolves to the address.",
    .source = "Station 2.0.6, net.c:103"};
constexpr LintRule kPort{.slug = "uri-port-unusable",
                         .says = "The port is a number from 1 to 65535, or the name of a service.",
                         .does = "Station hands the text to the resolver as it is, and the connection fails.",
                         .cure = "Write the port alone behind the host: no user, query or blank.",
                         .source = "Station 2.0.6, net.c:69-194"};
constexpr LintRule kAddress{
    .slug = "uri-address-as-name",
    .severity = Severity::note,
    .says = "The host of a TLS URI is a name.",
    .does =
        "Station looks for the address as text among the DNS names of the server's certificate, or as its CN "
        "where it has no alternative names at all; an iPAddress entry never fits.",
    .cure = "Use a host name, or put the address as a dNSName into the server's certificate.",
    .source = "Station 2.0.6 with mbedTLS 2.28, observed; xoseperez/basicstation-docker#4"};
constexpr LintRule kNone{.slug = "start-refused:no-uri",
                         .severity = Severity::fatal,
                         .says = "At least one of the six URI files names a server.",
                         .does = "Station exits with 1 at its start.",
                         .cure = "Write cups.uri or cups-boot.uri.",
                         .source = "Station 2.0.6, sys.c:277-310"};
constexpr LintRule kCupsOff{
    .slug = "cups-off",
    .severity = Severity::note,
    .says = "One of cups.uri, cups-bak.uri and cups-boot.uri names a server.",
    .does = "Station never asks a CUPS server until it is started anew; only the LNS is used.",
    .cure = "Write cups.uri if the gateway is to be managed.",
    .source = "Station 2.0.6, sys.c:277-310"};
constexpr LintRule kNoRegular{
    .slug = "no-uri:reg",
    .severity = Severity::note,
    .says = "cups.uri is there, not only those of the other sets.",
    .does =
        "Station spends a CUPS_RESYNC_INTV (1 minute) on each set without a URI: the boot set is asked two "
        "minutes after the start.",
    .cure = "None is needed for a factory home; else write cups.uri.",
    .source = "Station 2.0.6, cups.c:99-182"};
constexpr std::array kUrisRules{&kMalformed, &kTooLong, &kLiteral, &kPort,
                                &kAddress,   &kNone,    &kCupsOff, &kNoRegular};

constexpr std::array kPollSets{SetName::regular, SetName::backup, SetName::boot};

struct Cure {
    std::string_view part;  ///< of protocol::parse_cups_uri's `where`
    std::string_view text;
};
constexpr std::array kCures{
    Cure{"port", "Write the port, also 443 or 80: https://HOST:443."},
    Cure{"path", "Remove everything behind the port, the slash too."},
    Cure{"host", "Write the host between :// and the port."},
};

std::string cure_for(Category category, std::string_view part) {
    for (const Cure& cure : kCures)
        if (cure.part == part) return std::string{cure.text};
    return category == Category::cups
               ? "Begin the file with https:// or http://; no blank, quote or byte order mark in front."
               : "Begin the file with wss:// or ws://; no blank, quote or byte order mark in front.";
}

bool is_service_name(std::string_view port) {
    return std::all_of(port.begin(), port.end(),
                       [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'; }) &&
           std::any_of(port.begin(), port.end(), [](char c) { return c < '0' || c > '9'; });
}

bool is_port_number(std::string_view port) {
    unsigned number = 0;
    const auto [end, ec] = std::from_chars(port.begin(), port.end(), number);
    constexpr unsigned kMost = 65535;
    return ec == std::errc{} && end == port.end() && number > 0 && number <= kMost;
}

bool is_ipv4(std::string_view host) {
    return std::count(host.begin(), host.end(), '.') == 3 &&
           host.find_first_not_of("0123456789.") == std::string_view::npos;
}

void judge_server(LintView& view, const std::string& file, const protocol::ServerUri& server,
                  const std::string& text) {
    if (text.find("://[") != std::string::npos)
        view.add(kLiteral, {file, "\"" + server.host + "\" is an address in brackets"});
    if (!is_port_number(server.port) && !is_service_name(server.port))
        view.add(kPort, {file, "\"" + server.port + "\" is no port"});
    if (server.tls && is_ipv4(server.host) && view.settings.tls_sni)
        view.add(kAddress, {file, server.host + " is an address"});
}

void judge(LintView& view, Category category, SetName set) {
    const std::string file = view.name(category, set, "uri");
    const UriFile uri = view.home.uri(category, set);
    if (uri.state == UriFile::State::too_long) view.add(kTooLong, {file, "it has more than 127 bytes"});
    if (!uri.configured()) return;
    const auto server =
        category == Category::cups ? protocol::parse_cups_uri(uri.text) : protocol::parse_tc_uri(uri.text);
    if (server) {
        judge_server(view, file, *server, uri.text);
    } else if (uri.text.empty()) {
        view.add(kMalformed, {file, "it is there but empty", {}, "Write a URI into it, or remove it."});
    } else {
        const Error& error = server.error();
        view.add(kMalformed, {file, error.where + ": " + error.detail, {}, cure_for(category, error.where)});
    }
}

void look_at_uris(LintView& view) {
    for (const Category category : {Category::cups, Category::tc})
        for (const SetName set : kPollSets) judge(view, category, set);
    if (view.refusal == kNone.slug)
        view.add(kNone, {"cups.uri", "neither this nor any other of the URI files names a server"});
    if (!view.refusal.empty()) return;
    if (!view.gateway.cups_enabled()) {
        view.add(kCupsOff, {"cups.uri", "no CUPS server is named, only an LNS"});
    } else if (!view.home.uri(Category::cups, SetName::regular).configured()) {
        view.add(kNoRegular, {"cups.uri", "only the backup or the boot set names a CUPS server"});
    }
}

}  // namespace

const LintGroup& lint_uris() {
    static constexpr LintGroup kGroup{kUrisRules, look_at_uris};
    return kGroup;
}

}  // namespace cupspec::emulator
