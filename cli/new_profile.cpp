#include "base/files.hpp"
#include "cli/check_plan.hpp"
#include "cli/commands.hpp"
#include "cli/stop_signals.hpp"
#include "pki/certificate.hpp"
#include "probe/probe.hpp"
#include "protocol/update_info.hpp"
#include "report/style.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

namespace cupspec::cli {
namespace {

using conformance::Contact;
using conformance::Evidence;
using conformance::Purpose;
using protocol::station_quoted;

std::string day_text(TimePoint time) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
    const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(static_cast<int>(date.year())) + '-' + two(static_cast<unsigned>(date.month())) +
           '-' + two(static_cast<unsigned>(date.day()));
}

std::string certificate_seen(const Evidence& evidence) {
    if (!evidence.tls) return "Plain HTTP.";
    if (evidence.chain.empty()) return "TLS, but no certificate was shown: " + evidence.chain_failure;
    const auto leaf = pki::inspect_certificate(evidence.chain.front());
    if (!leaf) return "TLS, with a certificate that cannot be read.";
    return "TLS: " + leaf->subject + ", " + leaf->key + ", until " + day_text(leaf->not_after) + '.';
}

/// Paths in a profile are meant from where it lies.
std::string path_from(const std::string& profile, const std::string& path) {
    std::error_code ignored;
    const auto place = std::filesystem::absolute(profile.empty() ? "." : profile, ignored);
    return std::filesystem::relative(path, profile.empty() ? place : place.parent_path(), ignored).string();
}

/// What was seen of the server, a comment line each.
std::string seen_text(const Evidence& evidence) {
    std::string out = "    // Seen: " + report::printable(certificate_seen(evidence)) + '\n';
    for (const std::size_t index : evidence.of(Purpose::life)) {
        const Contact& contact = evidence.contacts[index];
        std::string what = "round " + std::to_string(index + 1) + " at " + contact.url + ": ";
        if (contact.exchange.status != 0) what += std::to_string(contact.exchange.status) + ", ";
        if (contact.round) what += to_string(contact.round->outcome);
        if (!contact.failure.empty()) what += ", " + contact.failure;
        out += "    // Seen: " + report::printable(what) + '\n';  // a line end would end the comment
    }
    return out;
}

/// A member, or the same as a comment where its value is not known.
std::string member(bool known, const std::string& text) {
    return std::string{known ? "    " : "    // "} + text + '\n';
}

/// @param example what stands there where there is no path
std::string path_member(const std::string& name, const std::string& path, const std::string& example,
                        const std::string& profile) {
    const std::string value = path.empty() ? example : path_from(profile, path);
    return member(!path.empty(), station_quoted(name) + ": " + station_quoted(value) + ',');
}

std::string target_text(const Evidence& evidence) {
    const auto lives = evidence.of(Purpose::life);
    if (lives.empty() || !emulator::is_success(evidence.contacts[lives.back()].round->outcome)) {
        return member(false, R"("expect": {"cupsUri": "https://cups.example.com:443", )"
                             R"("tcUri": "wss://lns.example.com:8887", "package": "2.0.0"},)");
    }
    const auto& after = evidence.contacts[lives.back()].after;
    std::string out = R"(    "expect": {"cupsUri": )" + station_quoted(after.cups_uri);
    if (!after.tc_uri.empty()) out += R"(, "tcUri": )" + station_quoted(after.tc_uri);
    return out + "},\n";
}

bool offers_firmware(const Evidence& evidence) {
    for (const std::size_t index : evidence.of(Purpose::life)) {
        const auto& round = evidence.contacts[index].round;
        if (round && round->response && round->response->update_bytes) return true;
    }
    return false;
}

/// A word between two @ is a place to fill in; its line is the place's own where it stands alone.
constexpr std::string_view kProfile =
    R"(// What `cupspec check --profile` is told of a server. Every member may be left out.
{
    "url": @url@,
@seen@
    // The first router is played; the second is another gateway the server knows (for --allow destructive).
    "routers": ["@router@"],
    // An EUI the server does not know; without it one nobody has.
    // "unknownRouter": "dead:beef:dead:beef",

    // Credentials: a Station home directory, or CA certificates and a token. Paths are relative to this file.
@home@@trust@    // "token": "Authorization: Bearer SECRET",

    // What version.txt says, and what it says once an offered firmware ran. @firmware@
    // "package": "1.0.0",
    // "packageAfter": "2.0.0",

    // Where the gateway ends up.
@expect@
    // Credentials go out once only: then asking for them is destructive.
    "oneShot": false,
    // "load": a body of 1 MiB, eight connections at once. "disturb": slow and cut requests.
    // "destructive": what does not come back, such as credentials that go out once.
    "allow": [],
    // Seconds an answer may take.
    "timeout": 5,
    // A file of failures that are known, and rules that do not concern this server.
    // "known": "known.json",
    "skip": []
}
)";

/// In one pass, so that nothing that was filled in is taken for a place.
std::string filled(std::string_view text, const std::map<std::string_view, std::string>& places) {
    std::string out;
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@')) {
        out += text.substr(0, at);
        const auto end = text.find('@', at + 1);
        out += places.at(text.substr(at + 1, end - at - 1));
        text.remove_prefix(end + 1);
    }
    return out += text;
}

std::string profile_text(const NewProfileCommand& command, const Evidence& evidence) {
    return filled(kProfile, {{"url", station_quoted(evidence.url)},
                             {"seen", seen_text(evidence)},
                             {"router", to_id6(evidence.router)},
                             {"home", path_member("home", command.home, "home", command.out)},
                             {"trust", path_member("trust", command.trust, "ca.pem", command.out)},
                             {"firmware", offers_firmware(evidence) ? "A firmware is offered."
                                                                    : "No firmware was offered."},
                             {"expect", target_text(evidence)}});
}

CheckCommand as_check(const NewProfileCommand& command) {
    CheckCommand check;
    check.urls = {command.url};
    check.home = command.home;
    check.router = command.router;
    check.trust = command.trust;
    check.timeout = command.timeout;
    return check;
}

}  // namespace

int execute(const NewProfileCommand& command, Context& context) {
    auto setup = check_setup(as_check(command), context);
    if (!setup) return fail(setup.error());
    setup->probe.url = setup->urls.front();
    setup->probe.stop = &watch_stop_signals();
    const auto evidence = probe::probe(setup->probe);
    if (!evidence) return fail(evidence.error());
    if (const auto trouble = conformance::trouble_of(*evidence); !trouble.empty()) warn(context, trouble);
    const std::string text = profile_text(command, *evidence);
    if (command.out.empty()) {
        context.out.write(text);
        return kGood;
    }
    const auto made = create_file(command.out, as_bytes(text));
    if (!made) return fail_output(made.error());
    return *made ? kGood : fail(kUsage, command.out + " is there already");
}

}  // namespace cupspec::cli
