#include "scenarios/home_files.hpp"

#include "base/files.hpp"

#include <nlohmann/json.hpp>

namespace cupspec::scenarios {
namespace {

using Json = nlohmann::ordered_json;

constexpr unsigned kSetMode = 0640;  // what Station gives them too, protocol.md §1.2

/// One concentrator board; CUPS does not look at it, Station wants one before it talks to an LNS.
Json board() {
    const auto radio = [](bool sends) {
        return Json{{"type", "SX1257"}, {"rssi_offset", -166.0}, {"tx_enable", sends}};
    };
    return {{"lorawan_public", true},
            {"clksrc", 1},
            {"device", "spidev"},
            {"radio_0", radio(true)},
            {"radio_1", radio(false)}};
}

Result<protocol::CredentialSet> credentials_of(const GatewayPlan& gateway, const SetPlan& plan,
                                               const Keyring& keyring) {
    protocol::CredentialSet set;
    if (!plan.credentials.empty()) {
        const bool der = gateway.encoding == pki::Encoding::der;
        auto found = der ? keyring.delivered(plan.credentials) : keyring.stored(plan.credentials);
        if (!found) return found;
        set = std::move(*found);
    }
    if (!plan.trust.empty()) {
        auto trust = keyring.authority(plan.trust);
        if (!trust) return trust.error();
        set.trust = std::move(*trust);
    }
    return set;
}

Result<void> write_set(const std::filesystem::path& stem, const SetPlan& plan,
                       const protocol::CredentialSet& set, const FillIn& fill_in) {
    const auto file = [&stem](const char* extension) { return std::filesystem::path{stem} += extension; };
    for (const auto& [extension, bytes] :
         {std::pair{".trust", &set.trust}, std::pair{".crt", &set.certificate},
          std::pair{".key", &set.key}}) {
        if (bytes->empty()) continue;
        if (auto written = write_home_file(file(extension), *bytes, kSetMode); !written) return written;
    }
    if (!plan.uri) return {};
    return write_home_file(file(".uri"), as_bytes(fill_in(*plan.uri) + '\n'), kSetMode);
}

Result<void> write_signing_keys(const GatewayPlan& plan, const Keyring& keyring,
                                const std::filesystem::path& home) {
    for (std::size_t i = 0; i < plan.signing_keys.size(); ++i) {
        const auto key = keyring.public_key(plan.signing_keys[i]);
        if (!key) return key.error();
        if (auto written = write_home_file(home / ("sig-" + std::to_string(i) + ".key"), *key); !written)
            return written;
    }
    return {};
}

}  // namespace

Result<void> write_home_file(const std::filesystem::path& file, ByteView bytes, unsigned mode) {
    return write_file(file, bytes, mode, false);
}

Result<void> remove_file(const std::filesystem::path& file) {
    std::error_code failed;
    if (std::filesystem::remove(file, failed)) return {};
    if (!failed) failed = std::make_error_code(std::errc::no_such_file_or_directory);
    return Error{failed, file.string(), {}};
}

std::string station_conf(const GatewayPlan& plan, bool hurry) {
    Json conf{{"routerid", protocol::to_id6(plan.router)},
              {"euiprefix", "::0"},
              {"log_level", "DEBUG"},
              {"CUPS_CONN_TIMEOUT", "5s"},
              {"TC_TIMEOUT", "5s"}};
    for (const auto& [name, value] : plan.settings) conf[name] = Json::parse(value);
    if (hurry) {
        conf["CUPS_RESYNC_INTV"] = "2s";  // below a second a gateway without an LNS would ask without a pause
        conf["CUPS_OKSYNC_INTV"] = "3s";
    }
    return Json{{"SX1301_conf", board()}, {"station_conf", std::move(conf)}}.dump(2) + '\n';
}

Result<void> write_home(const GatewayPlan& plan, const Keyring& keyring, const FillIn& fill_in,
                        const std::filesystem::path& home) {
    for (const auto& [name, set_plan] : plan.sets) {
        const auto set = credentials_of(plan, set_plan, keyring);
        if (!set) return set.error();
        if (auto written = write_set(home / name, set_plan, *set, fill_in); !written) return written;
    }
    if (auto written = write_signing_keys(plan, keyring, home); !written) return written;
    if (plan.package) {
        if (auto written = write_home_file(home / "version.txt", as_bytes(*plan.package + '\n')); !written)
            return written;
    }
    for (const auto& [name, text] : plan.files)
        if (auto written = write_home_file(home / name, as_bytes(fill_in(text))); !written) return written;
    return {};
}

}  // namespace cupspec::scenarios
