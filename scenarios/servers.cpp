#include "scenarios/servers.hpp"

#include "base/files.hpp"
#include "scenarios/answer_cut.hpp"
#include "scenarios/errc.hpp"
#include "scenarios/names.hpp"
#include "scenarios/server_faults.hpp"
#include "scenarios/server_files.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::scenarios {
namespace {

Error at_server(const Error& error, const std::string& name) {
    return {error.code, "server " + name, describe(error)};
}

}  // namespace

std::vector<Servers::Own*> Servers::in_order() {
    std::vector<Own*> servers;
    for (auto& [name, own] : own_) servers.push_back(&own);
    std::stable_partition(servers.begin(), servers.end(),
                          [](const Own* own) { return std::holds_alternative<LnsPlan>(own->plan.kind); });
    return servers;
}

Result<void> Servers::start(const net::asio::any_io_executor& executor, const RunOptions& options,
                            const Random& random) {
    executor_ = executor;
    random_ = random;
    options_ = &options;
    if (options.stores) stores_ = options.stores();
    for (const auto& [name, url] : options.against) urls_[name] = url;
    for (const ServerPlan& plan : landscape_.servers)
        if (!urls_.contains(plan.name)) own_[plan.name].plan = plan;
    const auto servers = in_order();
    for (Own* own : servers)
        if (auto started = start(*own); !started) return started;
    // Only now every URL is known; the servers read their files anew for each request.
    for (const Own* own : servers)
        if (auto written = write_files(own->plan); !written) return written;
    return update_stores();
}

Result<void> Servers::update_stores() {
    return stores_ ? stores_->update(keyring_.directory()) : Result<void>{};
}

Result<void> Servers::start(Own& own) {
    const bool is_lns = std::holds_alternative<LnsPlan>(own.plan.kind);
    auto started = is_lns ? start_lns(own) : start_cups(own);
    if (!started) return at_server(started.error(), own.plan.name);
    own.reserved.clear();
    return started;
}

Result<void> Servers::start_lns(Own& own) {
    const auto& lns = std::get<LnsPlan>(own.plan.kind);
    server::LnsOptions setup;
    setup.tc_root = keyring_.directory() / lns.tc_root;
    if (auto made = make_directory(setup.tc_root); !made) return made;
    setup.auth = lns.auth;
    setup.tokens = lns.tokens;
    setup.routers = lns.routers;
    setup.refusal = lns.refusal.at;
    if (lns.refusal.status != 0) setup.refusal_status = lns.refusal.status;
    if (!lns.refusal.text.empty()) setup.refusal_text = lns.refusal.text;
    setup.key_log = options_->key_log;
    if (!own.ports.empty()) {
        setup.discovery.port = own.ports.front();
        setup.muxs.port = own.ports.back();
    }
    setup.on_event = [this, name = own.plan.name](const server::LnsEvent& event) {
        Sighting sighting;
        sighting.server = name;
        sighting.lns = event;
        witness_.add(std::move(sighting));
    };
    auto started = server::Lns::start(executor_, std::move(setup), log_);
    if (!started) return started.error();
    own.lns = std::move(*started);
    own.ports = {own.lns->discovery_port(), own.lns->muxs_port()};
    urls_[own.plan.name] = own.lns->uri();
    return {};
}

/// What the server sees, the witness hears.
void Servers::watch(const std::string& name, server::CupsOptions& setup) {
    setup.on_exchange = [this, name](const server::Served& served) {
        Sighting sighting;
        sighting.server = name;
        sighting.served = served;
        witness_.add(std::move(sighting));
    };
    setup.on_failed_handshake = [this, name](const protocol::TlsFacts& facts, const std::string&) {
        Sighting sighting;
        sighting.server = name;
        sighting.failed = facts;
        witness_.add(std::move(sighting));
    };
}

Result<void> Servers::start_cups(Own& own) {
    const auto& cups = std::get<CupsPlan>(own.plan.kind);
    server::CupsOptions setup;
    setup.root = keyring_.directory() / cups.directory;
    setup.tc_root = keyring_.directory() / cups.tc_root;
    if (auto made = make_directory(setup.root); !made) return made;
    if (auto made = make_directory(setup.tc_root); !made) return made;
    if (stores_) {
        setup.store = stores_->open(setup.root);
        setup.tc_store = stores_->open(setup.tc_root);
    }
    setup.auth = cups.auth;
    setup.identity = cups.identity;
    setup.dialect = cups.dialect;
    setup.register_unknown = cups.register_unknown;
    setup.one_shot = cups.one_shot;
    if (cups.issuer) {
        auto issuer = make_issuer(*cups.issuer, keyring_.directory(), random_, log_);
        if (!issuer) return issuer.error();
        setup.issuer = std::move(*issuer);
    }
    setup.key_log = options_->key_log;
    if (!own.ports.empty()) setup.port = own.ports.front();
    if (!own.faults) own.faults = std::make_unique<server::FaultPlayer>(seeded(cups.faults));
    setup.faults = own.faults.get();
    setup.fault_authority = [this, &cups] { return find_authority(keyring_, cups); };
    setup.answer_filter = [&cups](const protocol::UpdateInfo&, net::HttpAnswer& answer) {
        if (cups.cut) cut_answer(*cups.cut, answer);
    };
    watch(own.plan.name, setup);
    auto started = server::CupsServer::start(executor_, std::move(setup), log_);
    if (!started) return started.error();
    own.cups = std::move(*started);
    own.ports = {own.cups->port()};
    urls_[own.plan.name] = own.cups->url();
    return {};
}

Result<Servers::Own*> Servers::find(const std::string& name, bool up) {
    const auto found = own_.find(name);
    if (found == own_.end()) return Error{Errc::server, name, "is a foreign one"};
    if (found->second.is_up() != up) return Error{Errc::server, name, up ? "is down" : "is up already"};
    return &found->second;
}

net::awaitable<Result<void>> Servers::stop_one(std::string name) {
    const auto own = find(name, true);
    if (!own) co_return own.error();
    Own& server = **own;
    if (server.cups) {
        co_await server.cups->stop();
    }
    if (server.lns) {
        co_await server.lns->stop();
    }
    server.cups.reset();
    server.lns.reset();
    for (const std::uint16_t port : server.ports) {
        auto reserved = ReservedPort::make(executor_, port);
        if (!reserved) co_return reserved.error();
        server.reserved.push_back(std::move(*reserved));
    }
    co_return Result<void>{};
}

Result<void> Servers::start_one(const std::string& name, const Restart& restart) {
    const auto own = find(name, false);
    if (!own) return own.error();
    ServerPlan& plan = (*own)->plan;
    if (auto* cups = std::get_if<CupsPlan>(&plan.kind)) {
        if (restart.identity) cups->identity = *restart.identity;
        if (restart.issuer) cups->issuer = *restart.issuer;
    }
    if (auto* lns = std::get_if<LnsPlan>(&plan.kind); lns != nullptr && restart.refusal)
        lns->refusal = *restart.refusal;
    return start(**own);
}

Result<void> Servers::change(const std::string& name, const CupsChange& change) {
    const auto found = own_.find(name);
    if (found == own_.end()) return Error{Errc::server, name, "is a foreign one"};
    auto& plan = std::get<CupsPlan>(found->second.plan.kind);
    if (change.cut) plan.cut = *change.cut;
    if (change.faults && found->second.faults) found->second.faults->replace(seeded(*change.faults));
    for (const RecordPlan& record : change.records) {
        std::erase_if(plan.records, [&](const RecordPlan& old) { return old.router == record.router; });
        plan.records.push_back(record);
    }
    if (auto changed = change_server_files(plan, change, keyring_, fills_in()); !changed) return changed;
    return update_stores();
}

/// The run's seed decides what happens by chance.
server::FaultScript Servers::seeded(server::FaultScript script) const {
    script.seed = options_->seed;
    return script;
}

FillIn Servers::fills_in() const {
    return [this](std::string text) { return fill_in(std::move(text)); };
}

Result<void> Servers::write_files(const ServerPlan& plan) const {
    const auto* cups = std::get_if<CupsPlan>(&plan.kind);
    if (cups == nullptr) return {};
    return write_server_files(*cups, keyring_, fills_in());
}

net::awaitable<void> Servers::stop() {
    for (auto& [name, own] : own_) {
        if (own.cups) {
            co_await own.cups->stop();
        }
        if (own.lns) {
            co_await own.lns->stop();
        }
    }
}

std::string Servers::url(const std::string& name) const {
    const auto found = urls_.find(name);
    return found == urls_.end() ? std::string{} : found->second;
}

std::string Servers::name_of(std::string_view url) const {
    const auto found =
        std::find_if(urls_.begin(), urls_.end(), [&](const auto& known) { return known.second == url; });
    return found == urls_.end() ? std::string{} : found->first;
}

std::string Servers::fill_in(std::string text) const {
    for (const std::string& placeholder : placeholders(text)) {
        const std::string braced = '{' + placeholder + '}';
        if (const auto value = value_of(placeholder)) text.replace(text.find(braced), braced.size(), *value);
    }
    return text;
}

std::optional<std::string> Servers::value_of(std::string_view placeholder) const {
    if (const auto file = pki_file(placeholder)) {
        const std::string name{*file};
        return is_thumbprint(placeholder) ? keyring_.thumbprint_of(name) : keyring_.text_of(name);
    }
    const std::string name{server_of(placeholder)};
    const auto found = urls_.find(name);
    if (found == urls_.end()) return std::nullopt;
    const std::string& url = found->second;
    return name == placeholder ? url : url.substr(url.rfind(':') + 1);
}

std::string Servers::version_for(const std::string& server, protocol::Eui64 router) const {
    const auto own = own_.find(server);
    const auto* cups =
        own == own_.end() ? landscape_.cups(server) : std::get_if<CupsPlan>(&own->second.plan.kind);
    if (cups == nullptr) return {};
    const auto found = std::find_if(cups->records.begin(), cups->records.end(),
                                    [&](const RecordPlan& record) { return record.router == router; });
    return found == cups->records.end() ? std::string{} : found->version.value_or("");
}

}  // namespace cupspec::scenarios
