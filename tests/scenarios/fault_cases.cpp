#include "tests/scenarios/fault_cases.hpp"

namespace cupspec::scenarios::testing {
namespace {

std::string poll_step(const std::string& expect) { return R"({"poll": {"expect": {)" + expect + "}}}"; }

std::vector<FaultCase> connection_cases() {
    const std::string timeout = poll_step(R"("outcome": "timeout", "status": null, "problems": ["timeout"])");
    const auto closed = [](const std::string& problem) {
        return poll_step(R"("outcome": "closed", "status": null, "problems": [")" + problem + "\"]") + ", " +
               kSound;
    };
    return {
        {"delay-handshake 1h", "§4.3", World::tls, timeout, {}},
        {"delay-handshake 1h", "§4.3", World::plain, timeout, {}},
        {"stall-handshake", "§4.3", World::tls, timeout, {}},
        {"tls-expired", "§8", World::tls, closed("tls-certificate-expired"), {}},
        {"tls-not-yet-valid", "§8", World::tls, closed("tls-certificate-not-yet-valid"), {}},
        {"tls-wrong-name", "§8", World::tls, closed("tls-name-mismatch"), {}},
        {"tls-wrong-ca", "§8", World::tls, closed("tls-untrusted"), {}},
        {"tls-no-intermediate", "§8", World::tls, closed("tls-untrusted"), {}},
        {"tls-1.3-only", "§8", World::tls, closed("tls-version"), {}},
        {"tls-1.3-only", "a current library", World::tls, kSound, "rak-basicstation"},
        {"tls-weak-curve", "§8: it offers secp192r1", World::server, kSound, {}},
        {"tls-weak-curve", "OpenSSL 3 as a server", World::tls, closed("tls-refused"), {}},
        {"tls-weak-curve", "a current library", World::server, closed("tls-refused"), "rak-basicstation"},
    };
}

std::vector<FaultCase> delivery_cases() {
    const std::string timeout = poll_step(R"("outcome": "timeout", "problems": ["timeout"])");
    const auto closed = [](const std::string& problems) {
        return poll_step(R"("outcome": "closed", "committed": [], "problems": [)" + problems + ']') + ", " +
               poll_step(R"("outcome": "updated", "committed": ["cups"], "problems": [])");
    };
    const auto excess = [](int bytes) {
        return poll_step(R"("outcome": "closed", "problems": ["more-bytes-than-announced:)" +
                         std::to_string(bytes) +
                         R"(", "read-error:body"], "next": {"credentialSet": "reg"})") +
               ", " + kSound;
    };
    const std::string broken = closed(R"("peer-closed", "read-error:body")");
    return {
        {"status 503",
         "§4.4",
         World::plain,
         poll_step(R"("outcome": "rejected", "status": 503, "problems": ["http-status:503"],
                 "next": {"credentialSet": "bak"})"),
         {}},
        {"delay-header 1h", "§4.3", World::plain, timeout, {}},
        {"delay-body 1h", "§4.3", World::plain, timeout, {}},
        {"throttle 20", "§4.3", World::plain, timeout, {}},
        {"split 7",
         "§4.2",
         World::plain,
         poll_step(R"("outcome": "updated", "committed": ["cups"], "update": {"verdict": "verified"})"),
         {}},
        {"split 100 1h", "§4.3", World::plain, timeout, {}},
        {"close-at 0", "§4.4", World::plain, closed(R"("peer-closed", "read-error:header")"), {}},
        {"close-at 10", "§4.4", World::plain, closed(R"("peer-closed", "read-error:header")"), {}},
        {"close-at body+10", "§4.4", World::plain, broken, {}},
        {"reset-at body+10", "§4.4", World::plain, broken, {}},
        {"stall-at body+10", "§4.4", World::plain, timeout, {}},
        {"stall-at 10", "§4.4", World::plain, timeout, {}},
        {"half-answer", "§4.4", World::plain, broken, {}},
        {"extra-bytes 3", "§4.4", World::plain, excess(3), {}},
        {"chunked", "§4.4: e CRLF, 14 bytes, CRLF 0 CRLF CRLF", World::tls, excess(3 + 14 + 2 + 5), {}},
        {"chunked", "§4.4", World::plain, poll_step(R"("outcome": "closed", "committed": [])"), {}},
        {"no-length", "§4.4", World::tls, excess(14), {}},
        {"content-length +10", "§4.4", World::plain, broken, {}},
        {"content-length -3", "§4.4", World::tls, excess(3), {}},
        {"100-continue",
         "§4.1",
         World::plain,
         poll_step(R"("outcome": "closed", "committed": [], "next": {"credentialSet": "reg"})"),
         {}},
        {"100-continue 1h",
         "§4.1",
         World::plain,
         poll_step(R"("outcome": "rejected", "status": 100, "problems": ["http-status:100"])"),
         {}},
    };
}

std::vector<FaultCase> content_cases() {
    const std::string whole = poll_step(R"("outcome": "updated", "committed": ["cups"], "problems": [])");
    const auto unread = [](const std::string& problem) {
        return poll_step(R"("outcome": "updated", "committed": [], "problems": [")" + problem + "\"]");
    };
    // What is stored has another CRC than what was meant: it comes a second time, and is sound then.
    const std::string again = whole + ", " + whole + ", " + poll_step(R"("cupsCred": null)");
    const std::string refused = poll_step(R"("outcome": "updated", "update": {"verdict": "refused"},
        "problems": ["key0:not-verified", "no-key-verified:tried=1", "firmware-dropped"])");
    return {
        {"truncate 5", "§5.3", World::plain, poll_step(R"("outcome": "protocol-error")"), {}},
        {"trailing-bytes 4", "§4.4", World::plain, whole, {}},
        {"trailing-bytes 4", "strict", World::plain, poll_step(R"("outcome": "protocol-error")"), "strict"},
        {"wrong-length cupsCred +1", "§5.3", World::plain, poll_step(R"("outcome": "protocol-error")"), {}},
        {"wrong-length cupsUri 255", "§5.2", World::token, poll_step(R"("outcome": "protocol-error")"), {}},
        {"wrong-length update 4294967295",
         "§5.3",
         World::plain,
         poll_step(R"("outcome": "protocol-error")"),
         {}},
        {"bad-signature", "§6", World::plain, refused, {}},
        {"wrong-key-crc", "§6", World::plain, whole, {}},
        {"wrong-key-crc", "strict", World::plain,
         poll_step(
             R"("update": {"verdict": "refused"}, "problems": ["key0:key-crc-differs", "firmware-dropped"])"),
         "strict"},
        {"pem-blob", "§2.2", World::plain, unread("cred-refused:cups:trust-is-no-sequence"), {}},
        {"pem-blob", "§2.2", World::token, unread("cred-refused:cups:trust-is-no-sequence"), {}},
        {"pkcs8-key", "§2.2", World::plain, unread("cred-refused:cups:parts-exceed-segment"), {}},
        {"two-cas cups",
         "§2.2: the CA becomes the certificate, the certificate the key",
         World::plain,
         again,
         {}},
        {"no-placeholder", "§2.2", World::token, unread("cred-refused:cups:no-certificate"), {}},
        {"token-no-newline", "§2.4: its CRC is another one, so it goes out again", World::token, again, {}},
    };
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

std::string world_of(World world, const std::string& line) {
    if (world == World::tls) return tls_world("mutual", line);
    if (world == World::server) return tls_world("server", line);
    if (world == World::plain)
        return plain_world(R"("clients": {"cups-0/cups-router-1": {"issuer": "cups-0/cups"}})", line);
    return plain_world(
        R"("tokens": {"cups-0/cups-router-1": {"authorization": "Bearer t", "trust": "cups-0/cups"}})", line);
}

}  // namespace

std::vector<FaultCase> fault_cases() {
    std::vector<FaultCase> all = connection_cases();
    for (const auto& more : {delivery_cases(), content_cases()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

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
