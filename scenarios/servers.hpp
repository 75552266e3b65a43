#pragma once

#include "base/log.hpp"
#include "scenarios/keyring.hpp"
#include "scenarios/reserved_port.hpp"
#include "scenarios/runner.hpp"
#include "scenarios/server_files.hpp"
#include "scenarios/witness.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::scenarios {

/// What a server is started with the next time; absent: as before.
struct Restart {
    std::optional<std::string> identity;  ///< CUPS: NAME of NAME.crt
    std::optional<IssuerPlan> issuer;     ///< CUPS
    std::optional<RefusalPlan> refusal;   ///< LNS
};

/// The servers of a running scenario.
class Servers {
public:
    /// All borrowed for the object's life.
    Servers(const Landscape& landscape, const Keyring& keyring, Witness& witness, Log& log)
        : landscape_{landscape}, keyring_{keyring}, witness_{witness}, log_{log} {}

    /// LNS first, then CUPS, each on a free port; then their records, in which every URL is known. What
    /// `--against` names is not started. @return the first failure; what has started must be stopped
    /// @param options borrowed for the object's life
    /// @param random where serial numbers of certificates come from
    Result<void> start(const net::asio::any_io_executor& executor, const RunOptions& options,
                       const Random& random);
    net::awaitable<void> stop();

    /// The server goes down: its connections end, its port refuses new ones until it is started again.
    /// @return otherwise Errc::server when it is not up, or the socket's error
    net::awaitable<Result<void>> stop_one(std::string name);
    /// On the port it had. @return otherwise Errc::server when it is up, or why it cannot start
    Result<void> start_one(const std::string& name, const Restart& restart);
    /// Of a CUPS server, up or down. @return otherwise the file system's error
    Result<void> change(const std::string& name, const CupsChange& change);

    /// "https://localhost:40123"; empty for an unknown name.
    std::string url(const std::string& name) const;
    /// The server behind a URL; empty for a foreign one.
    std::string name_of(std::string_view url) const;
    /// With every placeholder replaced: `{NAME}`, `{NAME:port}`, `{pki/FILE}`, `{sha256/FILE}`.
    std::string fill_in(std::string text) const;
    /// The firmware version the server's record has for the gateway; empty without one.
    std::string version_for(const std::string& server, protocol::Eui64 router) const;

private:
    /// One that is not foreign.
    struct Own {
        ServerPlan plan;  ///< as the steps have changed it
        std::unique_ptr<server::Lns> lns;
        std::unique_ptr<server::FaultPlayer> faults;  ///< of a CUPS server
        std::unique_ptr<server::CupsServer> cups;
        std::vector<std::uint16_t> ports;    ///< once started: its one, or discovery and muxs
        std::vector<ReservedPort> reserved;  ///< while it is down

        bool is_up() const { return lns || cups; }
    };

    /// LNS first: their URLs are free of whatever the others are told.
    std::vector<Own*> in_order();
    Result<Own*> find(const std::string& name, bool up);
    Result<void> start(Own& own);
    Result<void> start_lns(Own& own);
    void watch(const std::string& name, server::CupsOptions& setup);
    Result<void> start_cups(Own& own);
    Result<void> write_files(const ServerPlan& plan) const;
    /// Where the servers look in other stores than the files' directories.
    Result<void> update_stores();
    FillIn fills_in() const;
    std::optional<std::string> value_of(std::string_view placeholder) const;
    server::FaultScript seeded(server::FaultScript script) const;

    const Landscape& landscape_;
    const Keyring& keyring_;
    Witness& witness_;
    Log& log_;
    net::asio::any_io_executor executor_;
    const RunOptions* options_ = nullptr;
    Random random_;
    std::unique_ptr<ServerStores> stores_;  ///< may be absent
    std::map<std::string, std::string> urls_;
    std::map<std::string, Own> own_;
};

}  // namespace cupspec::scenarios
