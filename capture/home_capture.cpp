#include "capture/home_capture.hpp"

#include "emulator/home.hpp"
#include "emulator/trial_disk.hpp"
#include "json/errc.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::capture {
namespace {

using emulator::Category;
using emulator::HomeFiles;
using emulator::SetName;

constexpr std::string_view kConf = "station.conf";

void say_home(const emulator::Home& home, const HomeFiles& files, Capture& capture) {
    capture.understood.push_back(std::to_string(files.size()) + " files of a home");
    for (const Category category : {Category::cups, Category::tc}) {
        for (const SetName set : {SetName::regular, SetName::backup, SetName::boot}) {
            const auto uri = home.uri(category, set);
            if (!uri.configured()) continue;
            capture.understood.push_back(std::string{to_string(category)} + ", set " +
                                         std::string{to_string(set)} + ": " + uri.text);
        }
    }
    if (const auto package = home.package()) capture.understood.push_back("package " + *package);
}

}  // namespace

Result<GatewayFacts> read_home_facts(const HomeFiles& home, const std::string& name) {
    GatewayFacts facts;
    const auto conf = home.find(std::string{kConf});
    if (conf == home.end()) return facts;
    const std::string file = name + '/' + std::string{kConf};
    auto read = emulator::parse_settings(as_text(conf->second.content), file, {});
    if (!read) return read.error();
    facts.router = read->settings.router;
    facts.settings = std::move(read->settings);
    return facts;
}

Result<HomeFiles> read_captured_home(const std::filesystem::path& directory) {
    auto files = emulator::read_home(directory);
    if (!files) return files.error();
    std::erase_if(*files, [](const auto& file) { return file.first.ends_with(".modes"); });
    return files;
}

bool looks_like_home(const HomeFiles& files) {
    constexpr std::array<std::string_view, 2> kCategoryNames{"cups", "tc"};
    return std::ranges::any_of(files, [&kCategoryNames](const auto& file) {
        const std::string& name = file.first;
        const std::size_t dot = name.rfind('.');
        if (name == kConf || name == "version.txt") return true;
        if (dot == std::string::npos) return false;
        const std::string_view stem = std::string_view{name}.substr(0, std::min(name.find('-'), dot));
        const std::string_view extension = std::string_view{name}.substr(dot + 1);
        const bool of_set =
            std::ranges::find(emulator::kSetExtensions, extension) != emulator::kSetExtensions.end();
        return of_set && std::ranges::find(kCategoryNames, stem) != kCategoryNames.end();
    });
}

Result<Capture> read_home_capture(const std::filesystem::path& directory) {
    auto files = read_captured_home(directory);
    if (!files) return files.error();
    if (!looks_like_home(*files))
        return Error{json::Errc::bad_value, directory.string(),
                     "no file in it is one of a gateway's home: cups.uri, tc.trust, station.conf, ..."};
    auto facts = read_home_facts(*files, directory.string());
    if (!facts) return facts.error();
    Capture capture;
    capture.form = "home directory";
    capture.file = directory.string();
    capture.gateway = std::move(*facts);
    emulator::TrialDisk disk{*files};
    const emulator::Home home{disk, "home"};
    say_home(home, *files, capture);
    if (!capture.gateway.router)
        capture.missing.emplace_back("the gateway's EUI: no routerid in station.conf tells it");
    capture.missing.emplace_back("what the server answered, and which Station it is");
    Round round;
    round.where = directory.string();
    round.restarted = true;
    round.set = SetName::regular;
    round.uri = home.uri(Category::cups, SetName::regular).text;
    round.home = std::move(*files);
    capture.rounds.push_back(std::move(round));
    return capture;
}

}  // namespace cupspec::capture
