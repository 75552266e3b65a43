#include "scenarios/servers.hpp"

#include "scenarios/names.hpp"
#include "scenarios/server_files.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::scenarios {
namespace {

Result<void> make_directory(const std::filesystem::path& path) {
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed) return Error{failed, path.string(), {}};
    return {};
}

Error at_server(const Error& error, const std::string& name) {
    return {error.code, "server " + name, describe(error)};
}

}  // namespace

std::vector<const ServerPlan*> Servers::ours_in_order() const {
    std::vector<const ServerPlan*> plans;
    for (const ServerPlan& plan : landscape_.servers)
        if (!urls_.contains(plan.name)) plans.push_back(&plan);
    std::stable_partition(plans.begin(), plans.end(),
                          [](const ServerPlan* plan) { return std::holds_alternative<LnsPlan>(plan->kind); });
    return plans;
}

Result<void> Servers::start(const net::asio::any_io_executor& executor, const RunOptions& options) {
    for (const auto& [name, url] : options.against) urls_[name] = url;
    const auto plans = ours_in_order();
    for (const ServerPlan* plan : plans) {
        const bool is_lns = std::holds_alternative<LnsPlan>(plan->kind);
        auto started = is_lns ? start_lns(executor, options, *plan) : start_cups(executor, options, *plan);
        if (!started) return started;
    }
    // Only now every URL is known; the servers read their files anew for each request.
    for (const ServerPlan* plan : plans) {
        auto written = write_files(*plan);
        if (!written) return written;
    }
    return {};
}

Result<void> Servers::start_lns(const net::asio::any_io_executor& executor, const RunOptions& options,
                                const ServerPlan& plan) {
    const auto& lns = std::get<LnsPlan>(plan.kind);
    server::LnsOptions setup;
    setup.tc_root = keyring_.directory() / lns.tc_root;
    if (auto made = make_directory(setup.tc_root); !made) return made;
    setup.auth = lns.auth;
    setup.tokens = lns.tokens;
    setup.routers = lns.routers;
    setup.refusal = lns.refusal;
    if (lns.refusal_status != 0) setup.refusal_status = lns.refusal_status;
    if (!lns.refusal_text.empty()) setup.refusal_text = lns.refusal_text;
    setup.key_log = options.key_log;
    setup.on_event = [this, name = plan.name](const server::LnsEvent& event) {
        Sighting sighting;
        sighting.server = name;
        sighting.lns = event;
        witness_.add(std::move(sighting));
    };
    auto started = server::Lns::start(executor, std::move(setup), log_);
    if (!started) return at_server(started.error(), plan.name);
    urls_[plan.name] = (*started)->uri();
    lns_.push_back(std::move(*started));
    return {};
}

Result<void> Servers::start_cups(const net::asio::any_io_executor& executor, const RunOptions& options,
                                 const ServerPlan& plan) {
    const auto& cups = std::get<CupsPlan>(plan.kind);
    server::CupsOptions setup;
    setup.root = keyring_.directory() / cups.directory;
    setup.tc_root = keyring_.directory() / cups.tc_root;
    if (auto made = make_directory(setup.root); !made) return made;
    if (auto made = make_directory(setup.tc_root); !made) return made;
    setup.auth = cups.auth;
    setup.identity = cups.identity;
    setup.key_log = options.key_log;
    setup.on_exchange = [this, name = plan.name](const server::Served& served) {
        Sighting sighting;
        sighting.server = name;
        sighting.served = served;
        witness_.add(std::move(sighting));
    };
    setup.on_failed_handshake = [this, name = plan.name](const protocol::TlsFacts& facts,
                                                         const std::string&) {
        Sighting sighting;
        sighting.server = name;
        sighting.failed = facts;
        witness_.add(std::move(sighting));
    };
    auto started = server::CupsServer::start(executor, std::move(setup), log_);
    if (!started) return at_server(started.error(), plan.name);
    urls_[plan.name] = (*started)->url();
    cups_.push_back(std::move(*started));
    return {};
}

Result<void> Servers::write_files(const ServerPlan& plan) const {
    const auto* cups = std::get_if<CupsPlan>(&plan.kind);
    if (cups == nullptr) return {};
    return write_server_files(*cups, keyring_, [this](std::string text) { return fill_in(std::move(text)); });
}

net::awaitable<void> Servers::stop() {
    for (auto& cups : cups_) {
        co_await cups->stop();
    }
    for (auto& lns : lns_) {
        co_await lns->stop();
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
    for (const std::string& name : placeholders(text)) {
        const auto found = urls_.find(name);
        if (found == urls_.end()) continue;
        const std::string braced = '{' + name + '}';
        text.replace(text.find(braced), braced.size(), found->second);
    }
    return text;
}

std::string Servers::version_for(const std::string& server, protocol::Eui64 router) const {
    const CupsPlan* cups = landscape_.cups(server);
    if (cups == nullptr) return {};
    const auto found = std::find_if(cups->records.begin(), cups->records.end(),
                                    [&](const RecordPlan& record) { return record.router == router; });
    return found == cups->records.end() ? std::string{} : found->version.value_or("");
}

}  // namespace cupspec::scenarios
