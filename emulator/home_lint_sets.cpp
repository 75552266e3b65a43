#include "emulator/home_lint_set.hpp"
#include "emulator/tls_client.hpp"
#include "emulator/tls_rules.hpp"
#include "protocol/uri.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::emulator {
namespace {

constexpr LintRule kNoTrust{.slug = "no-trust",
                            .says = "A set whose URI asks for TLS has a trust file that is not empty.",
                            .does =
                                "Station cannot use the URI: the session fails before it connects, and 8 "
                                "failures pass before another "
                                "set is tried.",
                            .cure = "Put the CA certificate of the server into the trust file.",
                            .source = "Station 2.0.6, sys.c:444-464; chirpstack-certificates#5"};
constexpr LintRule kNoUri{.slug = "credentials-without-uri",
                          .severity = Severity::note,
                          .says = "A set with credentials has a URI as well.",
                          .does = "Station has nowhere to use them until a server sends a URI.",
                          .cure = "Write the URI file, or remove the credentials.",
                          .source = "Station 2.0.6, sys.c:444-464"};
constexpr LintRule kPlain{
    .slug = "credentials-unused",
    .severity = Severity::note,
    .says = "Credentials belong to a URI that asks for TLS.",
    .does = "Over http:// and ws:// Station opens no credential file and sends no token.",
    .cure = "Use https:// or wss:// if the server shall know the gateway.",
    .source = "Station 2.0.6, cups.c:479 and tc.c:322"};
constexpr LintRule kNeverUsed{
    .slug = "set-never-used",
    .severity = Severity::note,
    .says = "There is no tc-boot set.",
    .does = "Station checks the syntax of tc-boot.uri at its start and never connects with the set.",
    .cure = "Use tc.uri and its credentials for the LNS, or leave both to the CUPS server.",
    .source = "Station 2.0.6, sys.c:277-310 and tc.c:125"};
constexpr LintRule kCertificateWithoutKey{
    .slug = "certificate-without-key",
    .says = "A client certificate lies beside its key.",
    .does = "Station authenticates the server only and presents no certificate.",
    .cure = "Add the key, or remove the certificate.",
    .source = "Station 2.0.6, sys.c:444-464"};
constexpr std::array kSetsRules{&kNoTrust, &kNoUri, &kPlain, &kNeverUsed, &kCertificateWithoutKey};

constexpr LintRule kUnusable{.slug = "unusable-credentials",
                             .says = "The three files of a set make a TLS client together.",
                             .does = "Station cannot use the set: the session fails before it connects.",
                             .cure = "Replace the file named.",
                             .source = "Station 2.0.6, tls.c:165-256"};
constexpr std::array kLastRules{&kUnusable};

LintSet read_set(const LintView& view, Category category, SetName set) {
    auto credentials = view.home.credentials(category, set);
    const AuthMode mode = auth_mode(credentials);
    LintSet found{category, set, std::move(credentials), mode};
    const UriFile uri = view.home.uri(category, set);
    found.has_uri = uri.configured();
    const auto server =
        category == Category::cups ? protocol::parse_cups_uri(uri.text) : protocol::parse_tc_uri(uri.text);
    found.malformed = found.has_uri && !server;
    found.tls = !server || server->tls;
    return found;
}

void judge_set(LintView& view, const LintSet& set) {
    const auto name = [&](std::string_view extension) { return view.name(set.category, set.set, extension); };
    const std::string uri = name("uri");
    const bool trusted = !set.credentials.trust.empty();
    if (set.has_uri && !set.malformed && set.tls && !trusted) {
        view.add(kNoTrust, {name("trust"), view.files.contains(name("trust"))
                                               ? "it is empty, and " + uri + " asks for TLS"
                                               : "it is missing, and " + uri + " asks for TLS"});
    }
    if (!set.has_uri && !set.empty()) view.add(kNoUri, {uri, "there are credentials, but no URI"});
    if (!set.tls && !set.empty()) view.add(kPlain, {uri, "the URI is a plain one"});
    if (set.used() && set.mode == AuthMode::server_only && !set.credentials.certificate.empty())
        view.add(kCertificateWithoutKey, {name("crt"), name("key") + " is missing or empty"});
}

void judge_boot(LintView& view) {
    for (const std::string_view extension : {"uri", "trust", "crt", "key"}) {
        const std::string name = view.home.file(Category::tc, SetName::boot, extension).filename();
        if (!view.files.contains(name)) continue;
        view.add(kNeverUsed, {name, "a tc-boot set"});
        return;
    }
}

/// What no rule has a word for, but keeps the emulator from connecting.
void judge_rest(LintView& view, const LintSet& set) {
    const auto usable = usable_set(set);
    if (usable) return;
    const auto explained = [&](std::string_view extension) {
        const std::string name = view.name(set.category, set.set, extension);
        return std::any_of(view.findings.begin(), view.findings.end(), [&name](const LintFinding& finding) {
            return finding.severity != Severity::note && finding.file == name;
        });
    };
    if (explained("trust") || explained("crt") || explained("key")) return;
    view.add(kUnusable, {view.name(set.category, set.set, "trust"), describe(usable.error())});
}

void look_at_sets(LintView& view) {
    for (const LintSet& set : lint_sets_of(view)) judge_set(view, set);
    judge_boot(view);
}

void look_last(LintView& view) {
    for (const LintSet& set : lint_sets_of(view))
        if (set.used()) judge_rest(view, set);
}

}  // namespace

bool LintSet::empty() const {
    return credentials.trust.empty() && credentials.certificate.empty() && credentials.key.empty();
}

std::vector<LintSet> lint_sets_of(const LintView& view) {
    return {read_set(view, Category::cups, SetName::regular), read_set(view, Category::cups, SetName::backup),
            read_set(view, Category::cups, SetName::boot), read_set(view, Category::tc, SetName::regular)};
}

Result<void> usable_set(const LintSet& set) {
    if (auto files = check_files(set.credentials, set.mode); !files) return files;
    TlsClientSetup setup;
    setup.mode = set.mode;
    if (auto context = make_tls_client(set.credentials, setup); !context) return context.error();
    return {};
}

Result<void> usable_certificates(const Bytes& file) {
    LintSet alone;
    alone.credentials.trust = file;
    alone.mode = AuthMode::server_only;
    return usable_set(alone);
}

const LintGroup& lint_unexplained() {
    static constexpr LintGroup kGroup{kLastRules, look_last};
    return kGroup;
}

const LintGroup& lint_sets() {
    static constexpr LintGroup kGroup{kSetsRules, look_at_sets};
    return kGroup;
}

}  // namespace cupspec::emulator
