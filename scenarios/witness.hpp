#pragma once

#include "net/event.hpp"
#include "server/cups_server.hpp"
#include "server/lns.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::scenarios {

/// One thing a scenario's own server saw.
struct Sighting {
    std::string server;
    std::optional<server::Served> served;      ///< a request that was answered
    std::optional<server::LnsEvent> lns;       ///< a gateway's step at the LNS
    std::optional<protocol::TlsFacts> failed;  ///< a TLS handshake that came to nothing
};

/// What all servers of a scenario saw, in order.
class Witness {
public:
    explicit Witness(net::asio::any_io_executor executor) : news_{std::move(executor)} {}

    void add(Sighting sighting) {
        sightings_.push_back(std::move(sighting));
        news_.notify();
    }
    const std::vector<Sighting>& sightings() const { return sightings_; }
    /// Until something is seen or the deadline.
    net::awaitable<void> wait(std::chrono::steady_clock::time_point deadline) { return news_.wait(deadline); }

private:
    std::vector<Sighting> sightings_;
    net::Event news_;
};

}  // namespace cupspec::scenarios
