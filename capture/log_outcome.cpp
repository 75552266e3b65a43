#include "capture/log_outcome.hpp"

#include "protocol/quoted.hpp"

#include <algorithm>

namespace cupspec::capture {
namespace {

using emulator::Category;
using emulator::Outcome;
using protocol::Segment;

constexpr std::string_view kHandshakeFailed = "tls-handshake-failed";

/// The log has mbedTLS's words; which part of a certificate displeased it, they do not say.
std::string tls_trouble(std::string_view text) {
    struct Word {
        std::string_view part;
        std::string_view slug;
    };
    constexpr std::array kTlsWords{Word{"xpired", "tls-certificate-expired"},
                                   Word{"verification failed", "tls-untrusted"},
                                   Word{"verify failed", "tls-untrusted"},
                                   Word{"rotocol version", "tls-version"},
                                   Word{"fatal alert", "tls-refused"},
                                   Word{"alert message", "tls-refused"},
                                   Word{"EOF", "tls-closed"}};
    for (const Word& word : kTlsWords)
        if (text.find(word.part) != std::string_view::npos) return std::string{word.slug};
    return std::string{kHandshakeFailed};
}

/// The peer said goodbye: a connection that was closed, not one that failed to come up.
bool is_goodbye(std::string_view text) { return text.find("notified us") != std::string_view::npos; }

class OutcomeReader {
public:
    explicit OutcomeReader(const SessionTold& session) : session_{session} { credentials(); }

    void take(const ErrorTold& error);
    void finish(StationLevel level);
    OutcomeTold result() && { return std::move(told_); }

private:
    void end(Outcome outcome, Ending ending = Ending::none) {
        if (decided_) return;
        decided_ = true;
        told_.observed.outcome = outcome;
        told_.ending = ending;
    }
    void problem(std::string word) { problems_.push_back(std::move(word)); }
    void broken(const std::string& word) {
        problem(word);
        if (word != "protocol-error") problem("protocol-error");
        end(Outcome::protocol_error);
    }
    void credentials();
    void take_uri(const ErrorTold& error);
    void take_connection(const ErrorTold& error);
    void take_body(const ErrorTold& error);
    void finish_success();
    std::string set_word() const {
        return std::string{to_string(session_.set.value_or(emulator::SetName::regular))};
    }

    const SessionTold& session_;
    OutcomeTold told_;
    std::vector<std::string> problems_;
    bool exact_ = true;  ///< `problems_` are all of them, in the words of a round
    bool decided_ = false;
};

/// What was wrong with segments, which ends no session.
void OutcomeReader::credentials() {
    for (const Segment segment : {Segment::cups_cred, Segment::tc_cred}) {
        const auto told = session_.segments.find(segment);
        if (told == session_.segments.end() || !told->second.refused) continue;
        constexpr std::uint64_t kDash = '-';
        const bool lengths = told->second.refused == Told::lengths_exceed;
        const bool in_front = told->second.unexpected_byte.value_or(kDash) == kDash;
        const std::string why = lengths    ? "parts-exceed-segment"
                                : in_front ? "trust-is-no-sequence"
                                           : "no-certificate";
        problem((segment == Segment::cups_cred ? "cred-refused:cups:" : "cred-refused:tc:") + why);
    }
    for (const std::string& word : session_.problems) problem(word);
}

void OutcomeReader::take_uri(const ErrorTold& error) {
    if (error.told == Told::uri_too_long) {
        exact_ = false;  // of which file, the line says in its own way
    } else if (error.told == Told::no_uri) {
        problem("no-uri:" + set_word());
        end(Outcome::no_uri);
    } else if (!decided_) {
        problem("uri-malformed");
        problem("cups-uri-unusable");
        end(Outcome::bad_uri);
    }
}

void OutcomeReader::take_connection(const ErrorTold& error) {
    if (error.told == Told::connect_failed) {
        if (decided_) return;  // the second of two lines about the same
        problem("tcp-connect-failed");
        problem("connect-failed");
        end(Outcome::connect_failed, Ending::connect_failed);
    } else if (error.told == Told::tls && !is_goodbye(error.text) && session_.segments.empty()) {
        if (decided_) return;
        told_.trouble = tls_trouble(error.text);
        problem(told_.trouble);
        if (told_.trouble == kHandshakeFailed) exact_ = false;
        end(Outcome::closed, Ending::handshake_failed);
    } else if (error.told == Told::timeout) {
        problem("timeout");
        end(Outcome::timeout, Ending::timeout);
    } else if (!decided_) {
        exact_ = error.told != Told::closed;  // within head or body: the next line says it, if any
        end(Outcome::closed, Ending::closed);
    }
    if (error.told != Told::head_unread && error.told != Told::body_unread) return;
    if (told_.ending == Ending::closed) problem("peer-closed");
    problem(error.told == Told::head_unread ? "read-error:header" : "read-error:body");
    exact_ = true;
}

void OutcomeReader::take_body(const ErrorTold& error) {
    switch (error.told) {
        case Told::uris_do_not_fit: {
            const auto available = number_after(text_after(error.text, "available"), "");
            exact_ = exact_ && available.has_value();
            return broken("uri-segments-do-not-fit:body=" + std::to_string(available.value_or(0)));
        }
        case Told::ended_early: return broken("body-ended-early");
        case Told::signature_length:
            return broken("signature-length-refused:" +
                          std::to_string(number_after(error.text, "").value_or(0)));
        case Told::length_of_2g: return broken("length-of-2g-or-more:segment5");
        case Told::protocol_error:
            if (decided_) return;
            exact_ = false;
            told_.unclear.emplace_back("what of the answer broke the protocol, the log does not say");
            return broken("protocol-error");
        default: return;
    }
}

void OutcomeReader::take(const ErrorTold& error) {
    switch (error.told) {
        case Told::uri_too_long:
        case Told::no_uri:
        case Told::uri_malformed: return take_uri(error);
        case Told::http_status:
            problem("http-status:" + std::to_string(number_after(error.text, "(").value_or(0)));
            return end(Outcome::rejected);
        case Told::excess:
            problem("more-bytes-than-announced:" + std::to_string(number_after(error.text, "").value_or(0)));
            exact_ = number_after(error.text, "").has_value();
            return end(Outcome::closed);
        case Told::no_trust:
        case Told::bad_token:
            told_.trouble = error.told == Told::no_trust ? "no-trust" : "bad-token";
            problem(told_.trouble);
            return end(Outcome::no_credentials, Ending::no_credentials);
        case Told::other_error:
            exact_ = false;
            told_.unclear.push_back("the log's " + protocol::quoted(error.text) +
                                    " says nothing to this reader");
            return;
        case Told::connect_failed:
        case Told::tls:
        case Told::timeout:
        case Told::closed:
        case Told::head_unread:
        case Told::body_unread: return take_connection(error);
        default: return take_body(error);
    }
}

void OutcomeReader::finish_success() {
    const bool updated = session_.end != Told::no_updates;
    end(updated ? Outcome::updated : Outcome::no_updates);
    const auto has = [this](Segment segment) { return session_.segments.contains(segment); };
    std::vector<Category> committed;
    if (has(Segment::cups_uri) || has(Segment::cups_cred)) committed.push_back(Category::cups);
    if (has(Segment::tc_uri) || has(Segment::tc_cred)) committed.push_back(Category::tc);
    if (session_.end != Told::cups_changed || !committed.empty()) told_.observed.committed = committed;
    using Kind = emulator::UpdateVerdict::Kind;
    told_.observed.verdict = session_.verdict.value_or(Kind::none);
    if (told_.observed.verdict != Kind::refused) return;
    if (!has(Segment::signature)) {
        problem("key-present-no-signature:refused");
        problem("firmware-dropped");
    }
}

void OutcomeReader::finish(StationLevel level) {
    const bool success =
        session_.end == Told::no_updates || session_.end == Told::done || session_.end == Told::cups_changed;
    if (success) finish_success();
    if (!decided_ && session_.end == Told::failed)
        told_.unclear.emplace_back("the session failed; the log does not say of what");
    // Of what Station counts as a problem, some is written as a mere notice.
    const bool complete = exact_ && decided_ && level <= StationLevel::info;
    if (complete) told_.observed.problems = std::move(problems_);
}

}  // namespace

OutcomeTold outcome_told(const SessionTold& session, StationLevel level) {
    OutcomeReader reader{session};
    for (const ErrorTold& error : session.errors) reader.take(error);
    reader.finish(level);
    return std::move(reader).result();
}

}  // namespace cupspec::capture
