#include "conformance/areas.hpp"
#include "conformance/life_pieces.hpp"
#include "conformance/rule_list.hpp"
#include "protocol/quoted.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace cupspec::conformance {
namespace {

using protocol::Segment;

Judgement broken_piece(std::string expected, std::string actual, const Answer& answer, Segment piece) {
    const SegmentPlace& place = answer.place(piece);
    return broken_at(std::move(expected), std::move(actual), answer.contact, place.at,
                     static_cast<std::size_t>(place.bytes));
}

/// Of the pieces that the gateway has already.
Judgement judge_unchanged(const Evidence& evidence, Segment cups, Segment tc) {
    const auto all = taken_answers(evidence);
    if (all.empty()) return no_answer();
    for (const Answer& answer : all) {
        for (const Segment piece : {cups, tc}) {
            if (!is_unchanged(answer, piece)) continue;
            return broken_piece("nothing: the gateway reports that it has it", std::string{name_of(piece)},
                                answer, piece);
        }
    }
    return kept(all.back().contact);
}

Judgement judge_unchanged_uri(const Evidence& evidence) {
    return judge_unchanged(evidence, Segment::cups_uri, Segment::tc_uri);
}

Judgement judge_unchanged_credentials(const Evidence& evidence) {
    return judge_unchanged(evidence, Segment::cups_cred, Segment::tc_cred);
}

/// A CUPS URI that the gateway had before in its life, and left.
bool leads_back(const std::vector<Answer>& life, const Answer& answer) {
    const std::string& uri = answer.response->cups_uri;
    if (uri.empty() || is_unchanged(answer, Segment::cups_uri)) return false;
    return std::ranges::any_of(life, [&](const Answer& one) {
        return one.contact < answer.contact && reported(one, Segment::cups_uri) == uri;
    });
}

/// What comes of a piece is the business of another rule.
bool is_excused(const std::vector<Answer>& life, const Answer& answer, Segment piece) {
    if (is_unchanged(answer, piece)) return true;
    switch (piece) {
        case Segment::cups_uri:
        case Segment::tc_uri: {
            if (piece == Segment::cups_uri && leads_back(life, answer)) return true;
            const std::vector<Answer> alone{answer};
            const auto uris = sent_uris(alone);
            return std::ranges::any_of(uris, [piece](const SentUri& uri) {
                return uri.cups == is_cups(piece) && !is_reported_as_sent(uri);
            });
        }
        case Segment::cups_cred: return !is_stored_as_sent(answer.response->cups_cred);
        default: return !is_stored_as_sent(answer.response->tc_cred);
    }
}

/// The last answer to a gateway that did all it was told.
std::optional<Answer> last_answer(const Evidence& evidence) {
    auto all = taken_answers(evidence);
    std::erase_if(all, [](const Answer& one) {
        return one.from->purpose != Purpose::life && one.from->purpose != Purpose::settled;
    });
    if (all.empty()) return std::nullopt;
    return std::move(all.back());
}

Judgement judge_null_reached(const Evidence& evidence) {
    const auto lives = evidence.of(Purpose::life);
    const auto life = taken_life(evidence);
    if (lives.empty() || life.empty() || life.back().contact != lives.back())
        return not_judged("the gateway's life did not end with an answer it could take");
    const auto last = last_answer(evidence);
    for (const Segment piece : kPieces) {
        if (!last || !last->has(piece) || is_excused(life, *last, piece)) continue;
        return broken_piece("14 zero bytes after " + std::to_string(life.size()) + " rounds",
                            std::string{name_of(piece)} + " once more", *last, piece);
    }
    return kept(last ? std::optional{last->contact} : std::nullopt);
}

/// Where the gateway is once it was given all, against what the tester said of it.
Judgement judge_target(const Evidence& evidence) {
    const Target& target = evidence.target;
    if (!target.cups_uri && !target.tc_uri)
        return not_judged("nobody said which URIs a gateway ends up with (a profile's \"expect\")");
    const auto life = taken_life(evidence);
    if (life.empty() || std::ranges::any_of(kPieces, [&](Segment piece) { return life.back().has(piece); }))
        return not_judged("the gateway's life did not come to its end");
    const HomeFacts& home = life.back().from->after;
    for (const auto& [want, have] :
         {std::pair{target.cups_uri, home.cups_uri}, std::pair{target.tc_uri, home.tc_uri}}) {
        if (want && *want != have)
            return broken(protocol::quoted(*want), protocol::quoted(have), life.back().contact);
    }
    return kept(life.back().contact);
}

/// The package that the gateway came to have by a firmware.
std::optional<std::string> installed_package(const Evidence& evidence) {
    for (const Answer& answer : taken_life(evidence)) {
        if (answer.has(Segment::update) && answer.from->after.package != answer.from->before.package)
            return answer.from->after.package;
    }
    return evidence.target.package;
}

Judgement judge_package(const Evidence& evidence) {
    const auto package = installed_package(evidence);
    if (!package) return not_judged("nobody said which package a gateway ends up with");
    Judgement judgement = not_judged("no gateway reported the package it ends up with");
    for (const Answer& answer : taken_answers(evidence)) {
        if (!answer.from->request || answer.from->request->package != package) continue;
        if (answer.has(Segment::update)) {
            return broken_piece("no firmware: the gateway reports " + protocol::quoted(*package),
                                "a firmware once more", answer, Segment::update);
        }
        judgement = kept(answer.contact);
    }
    return judgement;
}

/// Pieces that come late: of a category that got something before, or of one that did not.
Judgement judge_late(const Evidence& evidence, bool same_category, std::string_view expected) {
    const auto life = taken_life(evidence);
    if (life.size() < 2) return not_judged("the gateway's life had no second round");
    for (const LatePiece& late : late_pieces(life)) {
        const bool had_some = std::ranges::any_of(kPieces, [&](Segment piece) {
            return late.earlier->has(piece) && is_cups(piece) == is_cups(late.piece);
        });
        if (had_some != same_category) continue;
        return broken_piece(std::string{expected}, std::string{name_of(late.piece)} + " a round later",
                            *late.later, late.piece);
    }
    return kept(life.front().contact);
}

Judgement judge_together(const Evidence& evidence) {
    return judge_late(evidence, true, "a URI and its credentials in one answer");
}

Judgement judge_one_answer(const Evidence& evidence) {
    return judge_late(evidence, false, "everything in one answer");
}

/// What two answers to one request have in common but for a signature, which may be made anew, and for
/// credentials, which may be issued anew.
std::string difference(const Answer& first, const Answer& second) {
    for (const Segment piece : kPieces) {
        if (first.has(piece) != second.has(piece))
            return std::string{name_of(piece)} + (first.has(piece) ? " missing" : " added");
    }
    if (first.place(Segment::update).bytes != second.place(Segment::update).bytes) return "another firmware";
    const bool same_uris = first.response->cups_uri == second.response->cups_uri &&
                           first.response->tc_uri == second.response->tc_uri;
    return same_uris ? "" : "other URIs";
}

Judgement judge_repeat(const Evidence& evidence) {
    const auto life = taken_life(evidence);
    const auto first = evidence.first(Purpose::life);
    const auto repeat = evidence.first(Purpose::repeat);
    if (!first || life.empty() || life.front().contact != *first)
        return not_judged("the first request had no answer a gateway could take");
    if (!repeat) return not_judged(evidence.why_not(Purpose::repeat));
    const Contact& second = evidence.contacts[*repeat];
    if (second.exchange.status == 0) return not_judged("it was not answered once more: " + second.failure);
    constexpr unsigned kOk = 200;
    if (second.exchange.status != kOk)
        return broken("the answer it got before", "status " + std::to_string(second.exchange.status), repeat);
    for (const Answer& answer : taken_answers(evidence)) {
        if (answer.contact != *repeat) continue;
        const std::string what = difference(life.front(), answer);
        return what.empty() ? kept(repeat) : broken("the answer it got before", what, repeat);
    }
    return not_judged("the second answer is none that a gateway could take");
}

/// A round that had the gateway go elsewhere, or with other credentials; its successor shows whether it can.
Judgement judge_redirect(const Evidence& evidence) {
    const auto lives = evidence.of(Purpose::life);
    Judgement judgement = not_judged("no other CUPS server was named, and no credentials for one");
    for (std::size_t i = 1; i < lives.size(); ++i) {
        const Contact& before = evidence.contacts[lives[i - 1]];
        const Contact& after = evidence.contacts[lives[i]];
        const bool is_led = before.url != after.url;
        if (!is_led && before.before.cups_crc == before.after.cups_crc) continue;
        if (after.exchange.status == 0) {
            const char* const what = is_led ? "a server at " : "credentials that open ";
            return broken(what + protocol::quoted(after.url), after.failure, lives[i]);
        }
        judgement = kept(lives[i]);
    }
    return judgement;
}

Judgement judge_chain(const Evidence& evidence) {
    const auto life = taken_life(evidence);
    if (life.empty()) return not_judged("the gateway's life had no round it could take");
    for (const Answer& answer : life) {
        if (!leads_back(life, answer)) continue;
        return broken_piece("a CUPS server the gateway has not left before",
                            protocol::quoted(answer.response->cups_uri), answer, Segment::cups_uri);
    }
    return kept(life.back().contact);
}

constexpr std::array kConvergenceRules{
    Rule{"convergence/reaches-null", Level::must,
         "A gateway that has done all it was told gets the answer that changes nothing.",
         "CS-14, field bug 54; protocol §7.3",
         "It contacts the server each minute for ever, or loses its LNS at each contact.",
         "Decide by what the request reports, and by nothing that changes between two contacts.",
         "* * swap-uri tc wss://localhost:6043\n", "", judge_null_reached},
    Rule{"convergence/no-unchanged-uri", Level::must, "No URI is sent that the request reports already.",
         "CS-14; protocol §5.2: every URI counts as a change",
         "A CUPS URI makes it come back each minute, an LNS URI ends its LNS connection at each contact.",
         "Compare with cupsUri and tcUri as text.", "* * always-send tcUri\n", "", judge_unchanged_uri},
    Rule{"convergence/no-unchanged-credentials", Level::must,
         "No credentials are sent whose CRC the request reports already.",
         "CS-14, CS-23; protocol §2.1 and §7.3",
         "CUPS credentials make it come back each minute, the LNS's end its connection at each contact.",
         "Compute the CRC-32 over the very bytes of the segment, not over PEM.", "* * always-send tcCred\n",
         "", judge_unchanged_credentials},
    Rule{"convergence/ends-where-expected", Level::must,
         "A gateway that was given everything has the URIs its owner wants it to have.",
         "What the profile expects; protocol §7.2",
         "It is with somebody else's LNS, or with an old CUPS server.",
         "Correct the gateway's record, or what the profile expects.", "* * uri tc wss://elsewhere:60420\n",
         "", judge_target},
    Rule{"convergence/package-honoured", Level::must,
         "A gateway that reports the package it was to have gets no firmware.",
         "Protocol §6; servers: package",
         "It installs the same firmware at each contact, and restarts each time.",
         "Compare with package as text, and with what the firmware writes into version.txt.",
         "* * always-send update\n", "", judge_package},
    Rule{"convergence/uri-with-credentials", Level::must,
         "A URI and the credentials that belong to it come in one answer.",
         "CS-35, field bug 6; protocol §1.5",
         "Between the two the gateway has the new server with the old credentials, and may never get back.",
         "Send both where both differ.", "* * uri-first tc\n", "", judge_together},
    Rule{"convergence/all-in-one-answer", Level::should, "What CUPS and LNS need comes in one answer.",
         "Servers: exclusive branches in The Things Stack; protocol §7.2",
         "What is left waits a minute, or a day where the LNS is connected.",
         "Fill in all segments that differ.", "* * hold-tc\n", "", judge_one_answer},
    Rule{"convergence/same-request-same-answer", Level::must,
         "The same request gets the same segments once more.",
         "Field bug 20; protocol §1.7: what is cut off is not applied",
         "A gateway that lost the first answer never gets what it needs.",
         "Decide by the request, and hand credentials out again until the gateway reports them.",
         "* 2- withhold tcCred\n", "", judge_repeat},
    Rule{"convergence/redirect-answers", Level::must,
         "A CUPS server that a gateway is led to, or is given credentials for, answers it.",
         "Field bug 52; protocol §7.2",
         "The gateway is without CUPS until eight attempts have failed, and then uses a backup that may be "
         "old.",
         "Try URI and credentials together before they are sent; credentials replace all the gateway has.",
         "* * uri cups https://localhost:1\n", "", judge_redirect},
    Rule{"convergence/redirect-chain-ends", Level::must,
         "A chain of CUPS servers does not lead back to one the gateway has left.", "CS-14; protocol §7.3",
         "The gateway goes from one to the other each minute, for ever.",
         "Let each server name the one that is in charge, in one spelling.", "* * other-spelling\n", "",
         judge_chain},
};
constexpr auto kConvergencePointers = pointers_to(kConvergenceRules);

}  // namespace

std::span<const Rule* const> convergence_rules() { return kConvergencePointers; }

}  // namespace cupspec::conformance
