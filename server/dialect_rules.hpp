#pragma once

#include "net/http.hpp"
#include "server/authorization.hpp"
#include "server/decide.hpp"
#include "server/dialect.hpp"

#include <optional>
#include <string>

namespace cupspec::server {

/// What a dialect has against a request before its body is read as one.
std::optional<Denial> objection_to(const DialectTraits& traits, const net::HttpRequest& request);

/// What it has against a body that is an update-info request.
std::optional<Denial> objection_to(const DialectTraits& traits, const Bytes& body,
                                   const protocol::UpdateInfo& request);

/// The status for a body that is no update-info request.
unsigned status_for(const DialectTraits& traits, const Error& unreadable);

/// What a dialect with a `request_limit` of its own says in place of 413.
void replace_refusal(const DialectTraits& traits, net::HttpAnswer& answer);

/// A record as this server sees it; before its names are followed.
void limit(GatewayRecord& record, const DialectTraits& traits, const protocol::UpdateInfo& request);

/// The state as this server sees it; before `decide`.
void limit(GatewayState& state, const DialectTraits& traits);

/// The plan as this server carries it out; after `decide`.
void limit(Plan& plan, const DialectTraits& traits);

/// The bytes in front of the firmware, as `encode`, in the dialect's framing.
/// @return otherwise length_range, `where` naming the field
Result<Bytes> encode(const Plan& plan, const DialectTraits& traits);

/// An answer that is none, in the dialect's form.
net::HttpAnswer error_answer(ErrorForm form, unsigned status, const std::string& why);

}  // namespace cupspec::server
