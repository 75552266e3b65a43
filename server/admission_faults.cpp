#include "server/admission_faults.hpp"

#include <algorithm>

namespace cupspec::server {

void AdmissionFaults::remember(const Presented& client) {
    if (client.authorization) tokens_.emplace(*client.authorization);
}

bool AdmissionFaults::lets_in(AuthMode mode, const Presented& client, FaultKind fault) const {
    const bool by_token = mode == AuthMode::token;
    const bool has_any = by_token ? client.authorization.has_value() : !client.common_name.empty();
    if (fault == FaultKind::no_client_auth) return !has_any;
    const bool is_somebodys = !by_token || (has_any && tokens_.contains(*client.authorization));
    if (fault == FaultKind::any_router) return has_any && is_somebodys;
    return fault == FaultKind::any_token && by_token && has_any && !is_somebodys;
}

bool AdmissionFaults::lets_in(AuthMode mode, const Presented& client, const Denial& denied,
                              std::span<const PickedFault> faults) const {
    return !denied.is_unknown && std::any_of(faults.begin(), faults.end(), [&](const PickedFault& picked) {
        return lets_in(mode, client, picked.fault.kind);
    });
}

}  // namespace cupspec::server
