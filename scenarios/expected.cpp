#include "scenarios/expected.hpp"

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

std::string read_gateway_name(const json::Cursor& step, const Names& names) {
    const auto gateway = step.find("gateway");
    if (!gateway && names.gateways.size() == 1) return names.gateways.front();
    return known(step["gateway"], names.gateways, "gateway");
}

}  // namespace cupspec::scenarios
