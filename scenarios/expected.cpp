#include "scenarios/expected.hpp"

#include "emulator/settings.hpp"
#include "protocol/credentials.hpp"

namespace cupspec::scenarios {

std::optional<ExpectedCrc> read_crc(const std::optional<json::Cursor>& at, const Names& names) {
    if (!at) return std::nullopt;
    ExpectedCrc crc;
    if (at->is_null()) {
        crc.number = protocol::crc(protocol::CredentialSet{});
    } else if (at->is_text()) {
        crc.set = known(*at, names.credentials, "credential set of the PKI");
    } else {
        crc.number = at->unsigned32();
    }
    return crc;
}

std::chrono::milliseconds read_span(const json::Cursor& at) {
    const auto read = emulator::parse_span(at.text());
    if (!read) at.fail(json::Errc::bad_value, R"(expected a time like "1h30m", "60s" or "600ms")");
    return read.value_or(std::chrono::milliseconds{0});
}

std::optional<std::chrono::milliseconds> Repetition::expected_at(unsigned index) const {
    if (at.size() == times) return at[index];
    if (at.size() == 1 && index + 1 == times) return at.front();
    return std::nullopt;
}

Repetition read_repetition(const json::Cursor& step, const Names& names) {
    constexpr std::int64_t kMost = 1000;
    Repetition repetition;
    if (const auto times = step.find("repeat"))
        repetition.times = static_cast<unsigned>(times->integer(1, kMost));
    const auto expect = step.find("expect");
    const auto at = expect ? expect->find("at") : std::nullopt;
    if (!at) return repetition;
    if (!names.has_clock)
        at->fail(json::Errc::bad_value, R"(only a scenario with "clock": "station" has times)");
    if (at->is_text()) {
        repetition.at = {read_span(*at)};
        return repetition;
    }
    for (const json::Cursor& item : at->items()) repetition.at.push_back(read_span(item));
    if (repetition.at.size() != repetition.times) {
        at->fail(json::Errc::bad_value,
                 "one time for each of the " + std::to_string(repetition.times) + " contacts is needed");
    }
    return repetition;
}

std::string read_server_name(const json::Cursor& step, const std::vector<std::string>& servers) {
    const auto server = step.find("server");
    if (!server && servers.size() == 1) return servers.front();
    return known(step["server"], servers, "server that can be meant here");
}

std::string read_gateway_name(const json::Cursor& step, const Names& names) {
    const auto gateway = step.find("gateway");
    if (!gateway && names.gateways.size() == 1) return names.gateways.front();
    return known(step["gateway"], names.gateways, "gateway");
}

}  // namespace cupspec::scenarios
