#include "tests/proof/ground.hpp"

#include "base/hex.hpp"
#include "base/time.hpp"
#include "pki/digest.hpp"
#include "pki/firmware.hpp"
#include "probe/probe.hpp"
#include "tests/proof/reference.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <optional>
#include <utility>

namespace cupspec::test {
namespace {

namespace fs = std::filesystem;
using server::AuthMode;

constexpr std::string_view kPackage = "2.0.0";
constexpr std::string_view kFirmware = "first/2.0.0.bin";
constexpr std::size_t kFirmwareBytes = 5000;
constexpr unsigned kSecret = 0600;

/// The servers `first` and `second`; what the gateway has, and what it is to have. A common name is the EUI
/// as mutual-cn wants it; the other modes take it too.
pki::Pki make_pki() {
    constexpr std::string_view kPlan = R"({
        "authorities": {"first/ca": {}, "lns/ca": {}},
        "servers": {"first/server": {"issuer": "first/ca", "dns": ["localhost"]}},
        "clients": {
            "home/cups": {"issuer": "first/ca", "cn": "0000000000000001"},
            "first/cups-router-1": {"issuer": "first/ca", "cn": "0000000000000001"},
            "first/cups-router-2": {"issuer": "first/ca", "cn": "0000000000000002"},
            "lns/tc-router-1": {"issuer": "lns/ca"}},
        "tokens": {
            "token/cups": {"authorization": "Bearer of-the-first", "trust": "first/ca"},
            "token/tc-router-1": {"authorization": "Bearer for-the-lns", "trust": "lns/ca"}},
        "signingKeys": ["home/sig-0"]})";
    std::uint64_t next = 1;
    const auto plan = pki::parse_plan(std::string{kPlan}, "plan");
    return pki::build(plan.value(), wall_clock(), [&next] { return next++; }).value();
}

void put_text(const fs::path& path, const std::string& text) {
    REQUIRE(write_file(path, as_bytes(text), kSecret, false));
}

/// A private copy of what lies in a place, for a server notes what gateways report.
void copy_all(const fs::path& from, const fs::path& to) { fs::copy(from, to, fs::copy_options::recursive); }

bool has_token(AuthMode auth) { return auth == AuthMode::token; }
bool has_certificate(AuthMode auth) {
    return auth != AuthMode::none && auth != AuthMode::server && !has_token(auth);
}

const std::string kLns = "wss://localhost:6042";

std::string record_text(const std::string& cups_uri) {
    const std::string cups = cups_uri.empty() ? "" : R"("cupsUri": ")" + cups_uri + "\", ";
    return "{" + cups + R"("tcUri": ")" + kLns + R"(", "version": ")" + std::string{kPackage} + "\"}";
}

}  // namespace

std::chrono::milliseconds proof_timeout() {
#ifdef CUPSPEC_SANITIZED
    return std::chrono::seconds{8};
#else
    return std::chrono::seconds{3};
#endif
}

Ground::Ground(GroundPlan plan)
    : plan_{std::move(plan)},
      pki_{make_pki()},
      directory_{TemporaryDirectory::make(memory_directory()).value()} {
    REQUIRE(pki::write(pki_, directory_.path()));
    write_home();
    write_server("first");
    if (plan_.redirects) {
        copy_all(directory_.path() / "first", directory_.path() / "second");
        put_text(directory_.path() / "second/cups-router-1.cfg", record_text(""));
    }
}

void Ground::write_home() const {
    const fs::path home = directory_.path() / "home";
    put_text(home / "version.txt", plan_.has_firmware ? "1.0.0\n" : "2.0.0\n");
    if (has_certificate(plan_.auth)) return;
    fs::remove(home / "cups.crt");
    fs::remove(home / "cups.key");
    if (has_token(plan_.auth)) fs::copy_file(directory_.path() / "token/cups.key", home / "cups.key");
}

void Ground::write_server(const std::string& name) const {
    const fs::path root = directory_.path() / name;
    const fs::path lns = directory_.path() / (has_token(plan_.auth) ? "token" : "lns");
    for (const char* file : {"tc-router-1.crt", "tc-router-1.key", "tc-router-1.trust"})
        if (fs::exists(lns / file)) fs::copy_file(lns / file, root / file);
    put_text(root / "cups-router-1.cfg", record_text(""));
    put_text(root / "cups-router-2.cfg", "{}");
    const Bytes firmware(kFirmwareBytes, std::uint8_t{'f'});
    REQUIRE(write_file(directory_.path() / kFirmware, firmware, kSecret, false));
    const auto signature = pki::sign(*pki_.find("home/sig-0")->key, pki::update_digest(firmware));
    REQUIRE(write_file(root / "2.0.0.bin.sig-0", signature.value(), kSecret, false));
    fs::copy_file(directory_.path() / "home/sig-0.key", root / "sig-0.key");
    write_marks(name);
}

void Ground::write_marks(const std::string& name) const {
    const fs::path root = directory_.path() / name;
    if (plan_.auth == AuthMode::token) {
        put_text(root / "cups-router-1.token", "Bearer of-the-first\n");
        put_text(root / "cups-router-2.token", "Bearer of-the-second\n");
    }
    if (plan_.auth != AuthMode::thumbprint) return;
    for (const auto& [item, file] :
         {std::pair{"home/cups", "cups-router-1"}, std::pair{"first/cups-router-2", "cups-router-2"}}) {
        put_text(root / (std::string{file} + ".thumbprint"),
                 to_hex(pki::sha256(pki_.find(item)->certificate)) + "\n");
    }
}

probe::ProbeOptions Ground::options(const std::string& url) const {
    probe::ProbeOptions options;
    options.url = url;
    options.router = protocol::Eui64{1};
    options.other_router = protocol::Eui64{2};
    options.package_after = kPackage;
    options.target.package = std::string{kPackage};
    if (plan_.is_expected) options.target.tc_uri = kLns;
    options.timeout = proof_timeout();
    options.allow = {true, true, true};
    options.temp = memory_directory();
    return options;
}

void Ground::open(std::string_view mutant,
                  const std::function<void(const std::string& url, const fs::path& home)>& visit) const {
    const auto place = TemporaryDirectory::make(memory_directory()).value();
    const fs::path all = place.path() / "all";
    copy_all(directory_.path(), all);
    ReferenceSetup setup{all / "first", all / "first", plan_.auth, plan_.dialect, std::string{mutant}};
    const Reference first{setup};
    std::optional<Reference> second;
    if (plan_.redirects) {
        setup.root = all / "second";
        setup.faults.clear();
        second.emplace(setup);
    }
    if (plan_.redirects || plan_.rotates) {
        const std::string url = second ? second->url() : first.url();
        write_file(all / "first/cups-router-1.cfg", as_bytes(record_text(url)), kSecret, false).value();
    }
    visit(first.url(), all / "home");
}

Findings Ground::check(std::string_view mutant) const {
    Findings findings;
    open(mutant, [&](const std::string& url, const fs::path& home) {
        auto probing = options(url);
        probing.home = home;
        findings.evidence = probe::probe(probing).value();
    });
    conformance::CheckPlan check;
    const auto rules = conformance::rules();
    check.rules.assign(rules.begin(), rules.end());
    for (const auto& result : conformance::judge(findings.evidence, check)) {
        const std::string id{result.rule->id};
        if (result.verdict == Verdict::skipped) findings.skipped[id] = result.reason;
        if (result.verdict == Verdict::broken) findings.broken[id] = "the rule itself: " + result.reason;
        if (result.verdict == Verdict::failed || result.verdict == Verdict::warning)
            findings.broken[id] = "expected " + result.expected + ", got " + result.actual;
    }
    return findings;
}

}  // namespace cupspec::test
