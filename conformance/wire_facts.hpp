#pragma once

#include "conformance/evidence.hpp"
#include "conformance/rule.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::conformance {

/// A header of the answer, name case-insensitive, first occurrence, without blanks around it.
std::optional<std::string_view> answer_header(const Contact& contact, std::string_view name);

/// What Content-Length announces; nothing without one, or where it is no number.
std::optional<std::uint64_t> announced_bytes(const Contact& contact);

/// Bytes of the answer's body, kept or not.
std::uint64_t body_bytes(const Contact& contact);

/// An HTTP status was understood.
inline bool has_status(const Contact& contact) { return contact.exchange.status != 0; }

/// Not a byte came back.
bool is_silent(const Contact& contact);

/// 200, whole, and framed as HTTP wants it.
bool is_sound(const Contact& contact);

/// "status 400", "no answer: connection closed": what came, in a few words.
std::string what_came(const Contact& contact);

/// Contacts with requests as the gateway itself sends them to this server, one at a time: its life, the
/// repetition, and what it asks in the end.
std::vector<std::size_t> plain_contacts(const Evidence& evidence);

/// The same without its life: their bytes are kept whatever they are.
std::vector<std::size_t> direct_contacts(const Evidence& evidence);

/// Why variants of the plain request tell nothing: it is not answered with 200 itself, or there is none.
/// @return nothing when it is
std::optional<Judgement> unsound_base(const Evidence& evidence);

}  // namespace cupspec::conformance
