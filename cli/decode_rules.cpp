#include "cli/decode_rules.hpp"

#include "base/hex.hpp"
#include "emulator/credential_blob.hpp"
#include "emulator/token.hpp"
#include "protocol/crc32.hpp"
#include "protocol/credentials.hpp"
#include "protocol/response.hpp"
#include "protocol/uri.hpp"
#include "report/style.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

namespace cupspec::cli {
namespace {

using emulator::BlobReading;
using RuleFindings = std::vector<Finding>;

void judge_uri(std::string_view name, const std::string& uri, const Result<protocol::ServerUri>& parsed,
               RuleFindings& findings) {
    if (uri.empty() || parsed) return;
    findings.push_back({true, "response/uri",
                        std::string{name} + ": " + describe(parsed.error()) +
                            "; Station stores it and does not start the next time"});
}

void judge_token(std::string_view name, const Bytes& key, RuleFindings& findings) {
    constexpr std::uint8_t kSequence = 0x30;
    if (key.empty() || key.front() == kSequence) return;
    const auto token = emulator::read_token(key);
    if (!token) {
        findings.push_back({true, "response/token", std::string{name} + ".key: " + describe(token.error())});
    } else if (token->overflows) {
        findings.push_back({true, "response/token",
                            std::string{name} +
                                ".key: lines end with LF alone; Station writes behind its buffer, use CRLF"});
    }
}

void judge_credentials(std::string_view name, ByteView blob, RuleFindings& findings) {
    if (blob.empty()) return;
    const BlobReading reading = emulator::read_blob(blob);
    if (reading.fate != BlobReading::Fate::accepted) {
        const bool crash = reading.fate == BlobReading::Fate::crash;
        findings.push_back({true, "response/credentials",
                            std::string{name} + ": " +
                                (crash ? "Station crashes on it" : "Station refuses it") +
                                (reading.refusal.empty() ? "" : " (" + reading.refusal + ')') +
                                "; trust, certificate and key must be DER with one- or two-byte lengths"});
        return;
    }
    if (const std::uint32_t stored = crc(reading.set); stored != protocol::crc32(blob)) {
        findings.push_back({true, "response/credentials-crc",
                            std::string{name} + ": the gateway will report CRC 0x" + to_hex8(stored) +
                                ", never this segment's 0x" + to_hex8(protocol::crc32(blob)) +
                                ", so it is sent again at every contact"});
    }
    judge_token(name, reading.set.key, findings);
}

void judge_firmware(const protocol::Response& response, RuleFindings& findings) {
    if (response.signature && response.update.empty()) {
        findings.push_back(
            {false, "response/signature-has-update", "a signature without an update has no effect"});
    }
    if (!response.signature && !response.update.empty()) {
        findings.push_back({false, "response/update-is-signed",
                            "an unsigned update is refused by gateways with a key and run by those without"});
    }
}

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// The header's value without blanks around it; nothing when absent.
std::optional<std::string_view> header(std::string_view head, std::string_view name) {
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
        const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !same_word(line.substr(0, colon), name)) continue;
        std::string_view value = line.substr(colon + 1);
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
        return value.substr(0, value.find_last_not_of(' ') + 1);
    }
    return std::nullopt;
}

void judge_length(std::string_view head, std::size_t body_bytes, RuleFindings& findings) {
    const auto length = header(head, "content-length");
    if (!length) {
        findings.push_back(
            {true, "http/content-length", "Content-Length is absent; Station then sees no body"});
        return;
    }
    std::size_t value = 0;
    const auto [rest, error] = std::from_chars(length->data(), length->data() + length->size(), value);
    if (error != std::errc{} || rest != length->data() + length->size() || value != body_bytes) {
        findings.push_back({true, "http/content-length",
                            "Content-Length says " + report::printable(*length) + ", the body has " +
                                report::bytes_text(body_bytes)});
    }
}

}  // namespace

RuleFindings judge_response(ByteView body) {
    RuleFindings findings;
    const auto decoded = protocol::decode_response(body);
    if (!decoded) {
        findings.push_back({true, "response/shape", describe(decoded.error())});
        return findings;
    }
    const protocol::Response& response = decoded->response;
    judge_uri("cupsUri", response.cups_uri, protocol::parse_cups_uri(response.cups_uri), findings);
    judge_uri("tcUri", response.tc_uri, protocol::parse_tc_uri(response.tc_uri), findings);
    judge_credentials("cupsCred", response.cups_cred, findings);
    judge_credentials("tcCred", response.tc_cred, findings);
    judge_firmware(response, findings);
    if (const std::size_t extra = body.size() - decoded->consumed; extra > 0) {
        findings.push_back({false, "response/nothing-follows-update",
                            report::bytes_text(extra) + " behind the sixth segment, which nobody reads"});
    }
    return findings;
}

RuleFindings judge_head(std::string_view head, std::size_t body_bytes) {
    RuleFindings findings;
    const std::string_view first = head.substr(0, head.find("\r\n"));
    if (first.starts_with("HTTP/")) {
        if (first.substr(std::min<std::size_t>(first.find(' '), first.size())).substr(0, 4) != " 200") {
            findings.push_back(
                {true, "http/status",
                 report::printable(first) + ": Station takes 200 alone and turns to its next set"});
        }
        if (header(head, "transfer-encoding"))
            findings.push_back({true, "http/not-chunked", "Transfer-Encoding: Station does not read it"});
    } else if (!first.starts_with("POST /update-info HTTP/1.")) {
        findings.push_back({true, "http/request-line",
                            report::printable(first) + ": POST /update-info is the only request"});
    }
    judge_length(head, body_bytes, findings);
    return findings;
}

}  // namespace cupspec::cli
