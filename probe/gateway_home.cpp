#include "probe/gateway_home.hpp"

#include "emulator/home_files.hpp"
#include "emulator/settings.hpp"
#include "protocol/crc32.hpp"

#include <memory>
#include <utility>

namespace cupspec::probe {
namespace {

namespace fs = std::filesystem;
using emulator::Category;
using emulator::HomeEntry;
using emulator::HomeFiles;
using emulator::SetName;

constexpr unsigned kSecret = 0600;

Result<HomeFiles> files_of(const fs::path& home) {
    if (home.empty()) return HomeFiles{};
    return emulator::read_home(home);
}

void put(HomeFiles& files, const std::string& name, Bytes content) {
    HomeEntry entry;
    entry.content = std::move(content);
    files[name] = std::move(entry);
}

/// The gateway asks the server under test, with what the tester gave it besides its home.
void prepare(HomeFiles& files, const ProbeOptions& options) {
    put(files, "cups.uri", to_bytes(options.url));
    const auto trust = files.find("cups.trust");
    const bool has_trust = trust != files.end() && !trust->second.content.empty();
    if (!has_trust && !options.trust.empty()) put(files, "cups.trust", options.trust);
    if (!options.token.empty()) {
        files.erase("cups.crt");
        put(files, "cups.key", to_bytes(options.token + "\r\n"));
    }
    if (options.package) put(files, "version.txt", to_bytes(*options.package));
    // A life ends with an update that is recorded; none is to be there before.
    files.erase("update.bin");
}

Result<void> write_files(const fs::path& directory, const HomeFiles& files) {
    for (const auto& [name, entry] : files) {
        if (entry.kind == HomeEntry::Kind::unreadable)
            return Error{make_error_code(boost::system::errc::permission_denied), name, entry.trouble};
        if (entry.kind != HomeEntry::Kind::file) continue;
        if (auto written = write_file(directory / name, entry.content, kSecret, false); !written)
            return written;
    }
    return {};
}

Result<emulator::Settings> settings_of(const HomeFiles& files, const ProbeOptions& options) {
    emulator::Settings settings;
    if (const auto conf = files.find("station.conf"); conf != files.end()) {
        const std::string name = (options.home / "station.conf").string();
        auto read = emulator::parse_settings(as_text(conf->second.content), name, {});
        if (!read) return read.error();
        settings = read->settings;
    }
    settings.cups_timeout = options.timeout;
    return settings;
}

}  // namespace

GatewayHome::GatewayHome(TemporaryDirectory directory, emulator::GatewayOptions gateway)
    : directory_{std::move(directory)},
      disk_{std::make_unique<emulator::PosixDisk>(emulator::PosixDisk::Durability::relaxed)},
      gateway_{std::move(gateway)} {}

Result<GatewayHome> GatewayHome::make(const ProbeOptions& options) {
    auto files = files_of(options.home);
    if (!files) return files.error();
    prepare(*files, options);
    const auto settings = settings_of(*files, options);
    if (!settings) return settings.error();
    auto directory = TemporaryDirectory::make(options.temp);
    if (!directory) return directory.error();
    if (auto written = write_files(directory->path(), *files); !written) return written.error();
    emulator::GatewayOptions gateway;
    gateway.settings = *settings;
    gateway.traits = options.traits;
    gateway.router = options.router.value_or(settings->router.value_or(protocol::Eui64{1}));
    gateway.lns = false;
    gateway.update_file = directory->path() / "update.bin";
    return GatewayHome{std::move(*directory), std::move(gateway)};
}

conformance::HomeFacts GatewayHome::facts() const {
    const emulator::Home home{*disk_, path()};
    conformance::HomeFacts facts;
    facts.cups_uri = home.uri(Category::cups, SetName::regular).text;
    facts.tc_uri = home.uri(Category::tc, SetName::regular).text;
    facts.cups_crc = home.reported_crc(Category::cups, gateway_.traits);
    facts.tc_crc = home.reported_crc(Category::tc, gateway_.traits);
    facts.package = home.package();
    for (const Bytes& key : home.signing_keys()) facts.key_crcs.push_back(protocol::crc32(key));
    return facts;
}

Result<PlainRequest> GatewayHome::plain_request() const {
    emulator::Gateway gateway{*disk_, path(), gateway_};
    const auto nothing = [](const emulator::RoundReport& report) {
        const std::string why = report.problems.empty() ? "no request" : report.problems.front();
        return Error{make_error_code(boost::system::errc::invalid_argument), "the gateway asks nothing", why};
    };
    if (const auto refused = gateway.start()) return nothing(*refused);
    emulator::Round& round = gateway.begin_round();
    if (!round.start()) return nothing(round.report());
    PlainRequest plain;
    plain.url = round.report().uri;
    plain.server = round.server();
    plain.credentials = round.credentials();
    plain.mode = round.auth_mode();
    plain.info = *round.report().request;
    plain.head = round.report().exchange.request_head;
    plain.body = to_text(round.report().exchange.request_body);
    return plain;
}

Result<void> GatewayHome::set_package(const std::string& package) const {
    std::error_code ignored;
    fs::remove(gateway_.update_file, ignored);
    return write_file(path() / "version.txt", as_bytes(package + '\n'), kSecret, false);
}

}  // namespace cupspec::probe
