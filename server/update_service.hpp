#pragma once

#include "server/admission_faults.hpp"
#include "server/authorization.hpp"
#include "server/cups_server.hpp"
#include "server/decide.hpp"
#include "server/gateway_files.hpp"
#include "server/patient_store.hpp"
#include "server/plan_memory.hpp"
#include "server/reported_state.hpp"
#include "server/request_memory.hpp"

#include <optional>
#include <string>

namespace cupspec::server {

/// What a CUPS server answers to one request, from the store and the dialect of its options, which must
/// outlive it, as the log. One service for any number of connections on one executor.
class UpdateService {
public:
    UpdateService(const CupsOptions& options, AuthMode auth, Log& log)
        : options_{options}, auth_{auth}, log_{log} {}
    UpdateService(const UpdateService&) = delete;
    UpdateService& operator=(const UpdateService&) = delete;
    ~UpdateService() = default;

    /// Fills in what `served` says of the request, the decision and the warnings; both are the caller's
    /// frame.
    net::awaitable<net::HttpAnswer> answer(net::HttpRequest& request, Served& served);

private:
    /// As one request sees them.
    struct Stores {
        explicit Stores(const CupsOptions& options)
            : cups{*options.store, options.store_patience},
              tc{options.tc_store ? *options.tc_store : *options.store, options.store_patience} {}
        PatientStore cups;
        PatientStore tc;
    };

    net::awaitable<net::HttpAnswer> update(Served& served, Stores& stores);
    net::awaitable<Result<KnownPlan>> plan(Served& served, Stores& stores);
    net::awaitable<void> save_reported(Served& served, Store& store);
    net::awaitable<Result<void>> add_firmware(const Plan& plan, Served& served, Store& store,
                                              net::HttpAnswer& answer);
    net::awaitable<net::HttpAnswer> carry_out(Plan plan, Served& served, Store& store);
    net::awaitable<Result<LoadedState>> load(protocol::UpdateInfo request, Stores& stores);
    net::awaitable<Result<std::optional<Denial>>> spend(const Plan& plan, Store& store,
                                                        protocol::Eui64 router);
    net::HttpAnswer refuse(Served& served, unsigned status, std::string why);
    net::HttpAnswer deny(Served& served, Denial denial);
    net::HttpAnswer broken(Served& served, const Error& error);

    const CupsOptions&
        options_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): outlive it by contract
    AuthMode auth_;
    SignatureMemory signatures_;
    ReportedStates reported_;
    RequestMemory requests_;
    PlanMemory plans_;
    AdmissionFaults admission_;
    Log& log_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): see above
};

}  // namespace cupspec::server
