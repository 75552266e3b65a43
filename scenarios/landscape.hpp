#pragma once

#include "emulator/home.hpp"
#include "emulator/personality.hpp"
#include "pki/plan.hpp"
#include "protocol/eui64.hpp"
#include "protocol/response.hpp"
#include "scenarios/issuer.hpp"
#include "server/dialect.hpp"
#include "server/fault_script.hpp"
#include "server/identity.hpp"
#include "server/lns.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace cupspec::scenarios {

/// The keys and certificates of a scenario: made from a plan for every run, or files that are there already.
struct PkiSource {
    pki::Plan plan;
    std::filesystem::path directory;  ///< not empty: copied, and `plan` is not used
};

/// One signature beside a firmware, right or wrong.
struct SignaturePlan {
    std::string key;                  ///< whose slot it takes: "cups-1/sig-0" is VERSION.bin.sig-0
    std::string by;                   ///< the key that signs; another one than `key` is a fault
    std::optional<std::string> over;  ///< fault: other bytes are signed in place of the firmware
    bool flip_bit = false;            ///< fault: the last bit of the signature is turned over
};

struct FirmwarePlan {
    std::string version;
    std::string text;  ///< its bytes
    std::vector<SignaturePlan> signatures;
};

/// What a CUPS server wants of one gateway; URIs may hold `{NAME}`. Written as `cups-router-ID.cfg`.
struct RecordPlan {
    protocol::Eui64 router;
    std::optional<std::string> cups_uri;
    std::optional<std::string> cups_id;
    std::optional<std::string> tc_uri;
    std::optional<std::string> version;
};

/// Fault: the connection ends in the middle of an answer.
struct CutPlan {
    protocol::Segment segment = protocol::Segment::update;  ///< answers without it stay whole
    std::uint32_t at = 0;                                   ///< so many of its bytes still go out
};

struct CupsPlan {
    std::string directory;  ///< of the PKI, and the server's root
    std::string identity;   ///< NAME of NAME.crt in there
    std::string tc_root;    ///< directory with the LNS credentials
    server::AuthMode auth = server::AuthMode::mutual;
    server::DialectTraits dialect;
    bool register_unknown = false;
    bool one_shot = false;
    std::optional<IssuerPlan> issuer;
    std::vector<RecordPlan> records;
    std::vector<FirmwarePlan> firmware;
    std::optional<CutPlan> cut;
    server::FaultScript faults;
};

/// What a step changes about a CUPS server that runs.
struct CupsChange {
    std::vector<RecordPlan> records;     ///< each in place of the gateway's old one
    std::vector<FirmwarePlan> firmware;  ///< new, or in place of the version's old one
    std::vector<std::pair<std::string, std::string>>
        credentials;  ///< "cups-router-1", and the set of the PKI it becomes
    std::vector<std::pair<std::string, std::string>> files;  ///< name and text, may hold `{NAME}`
    std::vector<std::string> removed;
    std::optional<std::optional<CutPlan>> cut;
    std::optional<server::FaultScript> faults;
};

/// How an LNS turns gateways away.
struct RefusalPlan {
    server::LnsRefusal at = server::LnsRefusal::nothing;
    unsigned status = 0;  ///< 0: the LNS's own
    std::string text;     ///< empty: the LNS's own
};

struct LnsPlan {
    std::string tc_root;
    std::optional<server::AuthMode> auth;
    std::vector<std::string> tokens;
    std::vector<protocol::Eui64> routers;
    RefusalPlan refusal;
};

struct ServerPlan {
    std::string name;
    std::variant<CupsPlan, LnsPlan> kind;
};

/// One of a gateway's credential sets as a factory left it.
struct SetPlan {
    std::optional<std::string> uri;  ///< may hold `{NAME}`
    std::string credentials;         ///< of the PKI: "cups-0/cups-router-1"; empty: none
    std::string trust;               ///< an authority, in place of the credentials' own; empty: none
};

struct GatewayPlan {
    std::string name;
    protocol::Eui64 router;
    std::map<std::string, SetPlan> sets;  ///< by file stem: "cups", "cups-bak", "tc"
    std::optional<std::string> package;
    std::vector<std::string> signing_keys;                      ///< sig-0.key, sig-1.key, ... in this order
    std::vector<std::pair<std::string, std::string>> files;     ///< name and text, may hold `{NAME}`
    std::vector<std::pair<std::string, std::string>> settings;  ///< of station_conf: name and JSON text
    pki::Encoding encoding = pki::Encoding::pem;                ///< of the credential files
    emulator::Traits traits;                                    ///< of the personality
    std::string model;                                          ///< empty: the personality's own
    std::string station;                                        ///< empty: the personality's own
};

/// What decides when a gateway contacts whom.
enum class ScenarioClock {
    steps,   ///< the steps alone, one after the other
    station  ///< Station's own timers, on a clock that jumps from one to the next
};

/// All that surrounds the steps.
struct Landscape {
    ScenarioClock clock = ScenarioClock::steps;
    PkiSource pki;
    std::vector<ServerPlan> servers;
    std::vector<GatewayPlan> gateways;

    /// Null when there is none.
    const GatewayPlan* gateway(std::string_view name) const;
    /// Null when there is none, or it is an LNS.
    const CupsPlan* cups(std::string_view name) const;
};

}  // namespace cupspec::scenarios
