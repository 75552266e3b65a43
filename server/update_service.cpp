#include "server/update_service.hpp"

#include "base/ascii.hpp"
#include "protocol/crc32.hpp"
#include "server/decision_faults.hpp"
#include "server/dialect_rules.hpp"
#include "server/errc.hpp"
#include "server/gateway_marks.hpp"
#include "server/gateway_notes.hpp"
#include "server/raw_body.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cupspec::server {
namespace {

constexpr std::string_view kTarget = "/update-info";
constexpr std::string_view kUpdateSpeaker = "CUP";

std::vector<protocol::Segment> segments_of(const Plan& plan) {
    using protocol::Segment;
    std::vector<Segment> sent;
    if (!plan.head.cups_uri.empty()) sent.push_back(Segment::cups_uri);
    if (!plan.head.tc_uri.empty()) sent.push_back(Segment::tc_uri);
    if (!plan.head.cups_cred.empty()) sent.push_back(Segment::cups_cred);
    if (!plan.head.tc_cred.empty()) sent.push_back(Segment::tc_cred);
    if (plan.head.signature) sent.push_back(Segment::signature);
    if (plan.firmware) sent.push_back(Segment::update);
    return sent;
}

/// Nothing for credentials the answer does not hold.
std::optional<ServedSet> set_of(protocol::Eui64 router, protocol::Segment kind, const Bytes& blob) {
    if (blob.empty()) return std::nullopt;
    return ServedSet{router, kind, protocol::crc32(blob)};
}

/// Servers before and behind could each take another one.
bool says_two_things(const net::HttpRequest& request, std::string_view name) {
    const auto first = request.header(name);
    return std::any_of(request.headers.begin(), request.headers.end(), [&](const net::Header& header) {
        return equal_but_case(header.name, name) && header.value != *first;
    });
}

/// A fault then puts a status in the place of the answer: what the answer holds is not served.
bool answers_another_status(const std::vector<PickedFault>& faults) {
    return std::any_of(faults.begin(), faults.end(),
                       [](const PickedFault& picked) { return picked.fault.kind == FaultKind::status; });
}

/// Whether these credentials were served before; else they are noted.
net::awaitable<Result<bool>> was_served(Store& store, std::optional<ServedSet> set) {
    if (!set) co_return false;
    const auto first = co_await note_served(store, *set);
    if (!first) co_return first.error();
    co_return !*first;
}

}  // namespace

/// Method, path and shape; `request` and `served` are the caller's frame.
net::awaitable<net::HttpAnswer> UpdateService::answer(net::HttpRequest& request, Served& served) {
    const DialectTraits& dialect = options_.dialect;
    if (request.target != kTarget) co_return refuse(served, 404, "only /update-info is served");
    if (request.method != "POST") {
        net::HttpAnswer refused = refuse(served, 405, "only POST is served");
        refused.headers.push_back(net::Header{"Allow", "POST"});
        co_return refused;
    }
    if (auto objection = objection_to(dialect, request)) co_return deny(served, std::move(*objection));
    auto parsed = requests_.parse(request.body);
    if (!parsed) co_return refuse(served, status_for(dialect, parsed.error()), describe(parsed.error()));
    served.request = std::move(*parsed);
    if (options_.faults != nullptr) {
        auto picked = options_.faults->next_request(served.request->router);
        std::move(picked.begin(), picked.end(), std::back_inserter(served.faults));
    }
    if (auto objection = objection_to(dialect, request.body, *served.request))
        co_return deny(served, std::move(*objection));
    if (says_two_things(request, "Authorization"))
        co_return refuse(served, dialect.bad_request, "two Authorization headers that differ");
    const Presented client = presented_by(request.tls, request.header("Authorization"));
    Stores stores{options_};
    auto denied = co_await judge_client(stores.cups, auth_, served.request->router, client, served.warnings);
    if (!denied) co_return broken(served, denied.error());
    if (*denied && !admission_.lets_in(auth_, client, **denied, served.faults)) {
        served.is_denied = !(*denied)->is_unknown;
        co_return deny(served, std::move(**denied));
    }
    if (!*denied) admission_.remember(client);
    co_return co_await update(served, stores);
}

/// A gateway without a record gets one where that is wanted.
net::awaitable<Result<LoadedState>> UpdateService::load(protocol::UpdateInfo request, Stores& seen) {
    GatewayStores stores;
    stores.cups = &seen.cups;
    stores.tc = &seen.tc;
    stores.identity = options_.identity;
    stores.dialect = options_.dialect;
    stores.issuer = options_.issuer.get();
    stores.signatures = &signatures_;
    auto loaded = co_await load_state(stores, request);
    const bool is_unknown = !loaded && loaded.error().code == Errc::unknown_router;
    if (!is_unknown || !options_.register_unknown) co_return loaded;
    const auto registered = co_await register_gateway(seen.cups, request.router);
    if (!registered) co_return registered.error();
    log_.write(LogLevel::info, kUpdateSpeaker, protocol::to_id6(request.router) + ": registered");
    auto again = co_await load_state(std::move(stores), std::move(request));
    co_return again;
}

/// Whether credentials of the plan were served before and are not to be served again; else they are now.
net::awaitable<Result<std::optional<Denial>>> UpdateService::spend(const Plan& plan, Store& store,
                                                                   protocol::Eui64 router) {
    constexpr unsigned kForbidden = 403;
    const unsigned all = options_.one_shot ? kForbidden : 0;
    const unsigned lns =
        options_.dialect.lns_credentials_again != 0 ? options_.dialect.lns_credentials_again : all;
    using protocol::Segment;
    const auto tc_cred = set_of(router, Segment::tc_cred, lns != 0 ? plan.head.tc_cred : Bytes{});
    const auto cups_cred = set_of(router, Segment::cups_cred, all != 0 ? plan.head.cups_cred : Bytes{});
    std::optional<Denial> denied;
    const auto lns_spent = co_await was_served(store, tc_cred);
    if (!lns_spent) co_return lns_spent.error();
    if (*lns_spent) {
        denied = Denial{lns, "the LNS credentials were served before", false};
        co_return denied;
    }
    const auto cups_spent = co_await was_served(store, cups_cred);
    if (!cups_spent) co_return cups_spent.error();
    if (!*cups_spent) co_return denied;
    denied = Denial{all, "the CUPS credentials were served before", false};
    if (!tc_cred) co_return denied;
    // However late: what is not served now was not served.
    const auto forgotten = co_await forget_served(*options_.store, *tc_cred);
    if (!forgotten) co_return forgotten.error();
    co_return denied;
}

/// What to answer, decided anew unless everything is as it was. Faults are nothing to remember.
net::awaitable<Result<KnownPlan>> UpdateService::plan(Served& served, Stores& stores) {
    protocol::UpdateInfo request = *served.request;
    const bool ordinary = served.faults.empty();
    if (const KnownPlan* known = ordinary ? plans_.find(request, options_.clock()) : nullptr)
        co_return *known;
    bend_request(served.faults, request);
    ReadingTime time;
    time.began = options_.clock();
    auto loaded = co_await load(request, stores);
    time.ended = options_.clock();
    if (!loaded) co_return loaded.error();
    limit(loaded->state, options_.dialect);
    bend_state(served.faults, request, loaded->state);
    KnownPlan made;
    made.plan = decide(request, loaded->state);
    if (!ordinary) judge_resending(served.faults, decide(*served.request, loaded->state), made.plan);
    limit(made.plan, options_.dialect);
    bend_plan(served.faults, made.plan);
    if (ordinary) plans_.remember(request, made.plan, *loaded, time);
    made.warnings = std::move(loaded->warnings);
    co_return made;
}

net::awaitable<net::HttpAnswer> UpdateService::update(Served& served, Stores& stores) {
    auto known = co_await plan(served, stores);
    if (!known && known.error().code == Errc::unknown_router)
        co_return deny(served, unknown(served.request->router));
    if (!known) {
        // Why it gets no firmware is in what it reports: its keys.
        if (options_.save_reported && known.error().code == Errc::key_mismatch) {
            co_await save_reported(served, stores.cups);
        }
        co_return broken(served, known.error());
    }
    served.warnings.insert(served.warnings.end(), known->warnings.begin(), known->warnings.end());
    net::HttpAnswer answer = co_await carry_out(std::move(known->plan), served, stores.cups);
    if (options_.save_reported && answer.status == 200) {
        co_await save_reported(served, stores.cups);
    }
    co_return answer;
}

/// The gateway's answer does not depend on it.
net::awaitable<void> UpdateService::save_reported(Served& served, Store& store) {
    const auto saved = co_await reported_.save(store, *served.request, options_.clock());
    if (!saved)
        served.warnings.push_back("what the gateway reports is not saved: " + describe(saved.error()));
}

/// What the plan names, if it names any, behind the answer's body.
net::awaitable<Result<void>> UpdateService::add_firmware(const Plan& plan, Served& served, Store& store,
                                                         net::HttpAnswer& answer) {
    if (!plan.firmware) co_return Result<void>{};
    const std::string where = store.where(plan.firmware->object);
    auto source = co_await store.open_version(plan.firmware->object, plan.firmware->content);
    if (!source) co_return source.error();
    if ((*source)->size() != plan.firmware->bytes) {
        Error changed{Errc::bad_file, where, "changed while read"};
        co_return changed;
    }
    answer.rest = std::move(*source);
    if (!plan.head.signature && !served.request->keys.empty()) {
        served.warnings.push_back(where +
                                  ": no signature by a key of the gateway; it will refuse this firmware");
    }
    co_return Result<void>{};
}

/// Nothing is sent before everything it needs is there.
net::awaitable<net::HttpAnswer> UpdateService::carry_out(Plan plan, Served& served, Store& store) {
    net::HttpAnswer answer;
    answer.headers.push_back(net::Header{"Content-Type", "application/octet-stream"});
    auto body = encode(plan, options_.dialect);
    if (!body) co_return broken(served, body.error());
    answer.body = served.faults.empty() ? std::move(*body) : bent_body(plan, options_.dialect, served.faults);
    const auto added = co_await add_firmware(plan, served, store, answer);
    if (!added) co_return broken(served, added.error());
    if (!answers_another_status(served.faults)) {
        auto spent = co_await spend(plan, store, served.request->router);
        if (!spent) co_return broken(served, spent.error());
        if (*spent) co_return deny(served, std::move(**spent));
    }
    served.sent = segments_of(plan);
    served.decision = describe(plan);
    co_return answer;
}

/// Turned away, in words for the gateway's owner. Sets what on_exchange reports.
net::HttpAnswer UpdateService::refuse(Served& served, unsigned status, std::string why) {
    served.decision = std::move(why);
    return error_answer(options_.dialect.errors, status, served.decision);
}

net::HttpAnswer UpdateService::deny(Served& served, Denial denial) {
    served.is_unknown = denial.is_unknown;
    const unsigned status = denial.is_unknown ? options_.dialect.unknown_router : denial.status;
    net::HttpAnswer answer = refuse(served, status, std::move(denial.why));
    if (answer.status == 401) answer.headers.push_back(net::Header{"WWW-Authenticate", "Bearer"});
    return answer;
}

net::HttpAnswer UpdateService::broken(Served& served, const Error& error) {
    log_.write(LogLevel::error, kUpdateSpeaker, describe(error));
    if (error.code == Errc::store_unavailable) return refuse(served, 503, "the store cannot be used now");
    const bool is_keyless = error.code == Errc::key_mismatch;
    return refuse(served, is_keyless ? options_.dialect.no_signing_key : 500, describe(error));
}

}  // namespace cupspec::server
