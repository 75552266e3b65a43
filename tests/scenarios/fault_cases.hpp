#pragma once

#include <string>
#include <vector>

namespace cupspec::scenarios::testing {

/// Where a fault happens.
enum class World {
    plain,        ///< HTTP; the first answer has credentials with a certificate, and a signed firmware
    token,        ///< HTTP; the first answer has credentials with a token
    tls,          ///< mutual TLS; the answer changes nothing
    server,       ///< TLS without client certificates; the answer changes nothing
    stranger,     ///< mutual TLS with another gateway's certificate: 403
    anonymous,    ///< the server wants certificates, the gateway has none
    wrong_token,  ///< the gateway has a token that is nobody's: 401
    lns           ///< as plain, and the LNS's URI and credentials with it
};

/// One fault, and what Station 2.0.6 (or another personality) makes of it.
struct FaultCase {
    std::string line;  ///< "status 503": it happens to the first request, or the first connection
    std::string source;
    World world = World::plain;
    std::string steps;        ///< of a scenario, without the brackets
    std::string personality;  ///< empty: the default
};

/// What the gateway does when nothing goes wrong, in each of the worlds.
inline constexpr const char* kSound = R"({"poll": {"expect": {"status": 200, "problems": []}}})";

std::vector<FaultCase> fault_cases();

/// The scenario in which the case plays.
std::string scenario_of(const FaultCase& one);

}  // namespace cupspec::scenarios::testing
