// The installations that faults happen in.
#include "tests/scenarios/fault_cases.hpp"

namespace cupspec::scenarios::testing {
namespace {

std::string lns_world(const std::string& line) {
    return R"("pki": {"authorities": {"cups-0/cups": {}, "cups-0/tc": {}}, "signingKeys": ["cups-0/sig-0"],
                "clients": {"cups-0/cups-router-1": {"issuer": "cups-0/cups"},
                            "cups-0/tc-router-1": {"issuer": "cups-0/tc"}}},
        "servers": {"cups-0": {"kind": "cups", "auth": "none", "faults": [)" +
           line +
           R"(], "gateways": {"::1": {"cupsUri": "{cups-0}", "tcUri": "ws://localhost:1"}}}},
        "gateways": {"router-1": {"router": "::1", "cups": {"uri": "{cups-0}"}, "package": "1.0.0", )";
}

std::string plain_world(const std::string& credentials, const std::string& line) {
    return R"("pki": {"authorities": {"cups-0/cups": {}}, "signingKeys": ["cups-0/sig-0"], )" + credentials +
           R"(}, "servers": {"cups-0": {"kind": "cups", "auth": "none", "faults": [)" + line +
           R"(], "gateways": {"::1": {"cupsUri": "{cups-0}", "version": "2.0.0"}},
                 "firmware": {"2.0.0": {"text": "exit 0\n", "signedBy": ["cups-0/sig-0"]}}}},
        "gateways": {"router-1": {"router": "::1", "cups": {"uri": "{cups-0}"}, "package": "1.0.0",
                     "signingKeys": ["cups-0/sig-0"], )";
}

std::string tls_world(const std::string& auth, const std::string& line) {
    return R"("pki": {"authorities": {"cups-0/cups": {}},
                "servers": {"cups-0/cups-0": {"issuer": "cups-0/cups", "dns": ["localhost"]}},
                "clients": {"cups-0/cups-router-1": {"issuer": "cups-0/cups"}}},
        "servers": {"cups-0": {"kind": "cups", "auth": ")" +
           auth + R"(", "faults": [)" + line +
           R"(], "gateways": {"::1": {}}}},
        "gateways": {"router-1": {"router": "::1", "cups": {"uri": "{cups-0}", "credentials": "cups-0/cups-router-1"}, )";
}

/// A server that asks for credentials, and a gateway that has others.
std::string guarded_world(World world, const std::string& line) {
    const bool is_stranger = world == World::stranger;
    const std::string own =
        is_stranger
            ? R"("clients": {"cups-0/cups-router-1": {"issuer": "cups-0/cups"}})"
            : R"("tokens": {"cups-0/nobodys": {"authorization": "Bearer t", "trust": "cups-0/cups"}})";
    const std::string router = is_stranger ? "::2" : "::1";
    return R"("pki": {"authorities": {"cups-0/cups": {}},
                "servers": {"cups-0/cups-0": {"issuer": "cups-0/cups", "dns": ["localhost"]}}, )" +
           own + R"(}, "servers": {"cups-0": {"kind": "cups", "auth": ")" +
           (world == World::wrong_token ? "token" : "mutual") + R"(", "faults": [)" + line +
           R"(], "gateways": {")" + router + R"(": {}}}},
        "gateways": {"router-1": {"router": ")" +
           router + R"(", "cups": {"uri": "{cups-0}", "credentials": ")" +
           (is_stranger ? "cups-0/cups-router-1" : "cups-0/nobodys") + R"("}, )";
}

std::string world_of(World world, const std::string& line) {
    if (world == World::tls) return tls_world("mutual", line);
    if (world == World::lns) return lns_world(line);
    if (world == World::server) return tls_world("server", line);
    if (world == World::stranger || world == World::anonymous || world == World::wrong_token)
        return guarded_world(world, line);
    if (world == World::plain)
        return plain_world(R"("clients": {"cups-0/cups-router-1": {"issuer": "cups-0/cups"}})", line);
    return plain_world(
        R"("tokens": {"cups-0/cups-router-1": {"authorization": "Bearer t", "trust": "cups-0/cups"}})", line);
}

}  // namespace

std::string scenario_of(const FaultCase& one) {
    const std::string line = one.line.empty() ? "" : "\"* 1 " + one.line + '"';
    const std::string personality = one.personality.empty() ? "station-2.0.6" : one.personality;
    // Short where a case waits for it; in the others everything is there at once.
    const bool waits = one.steps.find("\"timeout\"") != std::string::npos;
    const std::string settings =
        waits ? R"("settings": {"CUPS_CONN_TIMEOUT": "200ms"})" : R"("settings": {})";
    return R"({"title": "t", )" + world_of(one.world, line) + R"("as": ")" + personality + "\", " + settings +
           R"(}}, "steps": [)" + one.steps + "]}";
}

}  // namespace cupspec::scenarios::testing
