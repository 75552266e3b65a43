#include "cli/check_plan.hpp"

#include "base/files.hpp"
#include "base/nearest.hpp"
#include "probe/allowed.hpp"
#include "probe/profile.hpp"
#include "scenarios/selection.hpp"

#include <openssl/x509.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace cupspec::cli {
namespace {

namespace fs = std::filesystem;
using conformance::Rule;

constexpr std::uint64_t kMostFileBytes = std::uint64_t{4} << 20U;

Error bad_check_option(std::string where, std::string detail) {
    return {make_error_code(boost::system::errc::invalid_argument), std::move(where), std::move(detail)};
}

std::vector<std::string_view> rule_ids() {
    std::vector<std::string_view> ids;
    for (const Rule* rule : conformance::rules()) ids.push_back(rule->id);
    return ids;
}

bool fits_any(const std::vector<std::string>& globs, std::string_view id) {
    return std::ranges::any_of(globs, [id](const std::string& glob) { return scenarios::matches(glob, id); });
}

std::vector<std::string_view> rule_areas() {
    std::vector<std::string_view> areas;
    for (const Rule* rule : conformance::rules()) {
        const std::string_view area = to_string(rule->area());
        if (areas.empty() || areas.back() != area) areas.push_back(area);
    }
    return areas;
}

Result<void> check_globs(const std::vector<std::string>& globs) {
    const auto ids = rule_ids();
    for (const std::string& glob : globs) {
        const bool fits = std::ranges::any_of(ids, [&](auto id) { return scenarios::matches(glob, id); });
        if (!fits) return bad_check_option("no rule matches \"" + glob + '"', conformance::rule_advice(glob));
    }
    return {};
}

/// Every glob and every area must mean something: a misspelt one would silently judge nothing.
Result<void> check_words(const CheckCommand& command) {
    for (const auto* globs : {&command.rules, &command.skips})
        if (auto checked = check_globs(*globs); !checked) return checked;
    const auto areas = rule_areas();
    for (const std::string& tag : command.tags) {
        if (std::ranges::find(areas, tag) == areas.end())
            return bad_check_option("--tag " + tag, "no such area: " + suggestion(tag, areas));
    }
    return {};
}

Result<std::string> file_text(const std::string& path) {
    auto bytes = read_file(path, kMostFileBytes);
    if (!bytes) return bytes.error();
    return to_text(*bytes);
}

/// A path in a profile is meant from where the profile lies.
std::string beside(const std::string& profile, const std::string& path) {
    if (path.empty() || fs::path{path}.is_absolute()) return path;
    return (fs::path{profile}.parent_path() / path).string();
}

Result<probe::Profile> profile_of(const CheckCommand& command) {
    if (command.profile.empty()) return probe::Profile{};
    auto text = file_text(command.profile);
    if (!text) return text.error();
    auto profile = probe::read_profile(std::move(*text), command.profile);
    if (!profile) return profile;
    for (std::string* path : {&profile->home, &profile->trust, &profile->known})
        *path = beside(command.profile, *path);
    return profile;
}

Result<protocol::Eui64> router_option(const std::string& text) {
    auto router = protocol::parse_eui64(text);
    if (!router) return Error{router.error().code, "--router", router.error().detail};
    return router;
}

/// As OpenSSL's own programs find them.
std::string system_trust() {
    return environment(X509_get_default_cert_file_env()).value_or("/etc/ssl/certs/ca-certificates.crt");
}

Result<Bytes> trust_of(const std::string& file) {
    if (!file.empty()) return read_file(file, kMostFileBytes);
    auto system = read_file(system_trust(), kMostFileBytes);
    return system ? std::move(system) : Result<Bytes>{Bytes{}};
}

/// What the command line says, else what the profile does.
std::string chosen_text(const std::string& option, const std::string& profile) {
    return option.empty() ? profile : option;
}

Result<void> add_routers(const CheckCommand& command, const probe::Profile& profile,
                         probe::ProbeOptions& options) {
    options.unknown_router = profile.unknown_router;
    if (!profile.routers.empty()) options.router = profile.routers.front();
    if (profile.routers.size() > 1) options.other_router = profile.routers[1];
    if (command.router.empty()) return {};
    const auto router = router_option(command.router);
    if (!router) return router.error();
    options.router = *router;
    return {};
}

Result<void> add_gateway(const CheckCommand& command, const probe::Profile& profile,
                         probe::ProbeOptions& options) {
    options.home = chosen_text(command.home, profile.home);
    options.token = profile.token;
    if (auto added = add_routers(command, profile, options); !added) return added;
    options.package = profile.package;
    if (!command.package.empty()) options.package = command.package;
    options.package_after = chosen_text(command.package_after, profile.package_after);
    if (!command.personality.empty()) {
        const auto traits = emulator::find_personality(command.personality);
        if (!traits) return Error{traits.error().code, "--as", traits.error().detail};
        options.traits = *traits;
    }
    auto trust = trust_of(chosen_text(command.trust, profile.trust));
    if (!trust) return trust.error();
    options.trust = std::move(*trust);
    return {};
}

Result<void> add_limits(const CheckCommand& command, const probe::Profile& profile,
                        probe::ProbeOptions& options) {
    constexpr double kMilliseconds = 1000;
    options.allow = profile.allow;
    for (const std::string& word : command.allow) {
        if (const auto added = probe::allow(word, options.allow); !added)
            return bad_check_option("--allow " + word, added.error().detail);
    }
    options.one_shot = profile.one_shot;
    options.target = profile.target;
    // Whoever says what a firmware is, says what the gateway ends up with.
    if (!options.target.package && !options.package_after.empty())
        options.target.package = options.package_after;
    if (profile.timeout) options.timeout = *profile.timeout;
    if (command.timeout > 0) {
        options.timeout =
            std::chrono::milliseconds{static_cast<std::int64_t>(command.timeout * kMilliseconds)};
    }
    return {};
}

Result<std::vector<std::string>> urls_of(const CheckCommand& command, const probe::Profile& profile) {
    std::vector<std::string> urls;
    for (const std::string& text : command.urls) {
        auto url = probe::complete_url(text);
        if (!url) return url.error();
        urls.push_back(std::move(*url));
    }
    if (urls.empty() && !profile.url.empty()) urls.push_back(profile.url);
    if (urls.empty())
        return bad_check_option("no URL", "give one, such as https://cups.example.com:443, or a --profile");
    return urls;
}

Result<std::vector<conformance::KnownFailure>> known_of(const std::string& file) {
    if (file.empty()) return std::vector<conformance::KnownFailure>{};
    auto text = file_text(file);
    if (!text) return text.error();
    return conformance::read_known_failures(std::move(*text), file, rule_ids());
}

}  // namespace

Result<std::vector<const Rule*>> selected_rules(const CheckCommand& command) {
    if (auto checked = check_words(command); !checked) return checked.error();
    std::vector<const Rule*> selected;
    for (const Rule* rule : conformance::rules()) {
        const bool wanted = command.rules.empty() || fits_any(command.rules, rule->id);
        const bool tagged = command.tags.empty() ||
                            std::ranges::find(command.tags, to_string(rule->area())) != command.tags.end();
        if (wanted && tagged && !fits_any(command.skips, rule->id)) selected.push_back(rule);
    }
    if (selected.empty())
        return bad_check_option("no rule is left", "cupspec check --list shows all of them");
    return selected;
}

Result<CheckSetup> check_setup(const CheckCommand& command, const Context& context) {
    const auto profile = profile_of(command);
    if (!profile) return profile.error();
    CheckSetup setup;
    auto urls = urls_of(command, *profile);
    if (!urls) return urls.error();
    setup.urls = std::move(*urls);
    CheckCommand selection = command;
    selection.skips.insert(selection.skips.end(), profile->skip.begin(), profile->skip.end());
    auto rules = selected_rules(selection);
    if (!rules) return rules.error();
    setup.plan.rules = std::move(*rules);
    setup.plan.strict = command.strict;
    setup.plan.fail_fast = command.fail_fast;
    auto known = known_of(command.known.empty() ? profile->known : command.known);
    if (!known) return known.error();
    setup.plan.known = std::move(*known);
    if (auto added = add_gateway(command, *profile, setup.probe); !added) return added.error();
    if (auto added = add_limits(command, *profile, setup.probe); !added) return added.error();
    setup.probe.key_log = context.key_log;
    const auto chosen = environment("TMPDIR");
    setup.probe.temp = chosen ? fs::path{*chosen} : memory_directory();
    if (!setup.probe.home.empty()) warn_of_open_keys(context, setup.probe.home.string());
    return setup;
}

}  // namespace cupspec::cli
