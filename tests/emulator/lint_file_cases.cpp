// Homes in which one rule about settings, URIs, signing keys, markers or names is broken.

#include "tests/emulator/lint_support.hpp"

namespace cupspec::test {
namespace {

using emulator::HomeEntry;
using emulator::HomeFiles;

void put_kind(HomeFiles& files, const std::string& name, HomeEntry::Kind kind) {
    files[name] = {};
    files[name].kind = kind;
}

void drop_set(HomeFiles& files, const std::string& stem) {
    for (const char* extension : {".uri", ".trust", ".crt", ".key"}) files.erase(stem + extension);
}

void copy_set(HomeFiles& files, const std::string& from, const std::string& to) {
    for (const char* extension : {".uri", ".trust", ".crt", ".key"})
        files[to + extension] = files[from + extension];
}

const std::string kLongHost(120, 'h');

std::vector<LintCase> setting_cases() {
    return {
        {"station-conf-missing", [](HomeFiles& f) { f.erase("station.conf"); }, "station.conf"},
        {"station-conf-unparsable",
         [](HomeFiles& f) { put(f, "station.conf", "{\n  \"station_conf\": {\"routerid\": }\n}"); },
         "station.conf"},
        {"station-conf-unparsable",
         [](HomeFiles& f) { put(f, "station.conf", R"({"station_conf": {"routerid": "eth0"}})"); },
         "station.conf"},
        {"station-conf-ignored-value",
         [](HomeFiles& f) {
             put(f, "station.conf", R"({"station_conf": {"routerid": "::1", "CUPS_RESYNC_INTV": "soon"}})");
         },
         "station.conf"},
        {"setting-twice",
         [](HomeFiles& f) {
             put(f, "station.conf",
                 R"({"station_conf": {"routerid": "::1", "gps": "a", "TLS_SNI": true, "gps": "b"}})");
         },
         "station.conf"},
        {"setting-twice",
         [](HomeFiles& f) {
             put(f, "station.conf",
                 R"({"station_conf": {"routerid": "::1"}, "x": 1, "x": 2, "station_conf": {"routerid": "::2"}})");
         },
         "station.conf"},
        {"setting-unknown",
         [](HomeFiles& f) {
             put(f, "station.conf", R"({"station_conf": {"routerid": "::1", "CUPS_RESYNC_INTERVAL": "1m"}})");
         },
         "station.conf"},
        {"setting-misplaced",
         [](HomeFiles& f) {
             put(f, "station.conf", R"({"TC_TIMEOUT": "2s", "station_conf": {"routerid": "::1"}})");
         },
         "station.conf"},
        {"routerid-missing", [](HomeFiles& f) { put(f, "station.conf", R"({"station_conf": {}})"); },
         "station.conf"},
        {"routerid-in-file",
         [](HomeFiles& f) {
             put(f, "station.conf", R"({"station_conf": {"routerid": "/sys/class/net/eth0/address"}})");
         },
         "station.conf"},
        {"sni-off",
         [](HomeFiles& f) {
             put(f, "station.conf", R"({"station_conf": {"routerid": "::1", "TLS_SNI": false}})");
         },
         "station.conf"},
        {"resync-below-a-second",
         [](HomeFiles& f) {
             put(f, "station.conf", R"({"station_conf": {"routerid": "::1", "CUPS_RESYNC_INTV": "600ms"}})");
         },
         "station.conf"},
    };
}

std::vector<LintCase> uri_cases() {
    return {
        {"uri-malformed", [](HomeFiles& f) { put(f, "cups.uri", "https://cups.example"); }, "cups.uri"},
        {"uri-malformed", [](HomeFiles& f) { put(f, "cups.uri", "https://cups.example:443/"); }, "cups.uri"},
        {"uri-malformed", [](HomeFiles& f) { put(f, "cups.uri", " https://cups.example:443"); }, "cups.uri"},
        {"uri-malformed", [](HomeFiles& f) { put(f, "cups.uri", "\xEF\xBB\xBFhttps://h:443"); }, "cups.uri"},
        {"uri-malformed", [](HomeFiles& f) { put(f, "cups.uri", "HTTPS://cups.example:443"); }, "cups.uri"},
        {"uri-malformed", [](HomeFiles& f) { put(f, "cups-boot.uri", ""); }, "cups-boot.uri"},
        {"uri-malformed", [](HomeFiles& f) { put(f, "tc.uri", "https://lns.example:8887"); }, "tc.uri"},
        {"uri-malformed",
         [](HomeFiles& f) {
             copy_set(f, "tc", "tc-bak");
             put(f, "tc-bak.done", "");
             put(f, "tc-bak.uri", "wss://lns.example:8887/router-info");
         },
         "tc-bak.uri"},
        {"uri-file-too-long",
         [](HomeFiles& f) { put(f, "tc.uri", "wss://" + kLongHost + ":8887"); },
         "tc.uri",
         {"credentials-without-uri"}},
        {"uri-ipv6-literal", [](HomeFiles& f) { put(f, "cups.uri", "https://[::1]:443"); }, "cups.uri"},
        {"uri-port-unusable", [](HomeFiles& f) { put(f, "cups.uri", "https://h:443?a=b"); }, "cups.uri"},
        {"uri-port-unusable", [](HomeFiles& f) { put(f, "cups.uri", "https://user:pw@h:443"); }, "cups.uri"},
        {"uri-port-unusable", [](HomeFiles& f) { put(f, "cups.uri", "https://h:70000"); }, "cups.uri"},
        {"uri-port-unusable", [](HomeFiles& f) { put(f, "cups.uri", "https://h:443\nhttps:"); }, "cups.uri"},
        {"uri-address-as-name", [](HomeFiles& f) { put(f, "cups.uri", "https://192.0.2.1:443"); },
         "cups.uri"},
        {"start-refused:no-uri",
         [](HomeFiles& f) {
             drop_set(f, "cups");
             drop_set(f, "tc");
         },
         "cups.uri"},
        {"cups-off", [](HomeFiles& f) { drop_set(f, "cups"); }, "cups.uri"},
        {"no-uri:reg",
         [](HomeFiles& f) {
             copy_set(f, "cups", "cups-boot");
             drop_set(f, "cups");
         },
         "cups.uri"},
        {"set-never-used", [](HomeFiles& f) { put(f, "tc-boot.uri", "wss://lns.example:8887"); },
         "tc-boot.uri"},
        {"credentials-without-uri", [](HomeFiles& f) { f.erase("tc.uri"); }, "tc.uri"},
        {"credentials-unused", [](HomeFiles& f) { put(f, "tc.uri", "ws://lns.example:8887"); }, "tc.uri"},
    };
}

std::vector<LintCase> package_cases() {
    return {
        {"no-signing-key", [](HomeFiles& f) { f.erase("sig-0.key"); }, "sig-0.key"},
        {"signing-key-gap", [](HomeFiles& f) { f["sig-2.key"] = f["sig-0.key"]; }, "sig-2.key"},
        {"signing-key-gap",
         [](HomeFiles& f) {
             f["sig-1.key"] = f["sig-0.key"];
             f.erase("sig-0.key");
         },
         "sig-1.key",
         {"no-signing-key"}},
        {"signing-key-size", [](HomeFiles& f) { f["sig-0.key"].content.push_back(10); }, "sig-0.key"},
        {"signing-key-size", [](HomeFiles& f) { put(f, "sig-1.key", ""); }, "sig-1.key"},
        {"signing-key-no-point", [](HomeFiles& f) { f["sig-0.key"].content.back() ^= 1; }, "sig-0.key"},
        {"version-missing", [](HomeFiles& f) { f.erase("version.txt"); }, "version.txt"},
        {"version-empty", [](HomeFiles& f) { put(f, "version.txt", "\n"); }, "version.txt"},
        {"version-lines", [](HomeFiles& f) { put(f, "version.txt", "1.0.0\nbuilt today\n"); }, "version.txt"},
    };
}

std::vector<LintCase> transaction_cases() {
    return {
        {"commit-pending",
         [](HomeFiles& f) {
             put(f, "cups-temp.upd", "");
             put(f, "cups-temp.uri", "https://other.example:443");
         },
         "cups-temp.upd"},
        {"backup-pending", [](HomeFiles& f) { put(f, "cups-temp.cpy", ""); }, "cups-temp.cpy"},
        {"staged-leftover", [](HomeFiles& f) { put(f, "tc-temp.trust", "half"); }, "tc-temp.trust"},
        {"backup-unmarked", [](HomeFiles& f) { copy_set(f, "cups", "cups-bak"); }, "cups-bak.trust"},
        {"backup-marker-alone", [](HomeFiles& f) { put(f, "cups-bak.done", ""); }, "cups-bak.done"},
        {"start-refused:recovery",
         [](HomeFiles& f) {
             put(f, "tc-temp.upd", "");
             put(f, "tc-temp.trust", root().certificate);
             put_kind(f, "tc.trust", HomeEntry::Kind::directory);
         },
         "tc-temp.upd",
         {"no-trust", "commit-pending", "not-a-file"}},
    };
}

std::vector<LintCase> name_cases() {
    return {
        {"misnamed-file", [](HomeFiles& f) { f["tc.cert"] = f["tc.crt"]; }, "tc.cert"},
        {"misnamed-file", [](HomeFiles& f) { put(f, "cups.url", "https://h:1"); }, "cups.url"},
        {"misnamed-file", [](HomeFiles& f) { put(f, "CUPS.uri", "https://h:1"); }, "CUPS.uri"},
        {"misnamed-file", [](HomeFiles& f) { put(f, "cups.ca", "x"); }, "cups.ca"},
        {"misnamed-file", [](HomeFiles& f) { put(f, "tc-boot.pem", root().certificate); }, "tc-boot.pem"},
        {"misnamed-file", [](HomeFiles& f) { put(f, "sig-0.pem", "x"); }, "sig-0.pem"},
        {"misnamed-file", [](HomeFiles& f) { put(f, "station.cfg", "{}"); }, "station.cfg"},
        {"not-a-file",
         [](HomeFiles& f) { put_kind(f, "cups-temp.crt", HomeEntry::Kind::directory); },
         "cups-temp.crt",
         {"staged-leftover"}},
        {"not-a-file",
         [](HomeFiles& f) { put_kind(f, "tc.trust", HomeEntry::Kind::other); },
         "tc.trust",
         {"no-trust"}},
        {"unreadable-file",
         [](HomeFiles& f) { put_kind(f, "cups.trust", HomeEntry::Kind::unreadable); },
         "cups.trust",
         {"no-trust"}},
        {"unreadable-file", [](HomeFiles& f) { put_kind(f, "sig-1.key", HomeEntry::Kind::unreadable); },
         "sig-1.key"},
        {"private-key-readable", [](HomeFiles& f) { f["tc.key"].mode = 0644; }, "tc.key"},
    };
}

}  // namespace

std::vector<LintCase> file_cases() {
    std::vector<LintCase> cases;
    for (auto* group : {setting_cases, uri_cases, package_cases, transaction_cases, name_cases})
        for (LintCase& one : group()) cases.push_back(std::move(one));
    return cases;
}

}  // namespace cupspec::test
