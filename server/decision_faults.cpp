#include "server/decision_faults.hpp"

#include "server/made_credentials.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace cupspec::server {
namespace {

using protocol::Segment;

/// As if the gateway had reported nothing in its place.
void forget_report(Segment segment, protocol::UpdateInfo& request) {
    switch (segment) {
        case Segment::cups_uri: request.cups_uri.reset(); break;
        case Segment::tc_uri: request.tc_uri.reset(); break;
        case Segment::cups_cred: request.cups_cred_crc.reset(); break;
        case Segment::tc_cred: request.tc_cred_crc.reset(); break;
        case Segment::signature:
        case Segment::update: request.package.reset(); break;
    }
}

std::string want_uri(const Fault& fault, GatewayRecord& record) {
    std::optional<std::string>& wanted = fault.cups ? record.cups_uri : record.tc_uri;
    if (wanted == fault.value) return "the record has that URI";
    wanted = fault.value;
    return {};
}

std::string swap_uri_of(const Fault& fault, const protocol::UpdateInfo& request, GatewayRecord& record) {
    std::optional<std::string>& wanted = fault.cups ? record.cups_uri : record.tc_uri;
    if (!wanted) return "the record has no such URI";
    if (wanted != (fault.cups ? request.cups_uri : request.tc_uri))
        return "the gateway gets the record's URI";
    wanted = fault.value;
    return {};
}

char other_case(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return static_cast<char>(std::islower(byte) != 0 ? std::toupper(byte) : std::tolower(byte));
}

std::string respell(const protocol::UpdateInfo& request, GatewayRecord& record) {
    if (!request.cups_uri) return "the gateway reports no CUPS URI";
    std::string other = *request.cups_uri;
    const auto scheme_end = other.find("://");
    const auto host =
        other.begin() + static_cast<std::ptrdiff_t>(scheme_end == std::string::npos ? 0 : scheme_end);
    std::transform(host, other.end(), host, other_case);
    if (other == request.cups_uri) return "no letter in the host of " + other;
    record.cups_uri = std::move(other);
    return {};
}

protocol::CredentialSet set_for(const Fault& fault) {
    return fault.kind == FaultKind::token ? made_with_token(fault.value) : made_credentials(fault.value);
}

std::string change_state(const Fault& fault, const protocol::UpdateInfo& request, GatewayState& state) {
    switch (fault.kind) {
        case FaultKind::uri: return want_uri(fault, state.record);
        case FaultKind::swap_uri: return swap_uri_of(fault, request, state.record);
        case FaultKind::other_spelling: return respell(request, state.record);
        case FaultKind::credentials:
        case FaultKind::token:
            if (!(fault.cups ? state.record.cups_uri : state.record.tc_uri))
                return "the record has no such URI";
            (fault.cups ? state.cups_cred : state.tc_cred) = set_for(fault);
            return {};
        default: return {};
    }
}

std::string withhold_from(Segment segment, Plan& plan) {
    const Plan before = plan;
    switch (segment) {
        case Segment::cups_uri: plan.head.cups_uri.clear(); break;
        case Segment::tc_uri: plan.head.tc_uri.clear(); break;
        case Segment::cups_cred: plan.head.cups_cred.clear(); break;
        case Segment::tc_cred: plan.head.tc_cred.clear(); break;
        case Segment::signature: plan.head.signature.reset(); break;
        case Segment::update:
            plan.head.signature.reset();
            plan.firmware.reset();
            break;
    }
    const bool is_same = before.head == plan.head && before.firmware.has_value() == plan.firmware.has_value();
    return is_same ? "no such segment in the answer" : "";
}

std::string send_uri_first(const Fault& fault, protocol::Response& head) {
    const bool cups = fault.cups && !head.cups_uri.empty() && !head.cups_cred.empty();
    const bool tc = fault.tc && !head.tc_uri.empty() && !head.tc_cred.empty();
    if (cups) head.cups_cred.clear();
    if (tc) head.tc_cred.clear();
    return cups || tc ? "" : "no URI together with credentials in the answer";
}

std::string hold_lns(Plan& plan) {
    const bool has_lns = !plan.head.tc_uri.empty() || !plan.head.tc_cred.empty();
    const bool has_more = !plan.head.cups_uri.empty() || !plan.head.cups_cred.empty() || plan.firmware;
    if (!has_lns || !has_more) return "the LNS and something else are not in one answer";
    plan.head.tc_uri.clear();
    plan.head.tc_cred.clear();
    return {};
}

/// The firmware without its signature, or the other way round.
std::string part_firmware(const Fault& fault, Plan& plan) {
    if (!plan.firmware) return "no firmware in the answer";
    if (!plan.head.signature) return "no signature in the answer";
    if (fault.kind == FaultKind::no_signature) plan.head.signature.reset();
    if (fault.kind == FaultKind::signature_alone) plan.firmware.reset();
    return {};
}

std::string change_plan(const Fault& fault, Plan& plan) {
    switch (fault.kind) {
        case FaultKind::no_signature:
        case FaultKind::signature_alone: return part_firmware(fault, plan);
        case FaultKind::withhold: return withhold_from(fault.segment, plan);
        case FaultKind::uri_first: return send_uri_first(fault, plan.head);
        case FaultKind::hold_tc: return hold_lns(plan);
        default: return {};
    }
}

bool has_segment(Segment segment, const Plan& plan) {
    switch (segment) {
        case Segment::cups_uri: return !plan.head.cups_uri.empty();
        case Segment::tc_uri: return !plan.head.tc_uri.empty();
        case Segment::cups_cred: return !plan.head.cups_cred.empty();
        case Segment::tc_cred: return !plan.head.tc_cred.empty();
        case Segment::signature: return plan.head.signature.has_value();
        case Segment::update: return plan.firmware.has_value();
    }
    return false;
}

}  // namespace

void judge_resending(std::span<PickedFault> faults, const Plan& sound, const Plan& bent) {
    for (PickedFault& picked : faults) {
        if (picked.fault.kind != FaultKind::always_send) continue;
        const Segment segment = picked.fault.segment;
        if (has_segment(segment, sound)) picked.obstacle = "the gateway lacks it";
        if (!has_segment(segment, bent)) picked.obstacle = "there is no such segment for the gateway";
    }
}

void bend_request(std::span<PickedFault> faults, protocol::UpdateInfo& request) {
    for (const PickedFault& picked : faults)
        if (picked.fault.kind == FaultKind::always_send) forget_report(picked.fault.segment, request);
}

void bend_state(std::span<PickedFault> faults, const protocol::UpdateInfo& request, GatewayState& state) {
    for (PickedFault& picked : faults) {
        if (picked.fault.kind >= FaultKind::uri && picked.fault.kind <= FaultKind::token)
            picked.obstacle = change_state(picked.fault, request, state);
    }
}

void bend_plan(std::span<PickedFault> faults, Plan& plan) {
    for (PickedFault& picked : faults) {
        if (auto obstacle = change_plan(picked.fault, plan); !obstacle.empty())
            picked.obstacle = std::move(obstacle);
    }
}

}  // namespace cupspec::server
