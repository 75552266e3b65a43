#include "tests/net/support.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

TEST_CASE("TlsContext asks what is to be thought of its own certificates") {
    ClientTlsOptions client = client_options();
    client.identity = client_identity();
    std::size_t asked = 0;
    client.judge_own = [&asked](const Certificates& own) -> std::optional<std::string> {
        CHECK(own.size() == 1);
        if (++asked == 2) return "not that one";
        return std::nullopt;
    };
    CHECK(message_of(TlsContext::client(client)) ==
          "identity.certificate: TLS cannot be set up: not that one");
    CHECK(asked == 2);
}

TEST_CASE("TlsContext names the option that cannot be used") {
    ServerTlsOptions server = server_options();
    ClientTlsOptions client = client_options();

    SECTION("a key of another certificate") {
        server.identity.key = recorded("cups-router-1.key");
        CHECK(message_of(TlsContext::server(server)) ==
              "identity.key: TLS cannot be set up: key values mismatch");
    }
    SECTION("a server without certificate") {
        server.identity = {};
        CHECK(message_of(TlsContext::server(server)) ==
              "identity.certificate: TLS cannot be set up: missing");
    }
    SECTION("a key that is none") {
        server.identity.key = to_bytes("no key");
        CHECK(message_of(TlsContext::server(server)).rfind("identity.key: TLS cannot be set up: ", 0) == 0);
    }
    SECTION("a certificate cut short") {
        server.identity.certificate.resize(200);
        CHECK(message_of(TlsContext::server(server)) ==
              "identity.certificate: TLS cannot be set up: bad end line");
    }
    SECTION("a certificate that is text") {
        for (const char* text : {" ", "x\n"}) {
            server.identity.certificate = to_bytes(text);
            CHECK(message_of(TlsContext::server(server)) ==
                  "identity.certificate: TLS cannot be set up: no CERTIFICATE block in it, and it does not "
                  "begin as DER");
        }
    }
    SECTION("no trust") {
        client.trust.clear();
        CHECK(message_of(TlsContext::client(client)) ==
              "trust: TLS cannot be set up: no CA certificate given");
    }
    SECTION("trust that is no certificate") {
        client.trust = to_bytes("nothing of that kind");
        CHECK(message_of(TlsContext::client(client)) ==
              "trust: TLS cannot be set up: no CERTIFICATE block in it, and it does not begin as DER");
    }
    SECTION("client certificates asked for without a CA") {
        server.client_auth = ClientAuth::optional;
        CHECK(message_of(TlsContext::server(server)) ==
              "client_trust: TLS cannot be set up: no CA certificate given");
    }
    SECTION("groups") {
        client.groups = "P-999";
        CHECK(message_of(TlsContext::client(client)) ==
              "groups: TLS cannot be set up: OpenSSL does not know \"P-999\"");
    }
    SECTION("ciphers") {
        client.ciphers = "NONE-SUCH";
        CHECK(message_of(TlsContext::client(client)) == "ciphers: TLS cannot be set up: no cipher match");
    }
    SECTION("versions the wrong way round") {
        client.min = TlsVersion::tls1_3;
        client.max = TlsVersion::tls1_2;
        CHECK(message_of(TlsContext::client(client)) == "max: TLS cannot be set up: below min");
    }
}
