#include "net/openssl.hpp"
#include "tests/net/client_pki.hpp"
#include "tests/net/support.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

/// A server that trusts the PKI's root, at a time the test moves.
class RememberingServer {
public:
    explicit RememberingServer(const ClientPki& pki, Bytes trust = {}) : now{pki.in_hours(0)} {
        ServerTlsOptions options = server_options(ClientAuth::required);
        options.client_trust = trust.empty() ? pki.root() : trust;
        options.clock = [this] { return now; };
        context_ = context_of(options);
    }
    RememberingServer(const RememberingServer&) = delete;
    RememberingServer& operator=(const RememberingServer&) = delete;
    ~RememberingServer() = default;

    /// @return what the server says of this client: its CN, or why it is refused
    std::string meet(const Identity& client) const {
        ClientTlsOptions options = client_options();
        options.identity = client;
        options.max = TlsVersion::tls1_2;
        asio::io_context io;
        const Pair pair = make_pair(io, context_, context_of(options));
        return pair.server ? pair.server_facts.peer_common_name : pair.server_facts.failure;
    }
    std::size_t remembered() const { return extras_of(context_->native()).chains->size(); }

    TimePoint now;

private:
    std::optional<TlsContext> context_;
};

constexpr const char* kUntrusted = "certificate verify failed: unable to get local issuer certificate";
constexpr const char* kExpired = "certificate verify failed: certificate has expired";
constexpr const char* kEarly = "certificate verify failed: certificate is not yet valid";

VerifiedChains::Digest digest(std::uint8_t first) {
    VerifiedChains::Digest bytes{};
    bytes.front() = first;
    return bytes;
}

}  // namespace

TEST_CASE("VerifiedChains remembers a chain that was accepted, once") {
    const ClientPki pki;
    const RememberingServer server{pki};
    CHECK(server.remembered() == 0);
    CHECK(server.meet(pki.client()) == "router-1");
    CHECK(server.remembered() == 1);
    CHECK(server.meet(pki.client()) == "router-1");
    CHECK(server.remembered() == 1);
}

TEST_CASE(
    "VerifiedChains refuses a remembered client outside its certificate's time, as a fresh server does") {
    const ClientPki pki;
    RememberingServer server{pki};
    RememberingServer fresh{pki};
    REQUIRE(server.meet(pki.client()) == "router-1");
    const auto at = [&](TimePoint now) {
        server.now = fresh.now = now;
        const std::string words = server.meet(pki.client());
        if (words != "router-1") CHECK(fresh.meet(pki.client()) == words);
        return words;
    };
    CHECK(at(pki.in_hours(24) - std::chrono::seconds{1}) == "router-1");
    CHECK(at(pki.in_hours(24)) == kExpired);
    CHECK(at(pki.client_from() - std::chrono::milliseconds{1}) == kEarly);
    CHECK(at(pki.client_from()) == "router-1");
}

TEST_CASE("VerifiedChains goes by the certificate that ends first, whoever's it is") {
    const ClientPki pki{12, 24};
    RememberingServer server{pki};
    REQUIRE(server.meet(pki.client()) == "router-1");
    server.now = pki.in_hours(12) - std::chrono::seconds{1};
    CHECK(server.meet(pki.client()) == "router-1");
    server.now = pki.in_hours(12);
    CHECK(server.meet(pki.client()) == kExpired);
}

TEST_CASE("VerifiedChains takes a remembered client's certificate in another chain for a new one") {
    const ClientPki pki;
    const ClientPki other;
    const RememberingServer server{pki};
    REQUIRE(server.meet(pki.client()) == "router-1");
    CHECK(server.meet(pki.client(false)) == kUntrusted);
    CHECK(server.meet(other.client()) == kUntrusted);
    CHECK(server.remembered() == 1);
}

TEST_CASE("VerifiedChains are one context's: other trust has to verify them itself") {
    const ClientPki pki;
    const ClientPki other;
    const RememberingServer server{pki};
    REQUIRE(server.meet(pki.client()) == "router-1");
    const RememberingServer changed{pki, other.root()};
    CHECK(changed.meet(pki.client()) == kUntrusted);
    CHECK(changed.meet(pki.client()) == kUntrusted);
    CHECK(changed.remembered() == 0);
}

TEST_CASE("VerifiedChains takes clients of an intermediate that is trusted beside its root") {
    const ClientPki pki;
    Bytes both = pki.intermediate();
    both.insert(both.end(), pki.root().begin(), pki.root().end());
    const RememberingServer server{pki, both};
    CHECK(server.meet(pki.client(false)) == "router-1");
    CHECK(server.meet(pki.client()) == "router-1");
    CHECK(server.remembered() == 2);
}

TEST_CASE("VerifiedChains covers the second a chain begins and not the one it ends") {
    VerifiedChains chains{[] { return TimePoint{std::chrono::seconds{100}}; }};
    const auto known = [&](ChainValidity validity) {
        chains.remember(digest(1), validity);
        return chains.find(digest(1)).has_value();
    };
    CHECK(known({100, 101}));
    CHECK_FALSE(known({101, 200}));
    CHECK_FALSE(known({50, 100}));
    CHECK(known({50, 200}));
    CHECK_FALSE(chains.find(digest(2)));
}

TEST_CASE("VerifiedChains forgets all of them rather than grow beyond its bound") {
    VerifiedChains chains{[] { return TimePoint{}; }, 2};
    for (const std::uint8_t i : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{3}}) {
        chains.remember(digest(i), {-1, 1});
        CHECK(chains.find(digest(i)));
        CHECK(chains.size() <= 2);
    }
    CHECK_FALSE(chains.find(digest(1)));
}
