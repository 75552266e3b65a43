#include "capture/log_words.hpp"

#include "emulator/setting_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cupspec::capture {
namespace {

/// A line is of this kind when both words occur in it.
struct Wording {
    std::string_view module;  ///< empty: any
    std::string_view first;
    std::string_view second;  ///< may be empty
    Told told;
};

// In this order: the first that fits decides. Sources: tests/vectors/session-*/station-*.log and what
// operators reported; where a message is an error, both spellings of its first letter occur.
constexpr std::array kWordings{
    Wording{"SYS", "Station Ver", "", Told::station_version},
    Wording{"SYS", "Package Ver", "", Told::package},
    Wording{"SYS", "Station EUI", "", Told::eui},
    Wording{"TCE", "Starting TC engine", "", Told::lns_starting},
    Wording{"TCE", "Connecting to INFOS:", "", Told::discovery},
    Wording{"TCE", "Connected to MUXS", "", Told::lns_connected},
    Wording{"TCE", "Terminating TC engine", "", Told::lns_lost},
    Wording{"TCE", "MUXS", "closed", Told::lns_lost},
    Wording{"TCE", "", "", Told::nothing},
    Wording{"CUP", "Starting a CUPS session now", "", Told::session},
    Wording{"CUP", "Connecting to CUPS", "", Told::connecting},
    Wording{"CUP", "CUPS Request:", "", Told::request},
    Wording{"CUP", "egment", "exceed", Told::uris_do_not_fit},
    Wording{"CUP", "Malformed CUPS response", "", Told::uris_do_not_fit},
    Wording{"CUP", "[Segment]", "", Told::segment},
    Wording{"SYS", "credComplete", "", Told::credential_part},
    Wording{"", "ASN.1 SEQ expected", "", Told::no_sequence},
    Wording{"", "engths do not align", "", Told::lengths_exceed},
    Wording{"CUP", "CUPS provided update.bin", "", Told::update},
    Wording{"CUP", "CUPS provided signature", "", Told::signature},
    Wording{"CUP", "ECDSA key#", "", Told::key_verdict},
    Wording{"CUP", "ried ", "key", Told::no_key_verified},
    Wording{"CUP", "Running update.bin", "", Told::update_run},
    Wording{"CUP", "done", "no updates", Told::no_updates},
    Wording{"CUP", "reconnecting in", "", Told::cups_changed},
    Wording{"CUP", "Interaction with CUPS done", "", Told::done},
    Wording{"CUP", "next regular check in", "", Told::done},
    Wording{"CUP", "failed", "retrying in", Told::failed},
    Wording{"", "too long", "max 128", Told::uri_too_long},
    Wording{"", "port mandatory", "", Told::uri_malformed},
    Wording{"", "alformed", "URI", Told::uri_malformed},
    Wording{"CUP", "No CUPS", "URI", Told::no_uri},
    Wording{"", "no trust", "", Told::no_trust},
    Wording{"", "alformed auth token", "", Told::bad_token},
    Wording{"CUP", "ignature", "length", Told::signature_length},
    Wording{"CUP", "Unexpected end of data", "", Told::ended_early},
    Wording{"CUP", "rotocol error", "", Told::protocol_error},
    Wording{"AIO", "more data than expected", "", Told::excess},
    Wording{"AIO", "rror reading HTTP Header", "", Told::head_unread},
    Wording{"AIO", "rror reading HTTP", "", Told::body_unread},
    Wording{"AIO", "socket read", "bytes=", Told::socket_read},
    Wording{"AIO", "http_read", "state=", Told::http_read},
    Wording{"AIO", "X509 - ", "", Told::tls},
    Wording{"AIO", "SSL - ", "", Told::tls},
    Wording{"AIO", "onnect", "failed", Told::connect_failed},
    Wording{"AIO", "ailed to connect", "", Told::connect_failed},
    Wording{"AIO", "onnection refused", "", Told::connect_failed},
    Wording{"AIO", "onnection reset", "", Told::closed},
    Wording{"AIO", "onnection closed", "", Told::closed},
    Wording{"AIO", "closed by peer", "", Told::closed},
    Wording{"AIO", "ecv failed", "", Told::closed},
    Wording{"AIO", "end failed", "", Told::closed},
    Wording{"CUP", "connect failed", "", Told::connect_failed},
    Wording{"CUP", "imeout", "", Told::timeout},
    Wording{"CUP", "imed out", "", Told::timeout},
};

constexpr std::array<std::string_view, 2> kCertificateEndings{".trust:", ".crt:"};

bool is_certificate_file(const LogLine& line) {
    if (line.module != "AIO") return false;
    return std::ranges::any_of(kCertificateEndings, [&line](std::string_view ending) {
        return line.text.find(ending) != std::string_view::npos;
    });
}

constexpr std::size_t kStatusDigits = 3;

/// "(403)", and the 65535 of a status line that nobody understood.
bool has_status(std::string_view text) {
    const auto status = number_after(text, "(");
    if (!status) return false;
    const std::string number = std::to_string(*status);
    constexpr std::uint64_t kNoStatus = 65535;
    return text.find('(' + number + ')') != std::string_view::npos &&
           (number.size() == kStatusDigits || *status == kNoStatus);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool fits(const Wording& wording, const LogLine& line) {
    return (wording.module.empty() || line.module == wording.module) &&
           line.text.find(wording.first) != std::string_view::npos &&
           line.text.find(wording.second) != std::string_view::npos;
}

}  // namespace

std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word) {
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos) return std::nullopt;
    text.remove_prefix(at + word.size());
    const auto first = std::ranges::find_if(text, is_digit);
    text.remove_prefix(static_cast<std::size_t>(first - text.begin()));
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();  // NOLINT(*-pointer-arithmetic)
    if (std::from_chars(text.data(), end, number).ec != std::errc{}) return std::nullopt;
    return number;
}

std::string_view text_after(std::string_view text, std::string_view word) {
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + word.size());
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string_view first_word(std::string_view text) {
    return text.substr(0, std::min(text.find_first_of(" \t"), text.size()));
}

std::optional<std::chrono::milliseconds> delay_told(std::string_view text) {
    constexpr std::string_view kIn = " in ";
    const std::size_t at = text.rfind(kIn);
    if (at == std::string_view::npos) return std::nullopt;
    return emulator::parse_span(first_word(text.substr(at + kIn.size())));
}

Told told_by(const LogLine& line) {
    if (line.module.empty()) return Told::own_round;
    if (is_certificate_file(line)) return Told::certificate_file;
    for (const Wording& wording : kWordings)
        if (fits(wording, line)) return wording.told;
    const bool ours = line.module == "CUP" || line.module == "AIO";
    if (line.module == "CUP" && has_status(line.text)) return Told::http_status;
    if (ours && line.level >= StationLevel::warning) return Told::other_error;
    return Told::nothing;
}

}  // namespace cupspec::capture
