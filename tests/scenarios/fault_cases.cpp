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
        {"tls-sha1", "§8", World::tls, closed("tls-sha1-signature"), {}},
        {"tls-rsa-1024", "§8", World::tls, closed("tls-weak-key"), {}},
        {"tls-ed25519", "servers.md D.7", World::tls, closed("tls-refused"), {}},
        {"tls-ip-san", "§8", World::tls, closed("tls-name-mismatch"), {}},
        {"no-client-auth", "§2.3", World::anonymous, kSound, {}},
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

/// What is there beside the delivery: heads, error pages, and who is let in.
std::vector<FaultCase> answer_cases() {
    const std::string refused = poll_step(R"("outcome": "rejected", "status": 403)");
    const std::string closed = poll_step(
        R"("outcome": "closed", "committed": [], "problems": ["peer-closed", "read-error:header"])");
    constexpr std::size_t kLongPackage = 7800;  // as a request it fits the buffer, as a body with a head not
    return {
        {"header Content-Encoding:gzip",
         "§4.1: never looked at",
         World::plain,
         poll_step(R"("committed": ["cups"])"),
         {}},
        {"header Content-Length:0",
         "§4.4: a body that nobody announced",
         World::plain,
         poll_step(R"("outcome": "closed", "committed": [])"),
         {}},
        {"lf-only", "§4.1", World::plain, closed, {}},
        {"http-2", "§4.1", World::plain, poll_step(R"("outcome": "rejected", "committed": [])"), {}},
        {"error-body 9000", "§4.4: SIGSEGV", World::stranger, poll_step(R"("outcome": "crashed")"), {}},
        {"echo-request", "§4.4", World::stranger, refused, {}},
        {"echo-request",
         "§4.4: SIGSEGV",
         World::stranger,
         R"({"alter-home": {"files": {"version.txt": ")" + std::string(kLongPackage, '1') + "\"}}}, " +
             poll_step(R"("outcome": "crashed", "status": 403)"),
         {}},
        {"any-router", "field bug 44", World::stranger, std::string{kSound} + ", " + refused, {}},
        {"any-token",
         "servers.md",
         World::wrong_token,
         std::string{kSound} + ", " + poll_step(R"("outcome": "rejected", "status": 401)"),
         {}},
        {"status 200 when denied", "§5.1", World::stranger, std::string{kSound} + ", " + refused, {}},
        {"status 503 when nothing-new", "§7.2", World::tls, poll_step(R"("status": 503)"), {}},
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

std::vector<FaultCase> credential_cases() {
    const std::string again = poll_step(R"("outcome": "updated", "committed": ["cups"], "problems": [])") +
                              ", " +
                              poll_step(R"("outcome": "updated", "committed": ["cups"], "problems": [])") +
                              ", " + poll_step(R"("cupsCred": null)");
    const std::string dropped = poll_step(R"("outcome": "updated", "committed": ["cups"], "problems": [])") +
                                ", " + poll_step(R"("cupsCred": null)");
    const std::string unread = poll_step(
        R"("outcome": "updated", "committed": [], "problems": ["cred-refused:cups:trust-is-no-sequence"])");
    const std::string cut = poll_step(R"("outcome": "updated", "committed": [],
        "problems": ["reads-beyond-blob:cups", "cred-refused:cups:too-short"])");
    return {
        {"no-trust", "§2.2", World::plain, unread, {}},
        {"two-elements", "§2.2: its CRC is another one", World::plain, again, {}},
        {"padded-blob", "§2.2: the padding is dropped", World::plain, dropped, {}},
        {"padded-blob", "strict", World::plain, poll_step(R"("outcome": "protocol-error", "committed": [])"),
         "strict"},
        {"cut-blob", "§2.2", World::plain, cut, {}},
        {"client-chain", "§2.2: the certificate becomes the key", World::plain, again, {}},
    };
}

std::vector<FaultCase> frame_cases() {
    const std::string broken = poll_step(R"("outcome": "protocol-error")");
    const std::string refused = poll_step(R"("outcome": "updated", "update": {"verdict": "refused"},
        "problems": ["key0:not-verified", "no-key-verified:tried=1", "firmware-dropped"])");
    const std::string unsigned_one = poll_step(R"("outcome": "updated", "update": {"verdict": "refused"},
        "problems": ["key-present-no-signature:refused", "firmware-dropped"])");
    const auto cut_at = [](int bytes) {
        return poll_step(R"("outcome": "protocol-error", "problems": ["uri-segments-do-not-fit:body=)" +
                         std::to_string(bytes) + R"(", "protocol-error"])");
    };
    return {
        {"no-signature", "§6", World::plain, unsigned_one, {}},
        {"signature-alone",
         "§6",
         World::plain,
         poll_step(R"("outcome": "updated", "committed": ["cups"], "update": null, "problems": [])"),
         {}},
        {"raw-signature", "§6", World::plain, refused, {}},
        {"big-endian", "§5.1", World::plain, broken, {}},
        {"short-signature-length", "§5.1", World::plain, broken, {}},
        {"crc-not-counted",
         "§5.1: its last four bytes become the firmware's length",
         World::plain,
         broken,
         {}},
        {"no-update-length", "§5.3", World::plain, broken, {}},
        {"null-body 18", "§4.4", World::tls, poll_step(R"("outcome": "no-updates", "problems": [])"), {}},
        {"null-body 18", "strict", World::tls, broken, "strict"},
        {"empty-body", "§4.4", World::plain, cut_at(0), {}},
        {"text-body", "§5.2: the first letter is a length of 123", World::plain, cut_at(33), {}},
        {"header-bytes 8184", "§4.2: one byte of the body has room", World::plain, cut_at(1), {}},
    };
}

std::vector<FaultCase> decision_cases() {
    const auto cups = [](const std::string& uri) {
        return poll_step(R"("outcome": "updated", "committed": ["cups"], "cupsUri": ")" + uri + "\"");
    };
    const auto lns = [](const std::string& uri) {
        return poll_step(R"("outcome": "updated", "committed": ["cups", "tc"], "tcUri": ")" + uri + "\"") +
               ", " + poll_step(R"("tcUri": "", "tcCred": null)");
    };
    const std::string stored = poll_step(R"("outcome": "updated", "committed": ["cups"], "problems": [])") +
                               ", " +
                               poll_step(R"("outcome": "updated", "committed": ["cups"], "problems": [])");
    return {
        {"uri tc ws://other:1", "§5.2", World::plain, lns("ws://other:1"), {}},
        {"swap-uri cups http://other:1", "§5.2", World::plain, cups("http://other:1"), {}},
        {"other-spelling",
         "§5.2",
         World::plain,
         poll_step(R"("outcome": "updated", "committed": ["cups"])") + ", " +
             poll_step(R"("cupsUri": "{cups-0}")"),
         {}},
        {"credentials cups p384-key",
         "§2.2",
         World::plain,
         poll_step(
             R"("outcome": "updated", "committed": [], "problems": ["cred-refused:cups:parts-exceed-segment"])"),
         {}},
        {"token cups Authorization:%20made-up%0D%0A", "§2.2", World::plain, stored, {}},
        {"always-send cupsUri", "§5.2", World::plain, cups("{cups-0}"), {}},
        {"withhold cupsCred",
         "§5.1",
         World::plain,
         poll_step(
             R"("outcome": "updated", "committed": [], "cupsCred": null, "update": {"verdict": "verified"})"),
         {}},
        {"uri-first",
         "§1.5",
         World::lns,
         poll_step(R"("tcUri": "ws://localhost:1", "tcCred": null)") + ", " +
             poll_step(R"("tcUri": "", "committed": ["tc"])"),
         {}},
        {"hold-tc",
         "§7.2",
         World::lns,
         poll_step(R"("committed": ["cups"], "tcUri": "", "tcCred": null)") + ", " +
             poll_step(R"("tcUri": "ws://localhost:1", "committed": ["tc"])"),
         {}},
    };
}

}  // namespace

std::vector<FaultCase> fault_cases() {
    std::vector<FaultCase> all = connection_cases();
    for (const auto& more : {delivery_cases(), answer_cases(), content_cases(), credential_cases(),
                             frame_cases(), decision_cases()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace cupspec::scenarios::testing
