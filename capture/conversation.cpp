#include "capture/conversation.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace cupspec::capture {
namespace {

/// "https://" and what the request calls its server.
std::string uri_of(const ConnectionFacts& facts, std::string_view head) {
    constexpr std::string_view kHost = "host:";
    constexpr std::string_view kLineEnd = "\r\n";
    for (std::size_t at = head.find(kLineEnd); at < head.size(); at = head.find(kLineEnd, at)) {
        at += kLineEnd.size();
        const std::string_view line = head.substr(at, head.find(kLineEnd, at) - at);
        if (!equal_but_case(line.substr(0, kHost.size()), kHost)) continue;
        const std::size_t value = line.find_first_not_of(" \t", kHost.size());
        if (value == std::string_view::npos) break;
        return (facts.tls.version.empty() ? "http://" : "https://") + std::string{line.substr(value)};
    }
    return facts.url;
}

/// Within the limit; the rest is only counted, so that memory stays bounded whatever the firmware's size.
/// @return how many were left out
std::uint64_t keep(Bytes& kept, ByteView bytes, std::uint64_t limit) {
    const std::uint64_t room = limit - std::min<std::uint64_t>(limit, kept.size());
    const auto some = static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes.size()));
    kept.insert(kept.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(some));
    return bytes.size() - some;
}

struct HandshakeSlug {
    std::string_view words;
    std::string_view slug;
};

/// How the alert a gateway sent is called in the gateway. Source: RFC 8446 §6.2, in OpenSSL's words.
constexpr std::array kAlertSlugs{
    HandshakeSlug{"alert: unknown CA", "tls-untrusted"},
    HandshakeSlug{"alert: certificate expired", "tls-certificate-expired"},
    HandshakeSlug{"protocol version", "tls-version"},
    HandshakeSlug{"unsupported protocol", "tls-version"},
    HandshakeSlug{"alert", "tls-handshake-failed"},
    HandshakeSlug{"closed", "tls-handshake-failed"},
    HandshakeSlug{"timed out", "tls-closed"},
};

}  // namespace

void Conversation::received(ByteView bytes, TimePoint now) {
    if (ending_) return;
    const bool is_next = turn_.request.is_whole() && turn_.answer.is_whole();
    if (is_next) begin_next(now);
    add_request(bytes, now);
}

void Conversation::add_request(ByteView bytes, TimePoint now) {
    const std::size_t used = turn_.request.feed(bytes);
    if (used > 0) {
        if (!std::exchange(turn_.has_begun, true)) turn_.round.started = now;
        const std::uint64_t omitted = keep(turn_.asked, bytes.first(used), kept_.request);
        turn_.is_asked_whole = turn_.is_asked_whole && omitted == 0;
        turn_.last = now;
    }
    static_cast<void>(keep(early_, bytes.subspan(used), kept_.request));
}

void Conversation::sent(ByteView bytes, TimePoint now) {
    if (ending_) return;
    if (turn_.answer.is_whole() && !early_.empty()) begin_next(now);
    if (!std::exchange(turn_.has_begun, true)) {  // nobody has asked
        turn_.round.started = now;
        turn_.last = now;
    }
    Round& round = turn_.round;
    turn_.answer.feed(bytes);
    turn_.is_answered = true;
    const std::uint64_t omitted = keep(round.answer, bytes, kept_.answer);
    if (round.omitted > 0) {  // one read stands for all that are not kept
        round.reads.back().bytes += bytes.size();
    } else {
        round.reads.push_back({now - turn_.last, bytes.size()});
    }
    round.omitted += omitted;
    turn_.last = now;
}

void Conversation::begin_next(TimePoint now) {
    close_turn(Ending::none);
    const Bytes waiting = std::exchange(early_, {});
    if (!waiting.empty()) add_request(waiting, now);
}

void Conversation::close_turn(Ending ending) {
    Turn turn = std::exchange(turn_, Turn{});
    if (!turn.has_begun) return;
    Round& round = turn.round;
    round.peer = facts_.peer;
    round.tls = facts_.tls;
    round.took = turn.last - round.started;
    // What has no end of a head is shown as one.
    const std::size_t head = turn.request.head_bytes() == 0 ? turn.asked.size() : turn.request.head_bytes();
    const auto border = turn.asked.begin() + static_cast<std::ptrdiff_t>(std::min(head, turn.asked.size()));
    round.request_head.assign(turn.asked.begin(), border);
    round.request_body.assign(border, turn.asked.end());
    round.is_request_exact = turn.is_asked_whole;
    round.uri = uri_of(facts_, round.request_head);
    round.ending = turn.answer.is_whole() ? Ending::none : ending;
    over_.push_back(std::move(round));
}

void Conversation::end(Ending ending, TimePoint now) noexcept {
    if (ending_) return;
    ending_ = ending;
    ended_ = now;
}

std::vector<Round> Conversation::take() {
    if (ending_ && turn_.has_begun && !turn_.answer.is_whole()) turn_.last = ended_;
    while (ending_ && turn_.has_begun) {
        close_turn(*ending_);
        const Bytes waiting = std::exchange(early_, {});
        if (!waiting.empty()) add_request(waiting, ended_);
    }
    return std::exchange(over_, {});
}

Round failed_handshake(const ConnectionFacts& facts, TimePoint now) {
    constexpr std::string_view kRefused = "tls-refused";
    Round round;
    round.started = now;
    round.uri = facts.url;
    round.peer = facts.peer;
    round.tls = facts.tls;
    round.ending = Ending::handshake_failed;
    const auto* const found =
        std::find_if(kAlertSlugs.begin(), kAlertSlugs.end(), [&facts](const HandshakeSlug& slug) {
            return facts.tls.failure.find(slug.words) != std::string::npos;
        });
    round.trouble = found == kAlertSlugs.end() ? kRefused : found->slug;
    return round;
}

}  // namespace cupspec::capture
