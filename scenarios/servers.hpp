#pragma once

#include "base/log.hpp"
#include "scenarios/keyring.hpp"
#include "scenarios/runner.hpp"
#include "scenarios/witness.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::scenarios {

/// The servers of a running scenario.
class Servers {
public:
    /// All borrowed for the object's life.
    Servers(const Landscape& landscape, const Keyring& keyring, Witness& witness, Log& log)
        : landscape_{landscape}, keyring_{keyring}, witness_{witness}, log_{log} {}

    /// LNS first, then CUPS, each on a free port; then their records, in which every URL is known. What
    /// `--against` names is not started. @return the first failure; what has started must be stopped
    Result<void> start(const net::asio::any_io_executor& executor, const RunOptions& options);
    net::awaitable<void> stop();

    /// "https://localhost:40123"; empty for an unknown name.
    std::string url(const std::string& name) const;
    /// The server behind a URL; empty for a foreign one.
    std::string name_of(std::string_view url) const;
    /// With every `{NAME}` replaced by that server's URL.
    std::string fill_in(std::string text) const;
    /// The firmware version the server's record has for the gateway; empty without one.
    std::string version_for(const std::string& server, protocol::Eui64 router) const;

private:
    /// Those that have no URL yet, LNS first: their URLs are free of whatever the others are told.
    std::vector<const ServerPlan*> ours_in_order() const;
    Result<void> start_lns(const net::asio::any_io_executor& executor, const RunOptions& options,
                           const ServerPlan& plan);
    Result<void> start_cups(const net::asio::any_io_executor& executor, const RunOptions& options,
                            const ServerPlan& plan);
    Result<void> write_files(const ServerPlan& plan) const;

    const Landscape& landscape_;
    const Keyring& keyring_;
    Witness& witness_;
    Log& log_;
    std::map<std::string, std::string> urls_;
    std::vector<std::unique_ptr<server::Lns>> lns_;
    std::vector<std::unique_ptr<server::CupsServer>> cups_;
};

}  // namespace cupspec::scenarios
