#include "server/cups_proxy.hpp"

#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

const std::string kTlsHome = "session-tls/cups-1/";

/// A proxy before a server that listens there, both on the server's executor.
class Standing {
public:
    /// @param own the proxy's @param tls what it shows the server
    Standing(Running& behind, CupsOptions own, std::optional<net::TlsContext> tls = {})
        : Standing{behind, std::move(own), std::move(tls), behind.server->port()} {}

    Standing(Running& behind, CupsOptions own, std::optional<net::TlsContext> tls, std::uint16_t port)
        : behind_{behind} {
        ProxyTarget target;
        target.url = behind.server->url();
        target.place = {"127.0.0.1", std::to_string(port), std::move(tls)};
        proxy_ = start_proxy(behind.context.get_executor(), std::move(own), std::move(target), log_).value();
    }
    Standing(const Standing&) = delete;
    Standing& operator=(const Standing&) = delete;
    ~Standing() { run(behind_.context, proxy_->stop()); }

    Answer operator()(std::string bytes, std::optional<net::TlsContext> tls = {}) {
        return exchange(behind_.context, proxy_->port(), std::move(bytes), std::move(tls));
    }
    const KeptLog& log() const { return log_; }

private:
    Running& behind_;
    KeptLog log_;
    std::unique_ptr<CupsServer> proxy_;
};

/// Where nobody listens any more.
std::uint16_t dead_port() {
    Running gone{recorded_options("session-plain", 3)};
    return gone.server->port();
}

}  // namespace

TEST_CASE("A proxy hands requests and answers on byte by byte, between TLS of its own on both sides") {
    Running behind{mutual("cups-1")};
    const auto gateway = client(kTlsHome + "cups.ca", kTlsHome + "cups-router-1");
    Standing proxy{behind, mutual("cups-1"), gateway};
    const std::string request = to_text(recorded("session-tls/req-2.http"));
    const Answer answer = proxy(request, gateway);
    CHECK(answer.body == recorded("session-tls/resp-2.bin"));
    REQUIRE(behind.served.size() == 1);
    const auto& seen = behind.served[0].exchange;
    CHECK(seen.request_head + to_text(seen.request_body) == request);
    CHECK(seen.tls.peer_common_name == "cups-router-1");
    CHECK(answer.head.find("Server:") == std::string::npos);
}

TEST_CASE("A proxy's tap hears the gateway's side of the connection") {
    class Heard final : public net::StreamTap {
    public:
        explicit Heard(std::string& text) : text_{text} {}
        void on_received(ByteView bytes) override { text_ += '<' + to_text(bytes); }
        void on_sent(ByteView bytes) override { text_ += '>' + to_text(bytes); }
        void on_peer_ended() noexcept override {}
        void on_ended() noexcept override {}

    private:
        std::string& text_;
    };
    std::string heard;
    Running behind{recorded_options("session-plain", 3)};
    CupsOptions options;
    options.tap = [&heard](const net::Stream&) { return std::make_unique<Heard>(heard); };
    Standing proxy{behind, std::move(options)};
    const std::string request = to_text(recorded("session-plain/req-3.http"));
    const Answer answer = proxy(request);
    CHECK(heard == '<' + request + '>' + answer.head + to_text(answer.body));
}

TEST_CASE("A proxy hands an answer on that its server cut off") {
    auto script = parse_faults("* * reset-at 20\n", "faults");
    FaultPlayer faults{script.value()};
    CupsOptions faulty = recorded_options("session-plain", 3);
    faulty.faults = &faults;
    Running behind{std::move(faulty)};
    Standing proxy{behind, {}};
    CHECK(proxy(to_text(recorded("session-plain/req-3.http"))).status == 0);
}

TEST_CASE("A proxy answers 502 and says why when its server cannot be reached") {
    Running behind{recorded_options("session-plain", 3)};
    Standing proxy{behind, {}, {}, dead_port()};
    const Answer answer = proxy(to_text(recorded("session-plain/req-3.http")));
    CHECK(answer.status == 502);
    CHECK_THAT(answer.head, Catch::Contains("Server: cupspec proxy\r\n"));
    CHECK(to_text(answer.body) == behind.server->url() + ": Connection refused\n");
    CHECK(proxy.log().count(LogLevel::warning, "502 http://localhost:") == 1);
}

TEST_CASE("A proxy answers 502 and says why when its server's TLS fails") {
    Running behind{mutual("cups-1")};
    Standing stranger{behind, {}, client("session-tls/tc-0/tc.ca", "")};
    const Answer untrusted = stranger(to_text(recorded("session-tls/req-2.http")));
    CHECK(untrusted.status == 502);
    CHECK_THAT(to_text(untrusted.body), Catch::Contains("unable to get local issuer certificate"));
}
