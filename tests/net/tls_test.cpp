#include "net/errc.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/error.hpp>
#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

awaitable<std::string> failure_on_first_read(Stream& stream) {
    std::array<std::uint8_t, 16> block{};
    const IoResult got = co_await stream.read_some(block);
    co_return got.error == Errc::tls_failed ? stream.tls().failure : got.error.message();
}

}  // namespace

TEST_CASE("TLS negotiates the version both sides allow") {
    const TlsVersion version = GENERATE(TlsVersion::tls1_2, TlsVersion::tls1_3);
    asio::io_context context;
    ServerTlsOptions server = server_options();
    server.max = version;
    ClientTlsOptions client = client_options();
    const Pair pair = make_pair(context, context_of(server), context_of(client));
    REQUIRE(pair.server);
    const std::string expected = version == TlsVersion::tls1_2 ? "TLSv1.2" : "TLSv1.3";
    CHECK(pair.client->tls().version == expected);
    CHECK(pair.server->tls().version == expected);
    CHECK(pair.client->tls().cipher == pair.server->tls().cipher);
    CHECK(pair.server->tls().server_name == "localhost");
    CHECK(pair.client->tls().server_name == "localhost");
    CHECK(pair.client->tls().peer_common_name == "cups-1");
    CHECK(pair.client->tls().peer_sha256.size() == 64);
    CHECK(pair.server->tls().peer_common_name.empty());
    CHECK(pair.client->tls().failure.empty());
}

TEST_CASE("TLS goes down to 1.0 when both sides ask for it") {
    asio::io_context context;
    ServerTlsOptions server = server_options();
    server.min = server.max = TlsVersion::tls1_0;
    ClientTlsOptions client = client_options();
    client.min = TlsVersion::tls1_0;
    const Pair pair = make_pair(context, context_of(server), context_of(client));
    CHECK(pair.client->tls().version == "TLSv1");
}

TEST_CASE("TLS knows the client by its certificate") {
    const ClientAuth auth = GENERATE(ClientAuth::optional, ClientAuth::required);
    const TlsVersion version = GENERATE(TlsVersion::tls1_2, TlsVersion::tls1_3);
    asio::io_context context;
    ServerTlsOptions server = server_options(auth);
    server.max = version;
    ClientTlsOptions client = client_options();
    client.identity = client_identity();
    const Pair pair = make_pair(context, context_of(server), context_of(client));
    REQUIRE(pair.server);
    CHECK(pair.server->tls().peer_common_name == "cups-router-1");
    // From: openssl x509 -in cups-router-1.crt -outform DER | sha256sum
    CHECK(pair.server->tls().peer_sha256 ==
          "0cd38a6b537059f9b2502f746dbb543250681cd6ea91260af3fd820092396a1a");
}

TEST_CASE("TLS server that takes any client certificate still wants one, and notes whose it is") {
    asio::io_context context;
    ServerTlsOptions server = server_options(ClientAuth::required);
    server.client_trust.clear();
    server.any_client = true;
    ClientTlsOptions client = client_options();
    SECTION("of an unknown authority") {
        client.identity = {foreign("cups-router-1.crt"), foreign("cups-router-1.key")};
        const Pair pair = make_pair(context, context_of(server), context_of(client));
        REQUIRE(pair.server);
        CHECK(pair.server->tls().peer_common_name == "cups-router-1");
        CHECK(pair.server->tls().peer_sha256.size() == 64);
        CHECK(pair.server->tls().failure.empty());
    }
    SECTION("none") {
        const Pair pair = make_pair(context, context_of(server), context_of(client));
        CHECK_FALSE(pair.server);
        CHECK(pair.server_facts.failure == "peer did not return a certificate");
    }
}

TEST_CASE("TLS server that requires a client certificate refuses a client without") {
    asio::io_context context;
    ClientTlsOptions client = client_options();
    SECTION("TLS 1.2: in the handshake") {
        client.max = TlsVersion::tls1_2;
        const Pair pair =
            make_pair(context, context_of(server_options(ClientAuth::required)), context_of(client));
        CHECK_FALSE(pair.server);
        CHECK(pair.server_facts.failure == "peer did not return a certificate");
        CHECK(pair.client_error == Errc::tls_failed);
        CHECK(pair.client->tls().failure == "peer sent alert: handshake failure");
    }
    SECTION("TLS 1.3: after the client thought it was through") {
        const Pair pair =
            make_pair(context, context_of(server_options(ClientAuth::required)), context_of(client));
        CHECK_FALSE(pair.server);
        CHECK(pair.server_facts.failure == "peer did not return a certificate");
        CHECK_FALSE(pair.client_error);
        CHECK(run(context, failure_on_first_read(*pair.client)) == "peer sent alert: certificate required");
    }
}

TEST_CASE("TLS sends the certificates of the file, and does not complete the chain") {
    asio::io_context context;
    ClientTlsOptions client = client_options();
    client.trust = foreign("cups.ca");
    // The server has its root as client_trust; had it sent it along, it would be called self-signed.
    const Pair pair =
        make_pair(context, context_of(server_options(ClientAuth::optional)), context_of(client));
    CHECK(pair.client->tls().failure == "certificate verify failed: unable to get local issuer certificate");
}

TEST_CASE("TLS client with a key of another certificate fails only when it has to prove it") {
    asio::io_context context;
    ClientTlsOptions client = client_options();
    client.max = TlsVersion::tls1_2;
    client.identity = {recorded("cups-router-1.crt"), foreign("cups-router-1.key")};
    CHECK(message_of(TlsContext::client(client)) ==
          "identity.key: TLS cannot be set up: key values mismatch");
    client.any_key = true;
    SECTION("the server does not ask") {
        const Pair pair = make_pair(context, context_of(server_options()), context_of(client));
        CHECK_FALSE(pair.client_error);
    }
    SECTION("the server asks") {
        const ClientAuth auth = GENERATE(ClientAuth::optional, ClientAuth::required);
        const Pair pair = make_pair(context, context_of(server_options(auth)), context_of(client));
        CHECK_FALSE(pair.server);
        CHECK(pair.client_error == Errc::tls_failed);
        CHECK(pair.client->tls().failure == "the key does not belong to the certificate");
    }
}

TEST_CASE("TLS server names the client certificate it refuses") {
    asio::io_context context;
    ClientTlsOptions client = client_options();
    client.identity = {foreign("cups-router-1.crt"), foreign("cups-router-1.key")};
    client.max = TlsVersion::tls1_2;
    const Pair pair =
        make_pair(context, context_of(server_options(ClientAuth::optional)), context_of(client));
    CHECK_FALSE(pair.server);
    CHECK(pair.server_facts.failure == "certificate verify failed: unable to get local issuer certificate");
    CHECK(pair.server_facts.peer_common_name == "cups-router-1");
    CHECK(pair.server_facts.server_name == "localhost");
    CHECK(pair.server_facts.version.empty());
    CHECK(pair.client->tls().failure == "peer sent alert: unknown CA");
}

TEST_CASE("TLS client refuses a server of another CA") {
    const TlsVersion version = GENERATE(TlsVersion::tls1_2, TlsVersion::tls1_3);
    asio::io_context context;
    ClientTlsOptions client = client_options();
    client.trust = foreign("cups.ca");
    client.max = version;
    const Pair pair = make_pair(context, context_of(server_options()), context_of(client));
    CHECK(pair.client_error == Errc::tls_failed);
    CHECK(pair.client->tls().failure == "certificate verify failed: unable to get local issuer certificate");
    CHECK(pair.client->tls().peer_common_name == "cups-1");
    CHECK_FALSE(pair.server);
    CHECK(pair.server_facts.failure == "peer sent alert: unknown CA");
}

TEST_CASE("TLS client takes any server when it does not verify") {
    asio::io_context context;
    ClientTlsOptions client;
    client.verify = false;
    client.server_name = "elsewhere.example";
    const Pair pair = make_pair(context, context_of(server_options()), context_of(client));
    CHECK_FALSE(pair.client_error);
    CHECK(pair.client->tls().failure.empty());
    CHECK(pair.client->tls().peer_common_name == "cups-1");
}

TEST_CASE("TLS client refuses a certificate for another name") {
    asio::io_context context;
    ClientTlsOptions client = client_options();
    client.server_name = "elsewhere.example";
    const Pair pair = make_pair(context, context_of(server_options()), context_of(client));
    CHECK(pair.client->tls().failure == "certificate verify failed: hostname mismatch");
    CHECK(pair.server_facts.failure == "peer sent alert: bad certificate");
    CHECK(pair.server_facts.server_name == "elsewhere.example");
}

TEST_CASE("TLS client sends an address as server name and asks the certificate for it") {
    asio::io_context context;
    ClientTlsOptions client = client_options();
    client.server_name = "127.0.0.1";
    const Pair pair = make_pair(context, context_of(server_options()), context_of(client));
    CHECK(pair.client->tls().failure == "certificate verify failed: IP address mismatch");
    CHECK(pair.server_facts.server_name == "127.0.0.1");
}

TEST_CASE("TLS client without a server name sends none and checks none") {
    asio::io_context context;
    ClientTlsOptions client = client_options();
    client.server_name.clear();
    const Pair pair = make_pair(context, context_of(server_options()), context_of(client));
    REQUIRE(pair.server);
    CHECK(pair.server_facts.server_name.empty());
}

TEST_CASE("TLS versions that do not meet are named by the alert") {
    asio::io_context context;
    ServerTlsOptions server = server_options();
    server.min = TlsVersion::tls1_3;
    ClientTlsOptions client = client_options();
    client.max = TlsVersion::tls1_2;
    const Pair pair = make_pair(context, context_of(server), context_of(client));
    CHECK(pair.client_error == Errc::tls_failed);
    CHECK(pair.client->tls().failure == "peer sent alert: protocol version");
    CHECK(pair.client->tls().version.empty());
    CHECK(pair.server_facts.failure == "unsupported protocol");
}

TEST_CASE("TLS keeps the keys of a connection for Wireshark when asked") {
    asio::io_context context;
    std::string lines;
    ClientTlsOptions client = client_options();
    client.max = TlsVersion::tls1_2;
    client.key_log = [&lines](std::string_view line) { lines.append(line).append("\n"); };
    const Pair pair = make_pair(context, context_of(server_options()), context_of(client));
    CHECK(lines.rfind("CLIENT_RANDOM ", 0) == 0);
}
