#include "pki/certificate.hpp"
#include "protocol/response.hpp"
#include "scenarios/poll_judge.hpp"
#include "scenarios/stage.hpp"

#include <algorithm>
#include <array>

namespace cupspec::scenarios {
namespace {

using emulator::UpdateVerdict;

constexpr std::string_view kNoSegment = "no such segment";

std::string shown_set(const std::optional<emulator::CredentialSummary>& actual, const Stage& stage) {
    return actual ? stage.describe_set(actual->bytes, actual->crc) : std::string{kNoSegment};
}

/// The LNS credentials of the answer, as far as its bytes go.
Bytes tc_blob(ByteView body) {
    using Kind = protocol::ResponseParser::Kind;
    protocol::ResponseParser parser;
    Bytes blob;
    while (!parser.complete()) {
        const auto event = parser.next(body);
        if (!event || !*event) break;
        if ((*event)->kind == Kind::bytes && (*event)->segment == protocol::Segment::tc_cred)
            blob.insert(blob.end(), (*event)->bytes.begin(), (*event)->bytes.end());
    }
    return blob;
}

/// Who issued the credentials to whom, in the words of `judge_issued`.
std::string shown_issue(const Bytes& blob, const std::string& name, const Keyring& keyring) {
    const auto set = protocol::split(blob);
    if (!set) return "unreadable: " + describe(set.error());
    const auto facts = pki::inspect_certificate(set->certificate);
    const auto authority = keyring.authority(name);
    if (!facts || !authority) return "unreadable: " + describe(facts ? authority.error() : facts.error());
    const bool is_its_own =
        pki::verify_certificate(set->certificate, *authority, wall_clock(), pki::Purpose::client).has_value();
    return "issued by " + (is_its_own ? name : facts->issuer) + " to " + facts->common_name;
}

void judge_issued(std::string_view what, const std::string& authority, const PollView& view, Judge& judge) {
    const auto& round = view.poll.round;
    const Bytes blob = tc_blob(round.exchange.response_body);
    const std::string to = round.request ? protocol::to_hex16(round.request->router) : "whoever asked";
    judge.same(what, "issued by " + authority + " to " + to,
               blob.empty() ? std::string{kNoSegment} : shown_issue(blob, authority, view.stage.keyring()));
}

void judge_set(std::string_view what, const Expected<CredentialExpectation>& expect,
               const std::optional<emulator::CredentialSummary>& actual, const PollView& view, Judge& judge) {
    if (!expect) return;
    if (!*expect) {
        judge.same(what, std::string{kNoSegment}, shown_set(actual, view.stage));
        return;
    }
    if (!(*expect)->issued_by.empty()) {
        judge_issued(what, (*expect)->issued_by, view, judge);
        return;
    }
    const std::string& name = (*expect)->set;
    const auto set = view.stage.keyring().delivered(name);
    if (!set) {
        judge.same(what, name, "unreadable: " + describe(set.error()));
        return;
    }
    const std::string wanted = name + ": " + std::to_string(protocol::join(*set).size()) + " bytes, CRC ";
    const std::string shown = view.stage.describe_set(protocol::join(*set).size(), protocol::crc(*set));
    judge.same(what, wanted + shown.substr(shown.rfind(' ') + 1), shown_set(actual, view.stage));
}

void judge_signature(const Expected<SignatureExpectation>& expect, const PollView& view, Judge& judge) {
    if (!expect) return;
    const auto& round = view.poll.round;
    const bool is_there = round.response && round.response->signature;
    judge.same("response.signature", *expect ? "a signature" : std::string{kNoSegment},
               is_there ? "a signature" : std::string{kNoSegment});
    if (!*expect || !is_there || !(*expect)->verified_by) return;
    if (!view.emulated) {
        judge.cannot_know("signature.verifiedBy");
        return;
    }
    const auto key =
        round.update.key ? std::optional<std::int64_t>{*round.update.key} : std::optional<std::int64_t>{};
    judge.same("response.signature.verifiedBy", *(*expect)->verified_by, key, "no key");
}

std::string_view verdict_word(UpdateVerdict::Kind kind) {
    constexpr std::array<std::string_view, 4> kWords{"none", "verified", "refused", "unsigned"};
    return kWords.at(static_cast<std::size_t>(kind));
}

void judge_update(const Expected<UpdateExpectation>& expect, const PollView& view, Judge& judge) {
    if (!expect) return;
    const auto& round = view.poll.round;
    // A firmware has at least one byte.
    const std::uint64_t bytes = round.response ? round.response->update_bytes.value_or(0) : 0;
    const auto shown = [](bool is_there) { return std::string{is_there ? "a firmware" : kNoSegment}; };
    judge.same("response.update", shown(expect->has_value()), shown(bytes > 0));
    if (!*expect || bytes == 0) return;
    const UpdateExpectation& wanted = **expect;
    if (wanted.bytes)
        judge.same("response.update.bytes", std::to_string(*wanted.bytes), std::to_string(bytes));
    if (wanted.package) judge.same("response.update.package", *wanted.package, view.poll.update_package);
    if (wanted.verdict && view.emulated) {
        judge.same("update.verdict", *wanted.verdict, std::string{verdict_word(round.update.kind)});
    } else if (wanted.verdict) {
        judge.cannot_know("update.verdict");
    }
}

std::string shown_body(const protocol::Exchange& exchange) {
    const Bytes& body = exchange.response_body;
    const auto bytes = body.size() + exchange.update_omitted;
    const bool zero = std::all_of(body.begin(), body.end(), [](auto byte) { return byte == 0; });
    return std::to_string(bytes) +
           (zero && exchange.update_omitted == 0 ? " zero bytes" : " bytes, not all zero");
}

}  // namespace

void judge_answer(const PollExpectation& expect, const PollView& view, Judge& judge) {
    const auto& round = view.poll.round;
    const emulator::ResponseSummary nothing;
    const auto& response = round.response ? *round.response : nothing;
    const auto fill_in = [&view](const std::string& text) {
        return Judge::quoted(view.stage.servers().fill_in(text));
    };
    if (expect.cups_uri)
        judge.same("response.cupsUri", fill_in(*expect.cups_uri), Judge::quoted(response.cups_uri));
    if (expect.tc_uri) judge.same("response.tcUri", fill_in(*expect.tc_uri), Judge::quoted(response.tc_uri));
    judge_set("response.cupsCred", expect.cups_cred, response.cups_cred, view, judge);
    judge_set("response.tcCred", expect.tc_cred, response.tc_cred, view, judge);
    judge_signature(expect.signature, view, judge);
    judge_update(expect.update, view, judge);
    if (expect.all_zero) {
        judge.same("response.body", std::to_string(protocol::kNullResponseBytes) + " zero bytes",
                   shown_body(round.exchange));
    }
}

}  // namespace cupspec::scenarios
