#pragma once

#include "base/time.hpp"
#include "protocol/eui64.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cupspec::server {

/// Credentials for CUPS that all gateways share. Source: nxtgrid's server has one bundle of this name.
inline constexpr std::string_view kSharedBundle = "cups_cred.bin";

/// What the names of a gateway's bundles begin with: "tc_cred_0000000000000001-".
std::string bundle_prefix(protocol::Eui64 router);

/// "tc_cred_0000000000000001-20270101T000000Z.bin": such names of one gateway sort by their expiry, UTC.
/// @param expiry within the years 0 to 9999, cut to whole seconds
std::string bundle_name(protocol::Eui64 router, TimePoint expiry);

/// What an object's name says of a bundle.
struct BundleName {
    TimePoint expiry;
    bool is_whole = true;  ///< false: left over by a process that was killed while it wrote a bundle
};

/// Nothing for a name that is not this gateway's, or of another form.
std::optional<BundleName> parse_bundle_name(std::string_view name, protocol::Eui64 router);

}  // namespace cupspec::server
