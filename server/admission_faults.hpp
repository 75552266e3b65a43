#pragma once

#include "server/authorization.hpp"
#include "server/fault_script.hpp"

#include <set>
#include <span>
#include <string>

namespace cupspec::server {

/// The faults by which a server lets in whom it should turn away. They need to know which tokens are
/// somebody's: those that have been accepted.
class AdmissionFaults {
public:
    /// Whether faults let in a client that was denied. @param faults of the connection and of the request
    bool lets_in(AuthMode mode, const Presented& client, const Denial& denied,
                 std::span<const PickedFault> faults) const;
    /// A client that was let in as it should be.
    void remember(const Presented& client);

private:
    bool lets_in(AuthMode mode, const Presented& client, FaultKind fault) const;

    std::set<std::string, std::less<>> tokens_;
};

}  // namespace cupspec::server
