#pragma once

#include "base/result.hpp"
#include "protocol/credentials.hpp"
#include "protocol/response.hpp"
#include "protocol/update_info.hpp"
#include "server/gateway_record.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::server {

/// An update image lying ready; its bytes stay where they are.
struct Firmware {
    std::string version;      ///< the record's `version`
    std::string object;       ///< name in the store: "2.0.0.bin"
    std::uint64_t bytes = 0;  ///< 1..2^31-1
    std::string content;      ///< which of the object's versions, as the store tells them; empty: any
};

/// Everything the server holds for one gateway: its record and what the record's names lead to.
struct GatewayState {
    GatewayRecord record;
    std::optional<protocol::CredentialSet> cups_cred;  ///< absent: no credentials of this kind
    std::optional<protocol::CredentialSet> tc_cred;
    std::optional<Firmware> firmware;             ///< needed only where `wants_firmware`
    std::vector<protocol::Signature> signatures;  ///< one per sig-N.key with a VERSION.bin.sig-N, ascending N
};

/// What to answer.
struct Plan {
    protocol::Response head;           ///< every segment but the update's bytes
    std::optional<Firmware> firmware;  ///< streamed behind the encoded head

    /// True when the answer is the 14 zero bytes.
    bool changes_nothing() const;
};

/// True when the record names a version other than the request's package. A gateway that reports none (null
/// or absent, a fresh device) gets the firmware; the Semtech example answers it 404, which makes a gateway
/// leave the server at once (protocol.md CS-28).
bool wants_firmware(const protocol::UpdateInfo& request, const GatewayRecord& record);

/// Pure: what of the state the request does not match yet. A URI goes out when it differs; credentials when
/// the CRC of the blob that would be sent differs from the reported one (an unreported CRC matches nothing);
/// firmware when `wants_firmware`, with the first signature whose key the gateway reports, or with none.
/// Precondition: where firmware is wanted, `state.firmware` is there.
Plan decide(const protocol::UpdateInfo& request, const GatewayState& state);

/// The bytes in front of the firmware: a whole body when there is none.
/// @return otherwise length_range, `where` naming the field
Result<Bytes> encode(const Plan& plan);

/// One line for a log: "cupsUri, cupsCred 1045 bytes CRC 0x84D5CE23", "no updates". Never credential bytes.
std::string describe(const Plan& plan);

}  // namespace cupspec::server
