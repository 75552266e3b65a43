#include "server/apply_faults.hpp"

#include "base/ascii.hpp"
#include "protocol/response.hpp"
#include "server/altered_body.hpp"
#include "server/fault_condition.hpp"
#include "server/faulty_delivery.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace cupspec::server {
namespace {

using std::chrono::milliseconds;
using End = DeliveryPlan::End;

constexpr unsigned kStatusOk = 200;
constexpr milliseconds kLongSilence = std::chrono::minutes{10};

std::uint64_t size_of(const net::HttpAnswer& answer) {
    return answer.body.size() + (answer.rest ? answer.rest->size() : 0);
}

/// RFC 9112 §6.3: there is no body behind these.
bool is_bodiless(unsigned status) {
    constexpr unsigned kNoContent = 204;
    constexpr unsigned kNotModified = 304;
    return status < kStatusOk || status == kNoContent || status == kNotModified;
}

void put_status(unsigned status, net::HttpAnswer& answer) {
    answer = net::HttpAnswer{};
    answer.status = status;
    const bool is_ok = status == kStatusOk;
    answer.headers.push_back(net::Header{"Content-Type", is_ok ? "application/octet-stream" : "text/plain"});
    if (is_ok) answer.body.assign(protocol::kNullResponseBytes, 0);
    if (!is_ok && !is_bodiless(status))
        answer.body = to_bytes(std::string{net::reason_phrase(status)} + '\n');
}

std::string truncate_body(const Fault& fault, net::HttpAnswer& answer) {
    const auto kept = static_cast<std::uint64_t>(fault.number);
    const std::uint64_t whole = size_of(answer);
    if (kept >= whole) return "the body has " + std::to_string(whole) + " bytes";
    const std::uint64_t front = answer.body.size();
    if (kept > front) {
        answer.rest = std::make_unique<AlteredBody>(std::move(answer.rest), kept - front, 0);
        return {};
    }
    answer.body.resize(static_cast<std::size_t>(kept));
    answer.rest.reset();
    return {};
}

void trail(const Fault& fault, net::HttpAnswer& answer) {
    const auto more = static_cast<std::uint64_t>(fault.number);
    const std::uint64_t rest = answer.rest ? answer.rest->size() : 0;
    if (!answer.rest) answer.body.insert(answer.body.end(), static_cast<std::size_t>(more), kFillerByte);
    if (answer.rest) answer.rest = std::make_unique<AlteredBody>(std::move(answer.rest), rest, more);
}

bool replaces_body(FaultKind kind) {
    return kind >= FaultKind::no_update_length && kind <= FaultKind::text_body;
}

void put_body(Bytes body, net::HttpAnswer& answer) {
    answer.body = std::move(body);
    answer.rest.reset();
}

std::string widen_null(const Fault& fault, net::HttpAnswer& answer) {
    if (!changes_nothing(answer)) return "the answer changes something";
    answer.body.assign(static_cast<std::size_t>(fault.number), 0);
    return {};
}

/// Keeps what is in front of the update's length, its last four bytes.
void drop_update(net::HttpAnswer& answer) {
    constexpr std::size_t kLengthBytes = 4;
    answer.rest.reset();
    answer.body.resize(answer.body.size() - std::min(kLengthBytes, answer.body.size()));
}

/// The faults that put another body in place of the decided one.
std::string replace_body(const Fault& fault, net::HttpAnswer& answer) {
    if (fault.kind == FaultKind::null_body) return widen_null(fault, answer);
    if (fault.kind == FaultKind::no_update_length) drop_update(answer);
    if (fault.kind == FaultKind::empty_body) put_body({}, answer);
    if (fault.kind == FaultKind::text_body)
        put_body(to_bytes(std::string_view{R"({"error": "something went wrong"})"}), answer);
    return {};
}

/// Once the body's size is known, which the head announces.
void pad_head(PickedFault& picked, bool is_decided, net::HttpAnswer& answer) {
    constexpr std::string_view kLine = "X-Filler: \r\n";
    if (picked.fault.kind != FaultKind::header_bytes || !is_decided) return;
    const auto wanted = static_cast<std::size_t>(picked.fault.number);
    answer.headers.push_back(net::Header{"Connection", "close"});
    const std::size_t least = net::answer_head(answer, false).size() + kLine.size();
    if (wanted < least) {
        picked.obstacle = "the head has " + std::to_string(least) + " bytes";
        return;
    }
    answer.headers.push_back(net::Header{"X-Filler", std::string(wanted - least, kFillerByte)});
}

/// The faults of the body as a whole. @param is_decided the body is what was decided
void change_body(PickedFault& picked, bool is_decided, net::HttpAnswer& answer) {
    if (rule_of(picked.fault.kind).stage != FaultStage::content) return;
    if (!is_decided) {
        picked.obstacle = "the answer is no decided 200";
        return;
    }
    if (replaces_body(picked.fault.kind)) picked.obstacle = replace_body(picked.fault, answer);
    if (picked.fault.kind == FaultKind::truncate) picked.obstacle = truncate_body(picked.fault, answer);
    if (picked.fault.kind == FaultKind::trailing_bytes) trail(picked.fault, answer);
}

/// However the pieces are cut, and in whatever order the lines come.
void throttle_to(std::int64_t rate, DeliveryPlan& plan) {
    constexpr std::int64_t kPiecesPerSecond = 20;
    constexpr std::int64_t kMilliseconds = 1000;
    if (plan.piece == 0)
        plan.piece = static_cast<std::size_t>(std::max<std::int64_t>(rate / kPiecesPerSecond, 1));
    plan.pause =
        std::max(plan.pause, milliseconds{static_cast<std::int64_t>(plan.piece) * kMilliseconds / rate});
}

void plan_end(End end, const Fault& fault, DeliveryPlan& plan) {
    plan.end = end;
    plan.end_at = static_cast<std::uint64_t>(fault.number);
    plan.stall = fault.time.value_or(kLongSilence);
}

/// How it is framed, and what is there beyond the answer.
void plan_frame(const Fault& fault, DeliveryPlan& plan) {
    switch (fault.kind) {
        case FaultKind::extra_bytes: plan.extra = static_cast<std::uint64_t>(fault.number); break;
        case FaultKind::chunked: plan.framing = DeliveryPlan::Framing::chunked; break;
        case FaultKind::no_length: plan.framing = DeliveryPlan::Framing::none; break;
        case FaultKind::content_length: plan.length = fault; break;
        case FaultKind::interim_100: plan.interim = fault.time.value_or(milliseconds{0}); break;
        case FaultKind::lf_only: plan.lf_only = true; break;
        case FaultKind::http_2: plan.http_2 = true; break;
        default: break;
    }
}

/// When what leaves.
void plan_course(const Fault& fault, DeliveryPlan& plan) {
    switch (fault.kind) {
        case FaultKind::delay_header: plan.before_head = *fault.time; break;
        case FaultKind::delay_body: plan.before_body = *fault.time; break;
        case FaultKind::split:
            plan.piece = static_cast<std::size_t>(fault.number);
            plan.pause = fault.time.value_or(milliseconds{0});
            break;
        case FaultKind::close_at:
        case FaultKind::half_answer: plan_end(End::close, fault, plan); break;
        case FaultKind::reset_at: plan_end(End::reset, fault, plan); break;
        case FaultKind::stall_at: plan_end(End::stall, fault, plan); break;
        default: break;
    }
}

bool ends_answer(FaultKind kind) {
    return kind == FaultKind::close_at || kind == FaultKind::reset_at || kind == FaultKind::stall_at ||
           kind == FaultKind::half_answer;
}

/// The fault that ends the answer before its time, where its place lies is known only now.
void place_end(PickedFault& picked, const DeliveryFront& front, std::uint64_t body_bytes,
               DeliveryPlan& plan) {
    if (!ends_answer(picked.fault.kind) || !picked.obstacle.empty()) return;
    const std::uint64_t body = front.interim.size() + front.head.size();
    if (picked.fault.kind == FaultKind::half_answer) plan.end_at = body + body_bytes / 2;
    if (picked.fault.relative) plan.end_at += body;
    const std::uint64_t whole = body + body_bytes + plan.extra;
    if (plan.end_at <= whole || plan.framing == DeliveryPlan::Framing::chunked) return;
    picked.obstacle = "the answer has " + std::to_string(whole) + " bytes";
}

bool frames_answer(FaultKind kind) { return kind == FaultKind::chunked || kind == FaultKind::no_length; }

bool fills_error(FaultKind kind) { return kind == FaultKind::error_body || kind == FaultKind::echo_request; }

/// Of two such faults one answer can have one only.
bool says_the_same(const Fault& one, const Fault& other) {
    if (rule_of(one.kind).stage != FaultStage::delivery || one.kind == FaultKind::header) return false;
    return one.kind == other.kind || (ends_answer(one.kind) && ends_answer(other.kind)) ||
           (frames_answer(one.kind) && frames_answer(other.kind)) ||
           (fills_error(one.kind) && fills_error(other.kind));
}

/// Of those the last one holds.
void overrule(std::span<PickedFault> faults) {
    for (std::size_t i = 0; i < faults.size(); ++i) {
        const auto later = faults.subspan(i + 1);
        const auto winner = std::find_if(later.begin(), later.end(), [&](const PickedFault& one) {
            return says_the_same(faults[i].fault, one.fault);
        });
        if (winner != later.end()) faults[i].obstacle = '"' + winner->fault.text + "\" holds in its place";
    }
}

/// The faults of an answer that need no delivery of their own.
bool changes_answer(FaultKind kind) {
    return kind == FaultKind::status || kind == FaultKind::header || kind == FaultKind::error_body ||
           kind == FaultKind::echo_request;
}

bool is_delivery(const PickedFault& picked) {
    return rule_of(picked.fault.kind).stage == FaultStage::delivery && !changes_answer(picked.fault.kind);
}

void put_header(const Fault& fault, net::HttpAnswer& answer) {
    const auto colon = std::min(fault.value.find(':'), fault.value.size());
    const std::string name = fault.value.substr(0, colon);
    std::erase_if(answer.headers, [&name](const net::Header& one) { return equal_but_case(one.name, name); });
    answer.headers.push_back(net::Header{name, fault.value.substr(std::min(colon + 1, fault.value.size()))});
}

/// Headers, and what stands in an answer that refuses.
void change_answer(PickedFault& picked, std::string_view request, net::HttpAnswer& answer) {
    const Fault& fault = picked.fault;
    if (!picked.obstacle.empty()) return;
    if (fault.kind == FaultKind::header) put_header(fault, answer);
    const bool is_echo = fault.kind == FaultKind::echo_request;
    if (!is_echo && fault.kind != FaultKind::error_body) return;
    if (answer.status == kStatusOk) {
        picked.obstacle = "the answer is 200";
        return;
    }
    answer.rest.reset();
    if (is_echo) answer.body = to_bytes(request);
    if (!is_echo) answer.body.assign(static_cast<std::size_t>(fault.number), kFillerByte);
}

/// @return whether there was one that sends a status
bool put_statuses(std::span<PickedFault> faults, net::HttpAnswer& answer) {
    bool is_put = false;
    for (const PickedFault& picked : faults) {
        if (picked.fault.kind != FaultKind::status || !picked.obstacle.empty()) continue;
        put_status(static_cast<unsigned>(picked.fault.number), answer);
        is_put = true;
    }
    return is_put;
}

DeliveryPlan plan_of(std::span<const PickedFault> faults) {
    DeliveryPlan plan;
    std::int64_t rate = 0;
    for (const PickedFault& picked : faults) {
        if (!picked.obstacle.empty()) continue;
        plan_frame(picked.fault, plan);
        plan_course(picked.fault, plan);
        if (picked.fault.kind == FaultKind::throttle) rate = picked.fault.number;
    }
    if (rate != 0) throttle_to(rate, plan);
    return plan;
}

/// Whether Content-Length says anything else at all.
void judge_length(PickedFault& picked, const DeliveryPlan& plan, std::uint64_t body_bytes) {
    if (picked.fault.kind != FaultKind::content_length || !picked.obstacle.empty()) return;
    if (plan.framing != DeliveryPlan::Framing::length) {
        picked.obstacle = "there is no Content-Length";
    } else if (announced_length(picked.fault, body_bytes) == body_bytes) {
        picked.obstacle = "the body has that length";
    }
}

}  // namespace

void apply_faults(std::span<PickedFault> faults, net::HttpAnswer& answer, std::string_view request) {
    overrule(faults);
    const bool is_ok = answer.status == kStatusOk;
    const bool is_decided = !put_statuses(faults, answer) && is_ok;
    for (PickedFault& picked : faults) change_body(picked, is_decided, answer);
    for (PickedFault& picked : faults) pad_head(picked, is_decided, answer);
    for (PickedFault& picked : faults) change_answer(picked, request, answer);
    if (std::none_of(faults.begin(), faults.end(), is_delivery)) return;
    const std::uint64_t body_bytes = size_of(answer);
    DeliveryPlan plan = plan_of(faults);
    for (PickedFault& picked : faults) judge_length(picked, plan, body_bytes);
    DeliveryFront front = front_of(plan, answer);
    for (PickedFault& picked : faults) place_end(picked, front, body_bytes, plan);
    answer.delivery = make_delivery(std::move(plan), std::move(front));
}

}  // namespace cupspec::server
