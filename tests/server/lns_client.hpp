#pragma once

#include "net/event.hpp"
#include "net/websocket.hpp"
#include "server/lns.hpp"
#include "tests/server/support.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::server::testing {

/// An LNS that runs until the end of the test.
struct RunningLns {
    explicit RunningLns(LnsOptions options) {
        options.on_event = [this](const LnsEvent& event) {
            events.push_back(event);
            changed.notify();
        };
        lns = std::move(Lns::start(context.get_executor(), std::move(options), log).value());
    }
    ~RunningLns() { run(context, lns->stop()); }
    RunningLns(const RunningLns&) = delete;
    RunningLns& operator=(const RunningLns&) = delete;

    std::vector<LnsEvent::Kind> kinds() const {
        std::vector<LnsEvent::Kind> all;
        for (const LnsEvent& event : events) all.push_back(event.kind);
        return all;
    }

    net::asio::io_context context;
    net::Event changed{context.get_executor()};
    KeptLog log;
    std::vector<LnsEvent> events;
    std::unique_ptr<Lns> lns;
};

struct Target {
    std::uint16_t port = 0;
    std::string path;
    std::string token;
    std::optional<net::TlsContext> tls;
};

/// Connects and asks for the upgrade. @return status 0 when it came to no answer
net::awaitable<net::UpgradeResult> open(Target target);

/// One discovery as Station does it: query, answer, close. @return the answer, or the status that refused it
net::awaitable<std::string> discover(Target target, std::string query);

/// The muxs as Station does it, until router_config has come. @return router_config, or the refusing status
net::awaitable<std::string> attach(Target target, std::string version);

/// "uri", "error", ... of a discovery answer; nothing when absent.
std::optional<std::string> field(const std::string& answer, std::string_view name);

/// The recorded LNS directory over plain ws.
LnsOptions plain_lns();

inline constexpr const char* kVersion =
    R"j({"msgtype":"version","station":"2.0.6(linux/std)","protocol":2})j";

}  // namespace cupspec::server::testing
