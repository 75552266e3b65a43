#include "server/decide.hpp"

#include "base/hex.hpp"
#include "protocol/crc32.hpp"

#include <algorithm>

namespace cupspec::server {
namespace {

/// The URI to send: the wanted one, unless the gateway has it. Empty: none.
std::string news(const std::optional<std::string>& wanted, const std::optional<std::string>& reported) {
    return wanted && wanted != reported ? *wanted : std::string{};
}

/// The blob to send, unless what the gateway reports is the CRC over it.
Bytes news(const std::optional<protocol::CredentialSet>& held, std::optional<std::uint32_t> reported_crc) {
    if (!held) return {};
    Bytes blob = protocol::join(*held);
    if (reported_crc == protocol::crc32(blob)) return {};
    return blob;
}

std::optional<protocol::Signature> signature_for(const std::vector<std::uint32_t>& keys,
                                                 const std::vector<protocol::Signature>& held) {
    const auto found = std::find_if(held.begin(), held.end(), [&](const protocol::Signature& signature) {
        return std::find(keys.begin(), keys.end(), signature.key_crc) != keys.end();
    });
    if (found == held.end()) return std::nullopt;
    return *found;
}

void add(std::string& line, const std::string& part) {
    if (!line.empty()) line += ", ";
    line += part;
}

void add_blob(std::string& line, std::string_view name, const Bytes& blob) {
    if (blob.empty()) return;
    add(line, std::string{name} + ' ' + std::to_string(blob.size()) + " bytes CRC 0x" +
                  to_hex8(protocol::crc32(blob)));
}

}  // namespace

bool Plan::changes_nothing() const { return head == protocol::Response{} && !firmware; }

bool wants_firmware(const protocol::UpdateInfo& request, const GatewayRecord& record) {
    return record.version && record.version != request.package;
}

Plan decide(const protocol::UpdateInfo& request, const GatewayState& state) {
    Plan plan;
    if (state.record.cups_uri) {
        plan.head.cups_uri = news(state.record.cups_uri, request.cups_uri);
        plan.head.cups_cred = news(state.cups_cred, request.cups_cred_crc);
    }
    if (state.record.tc_uri) {
        plan.head.tc_uri = news(state.record.tc_uri, request.tc_uri);
        plan.head.tc_cred = news(state.tc_cred, request.tc_cred_crc);
    }
    if (wants_firmware(request, state.record)) {
        plan.firmware = state.firmware;
        plan.head.signature = signature_for(request.keys, state.signatures);
    }
    return plan;
}

Result<Bytes> encode(const Plan& plan) {
    const std::uint64_t update = plan.firmware ? plan.firmware->bytes : 0;
    if (update > protocol::rule_of(protocol::Segment::update).max_bytes)
        return Error{protocol::Errc::length_range, "response.updLen", std::to_string(update) + " bytes"};
    return protocol::encode_head(plan.head, static_cast<std::uint32_t>(update));
}

std::string describe(const Plan& plan) {
    std::string line;
    if (!plan.head.cups_uri.empty()) add(line, "cupsUri");
    if (!plan.head.tc_uri.empty()) add(line, "tcUri");
    add_blob(line, "cupsCred", plan.head.cups_cred);
    add_blob(line, "tcCred", plan.head.tc_cred);
    if (plan.head.signature) add(line, "signature by key 0x" + to_hex8(plan.head.signature->key_crc));
    if (plan.firmware) {
        add(line, "firmware " + plan.firmware->version + ' ' + std::to_string(plan.firmware->bytes) +
                      " bytes" + (plan.head.signature ? "" : " unsigned"));
    }
    return line.empty() ? "no updates" : line;
}

}  // namespace cupspec::server
