#include "capture/minimise.hpp"

#include "capture/replay.hpp"
#include "protocol/response.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace cupspec::capture {
namespace {

constexpr std::size_t kMostReplays = 4000;
constexpr std::string_view kEmptyLine = "\r\n\r\n";

/// A symptom without the numbers that come with it: a smaller answer has others.
struct Kind {
    emulator::Outcome outcome{};
    std::vector<std::string> problems;

    bool operator==(const Kind&) const = default;
};

Kind kind_of(const emulator::RoundReport& report) {
    Kind kind{report.outcome, report.problems};
    for (std::string& problem : kind.problems)
        std::erase_if(problem, [](char c) { return c >= '0' && c <= '9'; });
    return kind;
}

bool is_bad_round(const emulator::RoundReport& report) {
    return !is_success(report.outcome) || !report.problems.empty();
}

/// An answer in the parts that can shrink by themselves.
struct Parts {
    std::string head;
    Bytes body;
};

Parts parts_of(const Bytes& answer) {
    const std::string_view text = as_text(answer);
    const std::size_t end = text.find(kEmptyLine);
    if (end == std::string_view::npos) return {{}, answer};
    const std::size_t body = end + kEmptyLine.size();
    return {std::string{text.substr(0, body)},
            Bytes(answer.begin() + static_cast<std::ptrdiff_t>(body), answer.end())};
}

/// @param change the body's new size less its old one: Content-Length goes with it, true or not as it was
std::string with_length(const std::string& head, std::ptrdiff_t change) {
    constexpr std::string_view kName = "Content-Length:";
    const std::size_t at = head.find(kName);
    if (at == std::string::npos) return head;
    const std::size_t from = head.find_first_of("0123456789", at);
    const std::size_t line = head.find("\r\n", at);
    if (from == std::string::npos || from > line) return head;
    const std::size_t until = std::min(head.find_first_not_of("0123456789", from), line);
    const auto length = static_cast<std::ptrdiff_t>(std::stoull(head.substr(from, until - from)));
    return head.substr(0, from) + std::to_string(std::max<std::ptrdiff_t>(0, length + change)) +
           head.substr(until);
}

/// Shrinks one capture step by step.
class Shrinker {
public:
    Shrinker(Capture capture, Kind wanted) : best_{std::move(capture)}, wanted_{std::move(wanted)} {}

    void shrink() {
        drop_rounds();
        if (!best_.rounds.empty() && !best_.rounds.back().answer.empty()) {
            forget_reads();
            shorten_head();
            shorten_segments();
            cut_body();
        }
        drop_files();
    }

    Capture take() { return std::move(best_); }
    std::size_t replays() const { return replays_; }

private:
    /// Takes the candidate when it still shows the symptom.
    bool accept(Capture candidate) {
        if (replays_ >= kMostReplays) return false;
        ++replays_;
        const auto replayed = replay(candidate);
        if (!replayed || replayed->rounds.size() != candidate.rounds.size()) return false;
        if (kind_of(replayed->rounds.back().report) != wanted_) return false;
        best_ = std::move(candidate);
        return true;
    }

    bool accept_answer(const std::string& head, const Bytes& body) {
        Capture candidate = best_;
        Bytes answer = to_bytes(head);
        answer.insert(answer.end(), body.begin(), body.end());
        candidate.rounds.back().answer = std::move(answer);
        return accept(std::move(candidate));
    }

    /// Everything before the round goes that its home does not carry.
    void drop_rounds() {
        const auto replayed = replay(best_);
        if (!replayed || best_.rounds.size() < 2) return;
        for (std::size_t first = best_.rounds.size() - 1; first > 0; --first) {
            Capture candidate = best_;
            candidate.rounds.erase(candidate.rounds.begin(),
                                   candidate.rounds.begin() + static_cast<std::ptrdiff_t>(first));
            candidate.rounds.front().home = replayed->rounds[first].home;
            candidate.rounds.front().restarted = true;
            if (accept(std::move(candidate))) return;
        }
    }

    void forget_reads() {
        Capture candidate = best_;
        candidate.rounds.back().reads.clear();
        accept(std::move(candidate));
    }

    void shorten_head() {
        for (bool again = true; again;) {
            again = false;
            const Parts parts = parts_of(best_.rounds.back().answer);
            std::size_t at = parts.head.find("\r\n");
            while (!again && at != std::string::npos && at + kEmptyLine.size() < parts.head.size()) {
                const std::size_t next = parts.head.find("\r\n", at + 2);
                again = accept_answer(parts.head.substr(0, at) + parts.head.substr(next), parts.body);
                at = next;
            }
        }
    }

    /// Each segment loses half of what it has as long as that changes nothing, then a quarter, ... a byte.
    void shorten_segments() {
        for (std::size_t segment = 0; segment < protocol::kSegments; ++segment) {
            std::size_t step = std::numeric_limits<std::size_t>::max();
            while (step > 0 && replays_ < kMostReplays) {
                const Parts parts = parts_of(best_.rounds.back().answer);
                auto decoded = protocol::decode_response(parts.body);
                if (!decoded) return;
                const std::size_t bytes =
                    bytes_of(decoded->response, static_cast<protocol::Segment>(segment));
                step = std::min(step, bytes);
                if (step == 0) break;
                cut(decoded->response, static_cast<protocol::Segment>(segment), bytes - step);
                const auto body = protocol::encode(decoded->response);
                const bool fewer =
                    body && accept_answer(
                                with_length(parts.head, difference(body->size(), parts.body.size())), *body);
                if (!fewer) step /= 2;
            }
        }
    }

    static std::size_t bytes_of(const protocol::Response& response, protocol::Segment segment) {
        switch (segment) {
            case protocol::Segment::cups_uri: return response.cups_uri.size();
            case protocol::Segment::tc_uri: return response.tc_uri.size();
            case protocol::Segment::cups_cred: return response.cups_cred.size();
            case protocol::Segment::tc_cred: return response.tc_cred.size();
            case protocol::Segment::signature: return response.signature ? response.signature->der.size() : 0;
            case protocol::Segment::update: return response.update.size();
        }
        return 0;
    }

    static void cut(protocol::Response& response, protocol::Segment segment, std::size_t bytes) {
        switch (segment) {
            case protocol::Segment::cups_uri: response.cups_uri.resize(bytes); break;
            case protocol::Segment::tc_uri: response.tc_uri.resize(bytes); break;
            case protocol::Segment::cups_cred: response.cups_cred.resize(bytes); break;
            case protocol::Segment::tc_cred: response.tc_cred.resize(bytes); break;
            case protocol::Segment::update: response.update.resize(bytes); break;
            case protocol::Segment::signature:
                response.signature->der.resize(bytes);
                if (bytes == 0) response.signature.reset();
                break;
        }
    }

    static std::ptrdiff_t difference(std::size_t now, std::size_t before) {
        return static_cast<std::ptrdiff_t>(now) - static_cast<std::ptrdiff_t>(before);
    }

    /// Pieces of half the body, a quarter, ... a byte are left out wherever that changes nothing.
    void cut_body() {
        for (std::size_t piece = parts_of(best_.rounds.back().answer).body.size() / 2; piece > 0;
             piece /= 2) {
            for (std::size_t at = 0; at < parts_of(best_.rounds.back().answer).body.size();) {
                Parts parts = parts_of(best_.rounds.back().answer);
                const std::size_t until = std::min(at + piece, parts.body.size());
                Bytes body = parts.body;
                body.erase(body.begin() + static_cast<std::ptrdiff_t>(at),
                           body.begin() + static_cast<std::ptrdiff_t>(until));
                const bool fewer =
                    accept_answer(with_length(parts.head, difference(body.size(), parts.body.size())), body);
                if (!fewer) at += piece;
                if (replays_ >= kMostReplays) return;
            }
        }
    }

    void drop_files() {
        if (best_.rounds.empty() || !best_.rounds.front().home) return;
        std::vector<std::string> names;
        for (const auto& [name, entry] : *best_.rounds.front().home) names.push_back(name);
        for (const std::string& name : names) {
            Capture candidate = best_;
            candidate.rounds.front().home->erase(name);
            accept(std::move(candidate));
        }
    }

    Capture best_;
    Kind wanted_;
    std::size_t replays_ = 0;
};

/// What a smaller capture no longer shows is not expected of it.
void expect_again(Capture& capture) {
    const auto replayed = replay(capture);
    if (!replayed) return;
    for (std::size_t i = 0; i < capture.rounds.size(); ++i) {
        Round& round = capture.rounds[i];
        const emulator::RoundReport& report = replayed->rounds[i].report;
        round.observed = {};
        round.observed.outcome = report.outcome;
        round.observed.problems = report.problems;
        round.is_request_exact = false;
        round.request_head = report.exchange.request_head;
        round.request_body = report.exchange.request_body;
        round.uri = report.uri;
        round.set.reset();
    }
}

}  // namespace

Result<Minimised> minimise(Capture capture) {
    auto replayed = replay(capture);
    if (!replayed) return replayed.error();
    std::size_t bad = replayed->rounds.size();
    while (bad > 0 && !is_bad_round(replayed->rounds[bad - 1].report)) --bad;
    if (bad == 0) {
        return Error{make_error_code(boost::system::errc::invalid_argument), capture.file,
                     "the replay shows no symptom, so there is nothing to minimise"};
    }
    Minimised result;
    result.rounds_before = capture.rounds.size();
    result.answer_before = capture.rounds[bad - 1].answer.size();
    capture.rounds.resize(bad);
    if (!capture.rounds.front().home) capture.rounds.front().home = replayed->rounds.front().home;
    Shrinker shrinker{std::move(capture), kind_of(replayed->rounds[bad - 1].report)};
    shrinker.shrink();
    result.capture = shrinker.take();
    result.replays = shrinker.replays();
    expect_again(result.capture);
    const auto last = replay(result.capture);
    if (!last) return last.error();
    result.symptom = symptom_of(result.capture.rounds.back(), &last->rounds.back());
    return result;
}

}  // namespace cupspec::capture
