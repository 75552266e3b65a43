#pragma once

#include "conformance/evidence.hpp"
#include "probe/call.hpp"
#include "probe/options.hpp"
#include "probe/plain_request.hpp"

#include <string>
#include <vector>

namespace cupspec::probe {

/// A request that differs from the plain one in what its purpose says.
struct Variant {
    conformance::Purpose purpose = conformance::Purpose::repeat;
    std::string head;
    std::string body;
    std::optional<protocol::UpdateInfo> request;
    bool without_certificate = false;
    Call::Manner manner = Call::Manner::whole;
};

/// The requests of a purpose, as a rule one; none for a life.
std::vector<Variant> variants(conformance::Purpose purpose, const PlainRequest& plain,
                              const ProbeOptions& options);

/// Why a purpose has no request here, whatever is allowed: "the home has no token"; empty: it has one.
std::string pointless(conformance::Purpose purpose, const PlainRequest& plain);

/// The head with another Content-Length, padded as Station pads it.
std::string with_length(const std::string& head, std::size_t body_bytes);

}  // namespace cupspec::probe
