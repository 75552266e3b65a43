#include "cli/inspection.hpp"

#include "base/hex.hpp"
#include "emulator/token.hpp"
#include "pki/firmware.hpp"
#include "pki/key.hpp"
#include "protocol/crc32.hpp"
#include "protocol/credentials.hpp"
#include "report/style.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::cli {
namespace {

/// With leading zeros.
std::string digits(std::int64_t number, std::size_t width) {
    const std::string text = std::to_string(number);
    return std::string(width - std::min(width, text.size()), '0') + text;
}

std::string crc_text(std::uint32_t crc) { return "CRC-32 " + to_hex8(crc) + " = " + std::to_string(crc); }

/// Station's blob reader takes every long length for two bytes (protocol.md §2.2).
bool has_short_long_form(std::size_t der_bytes) {
    constexpr std::size_t kShortest = 131;
    constexpr std::size_t kLongest = 258;
    return der_bytes >= kShortest && der_bytes <= kLongest;
}

std::vector<std::string> warnings_of(const pki::CertificateFacts& facts, TimePoint now) {
    std::vector<std::string> warnings;
    if (now < facts.not_before) warnings.emplace_back("is not valid yet");
    if (now > facts.not_after) warnings.emplace_back("has expired");
    if (facts.signature.find("sha1") != std::string::npos ||
        facts.signature.find("SHA1") != std::string::npos)
        warnings.emplace_back("is signed with SHA-1, which Station refuses");
    if (facts.key == "Ed25519" || facts.key == "RSA 1024")
        warnings.emplace_back("has a key Station refuses: " + facts.key);
    if (!facts.is_ca && facts.for_servers && !facts.for_clients && facts.dns.empty())
        warnings.emplace_back("is a server's without a DNS name, which Station looks for");
    for (const std::string& ip : facts.ip) {
        if (std::find(facts.dns.begin(), facts.dns.end(), ip) == facts.dns.end()) {
            warnings.emplace_back("names " + ip +
                                  " as an address only; Station looks for it among the DNS names");
        }
    }
    return warnings;
}

Inspected certificate_of(ByteView der, TimePoint now) {
    Inspected out;
    out.kind = "certificate";
    auto facts = pki::inspect_certificate(der);
    if (!facts) {
        out.kind = "unknown";
        out.about = describe(facts.error());
        return out;
    }
    out.about = facts->subject;
    out.warnings = warnings_of(*facts, now);
    if (has_short_long_form(der.size())) {
        out.warnings.emplace_back(
            "has 131 to 258 bytes, a length Station misreads inside a credential segment");
    }
    out.certificate.push_back(std::move(*facts));
    return out;
}

Inspected key_of(const pki::PrivateKey& key) {
    Inspected out;
    out.kind = "private key";
    out.about = key.description() + ", " + std::string{pki::name_of(key.form())};
    const auto der = key.der(key.form());
    if (der && has_short_long_form(der->size())) {
        out.warnings.emplace_back(
            "its DER has 131 to 258 bytes, a length Station misreads inside a credential segment");
    }
    if (const auto half = pki::public_key(key))
        out.about += "; as a signing key: " + crc_text(protocol::crc32(*half));
    return out;
}

Inspected token_of(ByteView file) {
    Inspected out;
    out.kind = "token";
    const auto token = emulator::read_token(file);
    out.about = report::bytes_text(file.size()) + " of header lines, not shown";
    if (!token) out.warnings.push_back(describe(token.error()));
    if (token && token->overflows)
        out.warnings.emplace_back("lines end with LF alone, where Station overruns its buffer");
    return out;
}

Inspected key_part(const Bytes& key) {
    if (const auto parsed = pki::PrivateKey::parse(key)) return key_of(*parsed);
    return token_of(key);
}

std::vector<Inspected> blob_parts(ByteView blob, const protocol::CredentialSet& set, TimePoint now) {
    Inspected whole;
    whole.kind = "credential set";
    whole.about = report::bytes_text(blob.size()) + ", " + crc_text(protocol::crc32(blob));
    if (crc(set) != protocol::crc32(blob))
        whole.warnings.push_back("a gateway will report " + crc_text(crc(set)) + " for it");
    std::vector<Inspected> out{std::move(whole)};
    const auto add = [&out](Inspected part, std::string_view name) {
        part.part = name;
        out.push_back(std::move(part));
    };
    if (!set.trust.empty()) add(certificate_of(set.trust, now), "trust");
    if (!set.certificate.empty()) add(certificate_of(set.certificate, now), "certificate");
    if (!set.key.empty()) add(key_part(set.key), "key");
    return out;
}

bool looks_like_token(ByteView file) {
    const bool text = std::all_of(file.begin(), file.end(), [](std::uint8_t byte) {
        return (byte >= ' ' && byte < 0x7F) || byte == '\r' || byte == '\n';
    });
    return text && !file.empty() && emulator::read_token(file);
}

/// Certificates and a private key; empty when there is neither.
std::vector<Inspected> pem_or_der(ByteView file, TimePoint now) {
    std::vector<Inspected> out;
    if (const auto bundle = pki::split_bundle(file))
        for (const Bytes& der : *bundle) out.push_back(certificate_of(der, now));
    if (const auto key = pki::PrivateKey::parse(file)) out.push_back(key_of(*key));
    return out;
}

}  // namespace

std::vector<Inspected> inspect_file(ByteView file, TimePoint now) {
    auto known = pem_or_der(file, now);
    if (!known.empty()) return known;
    Inspected one;
    if (file.size() == pki::kPublicKeyBytes) {
        one.kind = "signing key";
        one.about = "X and Y on P-256, " + crc_text(protocol::crc32(file));
        return {std::move(one)};
    }
    if (looks_like_token(file)) return {token_of(file)};
    const auto set = protocol::split(file);
    if (set && !file.empty()) return blob_parts(file, *set, now);
    one.kind = "unknown";
    one.about = "no certificate, key, credential blob, signing key or token";
    if (!set) one.about += "; as a blob: " + describe(set.error());
    return {std::move(one)};
}

std::string time_text(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
    return digits(static_cast<int>(date.year()), 4) + '-' + digits(static_cast<unsigned>(date.month()), 2) +
           '-' + digits(static_cast<unsigned>(date.day()), 2) + ' ' + digits(clock.hours().count(), 2) + ':' +
           digits(clock.minutes().count(), 2) + ':' + digits(clock.seconds().count(), 2) + 'Z';
}

}  // namespace cupspec::cli
