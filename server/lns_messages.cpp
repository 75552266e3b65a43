#include "server/lns_messages.hpp"

#include "json/cursor.hpp"
#include "protocol/update_info.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>

namespace cupspec::server {
namespace {

using nlohmann::ordered_json;

/// Spreading factor, bandwidth in kHz, downlink only. Source: LoRaWAN Regional Parameters RP002, EU863-870;
/// data rates a region does not have are -1.
struct DataRate {
    int spreading_factor;
    int bandwidth_khz;
};

constexpr std::array<DataRate, 8> kEu868DataRates{
    {{12, 125}, {11, 125}, {10, 125}, {9, 125}, {8, 125}, {7, 125}, {7, 250}, {0, 0}}};
constexpr std::size_t kDataRates = 16;

constexpr std::int64_t kRadio0Hz = 867'500'000;
constexpr std::int64_t kRadio1Hz = 868'500'000;

/// A multi-SF channel as a distance from its radio: 868.1, 868.3, 868.5, then 867.1 to 867.9 MHz.
struct Channel {
    int radio;
    int offset_hz;
};

constexpr std::array<Channel, 8> kEu868Channels{
    {{1, -400'000}, {1, -200'000}, {1, 0}, {0, -400'000}, {0, -200'000}, {0, 0}, {0, 200'000}, {0, 400'000}}};

ordered_json data_rates() {
    ordered_json rates = ordered_json::array();
    for (const DataRate& rate : kEu868DataRates)
        rates.push_back(ordered_json::array({rate.spreading_factor, rate.bandwidth_khz, 0}));
    while (rates.size() < kDataRates) rates.push_back(ordered_json::array({-1, 0, 0}));
    return rates;
}

ordered_json board() {
    ordered_json conf;
    conf["radio_0"] = {{"enable", true}, {"freq", kRadio0Hz}};
    conf["radio_1"] = {{"enable", true}, {"freq", kRadio1Hz}};
    conf["chan_FSK"] = {{"enable", true}, {"radio", 1}, {"if", 300'000}};
    conf["chan_Lora_std"] = {
        {"enable", true}, {"radio", 1}, {"if", -200'000}, {"bandwidth", 250'000}, {"spread_factor", 7}};
    for (std::size_t i = 0; i < kEu868Channels.size(); ++i) {
        conf["chan_multiSF_" + std::to_string(i)] = {
            {"enable", true}, {"radio", kEu868Channels[i].radio}, {"if", kEu868Channels[i].offset_hz}};
    }
    return conf;
}

/// A gateway's text need not be UTF-8; what is not becomes U+FFFD.
std::string dump(const ordered_json& message) {
    return message.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace

Result<protocol::Eui64> parse_discovery_query(std::string_view text) {
    // The same member in the same forms as in an update-info request, and nothing else is required there
    // either.
    const auto request = protocol::parse_update_info(as_bytes(text));
    if (!request) return request.error();
    return request->router;
}

std::string discovery_answer(protocol::Eui64 router, std::string_view uri) {
    // The muxs' own EUI is a name only: nothing compares it (protocol.md §9.1).
    ordered_json answer;
    answer["router"] = protocol::to_id6(router);
    answer["muxs"] = "muxs-::0";
    answer["uri"] = uri;
    return dump(answer);
}

std::string discovery_refusal(std::string_view router, std::string_view error) {
    ordered_json answer;
    answer["router"] = router;
    answer["error"] = error;
    return dump(answer);
}

Result<std::string> message_type(std::string_view text) {
    const auto document = json::parse(std::string{text});
    if (!document) return document.error();
    json::Reading reading{*document};
    return reading.finish(reading.root()["msgtype"].text());
}

std::string router_config_eu868() {
    ordered_json config;
    config["msgtype"] = "router_config";
    config["NetID"] = {0, 1};  // the two experimental networks
    config["JoinEui"] = ordered_json::array({ordered_json::array({0, INT64_MAX})});
    config["region"] = "EU863";
    config["hwspec"] = "sx1301/1";
    config["freq_range"] = {863'000'000, 870'000'000};
    config["DRs"] = data_rates();
    config["sx1301_conf"] = ordered_json::array({board()});
    config["nocca"] = true;
    config["nodc"] = true;
    config["nodwell"] = true;
    return dump(config);
}

}  // namespace cupspec::server
