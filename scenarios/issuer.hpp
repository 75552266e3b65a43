#pragma once

#include "json/cursor.hpp"
#include "scenarios/names.hpp"
#include "server/credential_issuer.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace cupspec::scenarios {

/// The CA from which a CUPS server makes LNS credentials on demand (docs/credentials.md).
struct IssuerPlan {
    std::string authority;           ///< of the PKI: "ca/gateways"
    std::chrono::days min_valid{0};  ///< a bundle that lasts less is followed by another
    std::chrono::days valid{0};      ///< how long a new one lasts; > min_valid
};

/// The authority's name, or an object with it and both spans. Failures stick in the cursor's Reading.
IssuerPlan read_issuer(const json::Cursor& at, const Names& names);

/// @param pki the directory with the authority's certificate and key
/// @param log must outlive the issuer
/// @return otherwise why the authority cannot issue, `where` naming its file
Result<std::unique_ptr<server::CredentialIssuer>> make_issuer(const IssuerPlan& plan,
                                                              const std::filesystem::path& pki,
                                                              const Random& random, Log& log);

}  // namespace cupspec::scenarios
