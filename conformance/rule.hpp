#pragma once

#include "conformance/evidence.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cupspec::conformance {

/// How binding a rule is: a MUST that is broken costs a gateway something, a SHOULD may.
enum class Level { must, should };

/// What a rule concerns; its slug is the first half of the rule's id.
enum class Area {
    transport,
    http,
    request,
    framing,
    uris,
    credentials,
    firmware,
    identity,
    convergence,
    robustness
};

/// "must", "should"
std::string_view to_string(Level level);
/// "transport"
std::string_view to_string(Area area);

/// What a rule makes of the evidence.
struct Judgement {
    enum class Kind {
        kept,
        broken,
        not_judged  ///< the evidence does not show it; `reason` says what was missing
    } kind = Kind::kept;
    std::string expected;  ///< broken: in a few words
    std::string actual;    ///< broken: the same words about what came; never a credential's bytes
    std::string reason;    ///< not judged
    std::optional<std::size_t> contact;  ///< index of the contact that shows it
    /// Broken: the bytes of that contact's response body that are at fault, where they can be named.
    std::optional<std::size_t> offset;
    std::size_t bytes = 0;
};

Judgement kept(std::optional<std::size_t> contact = {});
Judgement broken(std::string expected, std::string actual, std::optional<std::size_t> contact = {});
Judgement not_judged(std::string reason);

/// One sentence a CUPS server keeps or breaks. Total functions over evidence: no rule does I/O, and every
/// rule copes with evidence that lacks what it looks for.
struct Rule {
    std::string_view id;  ///< stable slug: "framing/six-length-fields"
    Level level = Level::must;
    std::string_view says;    ///< one sentence, what a server does
    std::string_view source;  ///< section of the protocol document, RFC, or "Station 2.0.6: ..."
    std::string_view harm;    ///< what a gateway suffers where it is broken
    std::string_view remedy;  ///< how a server's author mends it
    /// Lines of a fault script, each with its line end, that make the reference server break this rule alone
    /// (`serve --break`).
    std::string_view mutant;
    /// Ids, separated by blanks, of the rules the same mutant cannot but break as well.
    std::string_view follows;
    Judgement (*judge)(const Evidence& evidence) = nullptr;

    Area area() const;
};

/// All rules, area by area.
std::span<const Rule* const> rules();

/// @return nothing when there is none of that id
const Rule* find_rule(std::string_view id);

/// What to try in place of an id that is no rule's: those that hold the word, or the nearest one, or the
/// list.
std::string rule_advice(std::string_view id);

}  // namespace cupspec::conformance
