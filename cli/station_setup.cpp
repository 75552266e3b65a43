#include "cli/station_setup.hpp"

#include "emulator/settings.hpp"

#include <string>
#include <unistd.h>
#include <utility>

namespace cupspec::cli {
namespace {

namespace fs = std::filesystem;

Error bad_option(std::string where, std::string detail) {
    return {make_error_code(boost::system::errc::invalid_argument), std::move(where), std::move(detail)};
}

/// As Station finds the file a routerid names: it asks for it in its working directory, but reads it in its
/// home unless the path says otherwise.
std::optional<std::string> eui_file(const fs::path& home, const std::string& path) {
    if (::access(path.c_str(), R_OK) != 0) return std::nullopt;
    const bool as_it_is = path.starts_with('/') || path.starts_with("./");
    const auto content = read_file(as_it_is ? fs::path{path} : home / path);
    // What is there and cannot be read is as good as an empty file, which names no EUI either.
    return content ? to_text(*content) : std::string{};
}

emulator::Surroundings surroundings_of(const StationCommand& command) {
    emulator::Surroundings around{environment};
    // With --router a home need not lie on the gateway whose interface it names.
    if (command.router.empty()) {
        around.eui_file = [home = fs::path{command.home}](const std::string& path) {
            return eui_file(home, path);
        };
    }
    return around;
}

Result<std::string> conf_text(const fs::path& file, const Context& context) {
    auto text = read_file(file);
    if (text) return to_text(*text);
    if (text.error().code != boost::system::errc::no_such_file_or_directory) return text.error();
    warn(context,
         file.string() + " is missing: Station's defaults are used (the real one would exit with 1)");
    return std::string{"{}"};
}

/// station.conf, or Station's defaults with a warning where there is none.
Result<emulator::Settings> settings_of(const StationCommand& command, const Context& context) {
    const fs::path file = fs::path{command.home} / "station.conf";
    const auto text = conf_text(file, context);
    if (!text) return text.error();
    auto read = emulator::parse_settings(*text, file.string(), surroundings_of(command));
    if (!read) return read.error();
    for (const emulator::IgnoredSetting& one : read->ignored) {
        context.log.write(LogLevel::warning, "SYS",
                          one.name + " is ignored, as Station ignores it: " + describe(one.why));
    }
    return read->settings;
}

Result<protocol::Eui64> router_of(const StationCommand& command, const emulator::Settings& settings) {
    if (command.router.empty()) {
        if (settings.router) return *settings.router;
        return bad_option("--router", "needed, because " + command.home +
                                          "/station.conf names no routerid; for example --router ::1");
    }
    auto router = protocol::parse_eui64(command.router);
    if (!router) return Error{router.error().code, "--router", router.error().detail};
    return *router;
}

Result<emulator::Traits> traits_of(const std::string& personality) {
    if (personality.empty()) return emulator::Traits{};
    auto traits = emulator::find_personality(personality);
    if (!traits) return Error{traits.error().code, "--as", traits.error().detail};
    return traits;
}

emulator::UpdatePolicy policy_of(const std::string& word) {
    if (word == "run") return emulator::UpdatePolicy::run;
    return word == "refuse" ? emulator::UpdatePolicy::refuse : emulator::UpdatePolicy::record;
}

emulator::Until until_of(const std::string& word) {
    if (word == "steady") return emulator::Until::steady;
    return word == "lns" ? emulator::Until::lns : emulator::Until::forever;
}

/// What a firmware script gets to see of us: enough to find tools and its home.
std::vector<std::string> small_environment(const fs::path& home) {
    const std::string path = fs::absolute(home).string();
    return {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + path,
            "STATION_HOME=" + path, "LANG=C"};
}

}  // namespace

Result<emulator::StationOptions> station_options(const StationCommand& command, const Context& context) {
    if (command.no_lns && command.until == "lns")
        return bad_option("--until lns", "cannot be reached with --no-lns");
    auto settings = settings_of(command, context);
    if (!settings) return settings.error();
    auto router = router_of(command, *settings);
    if (!router) return router.error();
    auto traits = traits_of(command.personality);
    if (!traits) return traits.error();
    warn_of_open_keys(context, command.home);

    emulator::StationOptions options;
    options.gateway.traits = *traits;
    options.home = command.home;
    options.gateway.settings = *settings;
    options.gateway.router = *router;
    if (!command.station_string.empty()) options.gateway.station = command.station_string;
    if (!command.model.empty()) options.gateway.model = command.model;
    options.gateway.lns = !command.no_lns;
    options.gateway.update_policy = policy_of(command.update);
    options.drive.time_scale = command.time_scale;
    options.drive.key_log = context.key_log;
    options.rounds = command.once ? 1 : command.rounds;
    options.until = until_of(command.until);
    options.update.directory = command.home;
    options.update.environment = small_environment(command.home);
    return options;
}

Result<fs::path> place_update_file(const StationCommand& command,
                                   std::optional<TemporaryDirectory>& temporary) {
    if (!command.update_file.empty()) return fs::path{command.update_file};
    if (!command.temp.empty()) {
        std::error_code error;
        fs::create_directories(command.temp, error);
        if (error) return Error{error, command.temp, "--temp"};
        return fs::path{command.temp} / "update.bin";
    }
    auto made = TemporaryDirectory::make(environment("TMPDIR").value_or(""));
    if (!made) return made.error();
    temporary.emplace(std::move(*made));
    return temporary->path() / "update.bin";
}

}  // namespace cupspec::cli
