#include "pki/certificate.hpp"
#include "pki/key.hpp"
#include "server/cups_server.hpp"
#include "server/errc.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

const char* const kUnknown = R"({"router":"::2"})";
const char* const kKnown = R"({"router":"::1"})";

}  // namespace

TEST_CASE("Token mode wants one of the gateway's tokens, with or without Bearer") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-1.key", "Authorization: Bearer secret\r\n");
    copy.write("cups-1/cups-router-1.token", "old\n");
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.auth = AuthMode::token;
    Running server{std::move(options)};
    CHECK(server(post(kKnown, "Authorization: Bearer secret\r\n")).status == 200);
    CHECK(server(post(kKnown, "authorization: bearer secret\r\n")).status == 200);
    CHECK(server(post(kKnown, "Authorization: secret\r\n")).status == 200);
    CHECK(server(post(kKnown, "Authorization: Bearer old\r\n")).status == 200);
    const Answer refused = server(post(kKnown));
    CHECK(refused.status == 401);
    CHECK_THAT(refused.head, Catch::Contains("WWW-Authenticate: Bearer\r\n"));
    CHECK(server(post(kKnown, "Authorization: Secret\r\n")).status == 401);
    CHECK(server(post(kKnown, "Authorization: Bearer \r\n")).status == 401);
    CHECK(server(post(kKnown, "Authorization:\r\n")).status == 401);
    CHECK(server(post(kUnknown, "Authorization: secret\r\n")).status == 404);
}

TEST_CASE("Mutual TLS refuses a client without a certificate or with a foreign one") {
    CupsOptions options = mutual("cups-1");
    std::vector<std::string> failures;
    options.on_failed_handshake = [&](const protocol::TlsFacts& facts, const std::string&) {
        failures.push_back(facts.failure);
    };
    Running server{std::move(options)};
    CHECK(server(post(kKnown), client("session-tls/cups-1/cups.ca", "")).status == 0);
    CHECK(server(post(kKnown), client("session-tls/cups-1/cups.ca", "session-tls/cups-0/cups-router-1"))
              .status == 0);
    CHECK(failures.size() == 2);
    CHECK(server.served.empty());
}

TEST_CASE("Server TLS asks no client for a certificate") {
    CupsOptions options = mutual("cups-1");
    options.auth = AuthMode::server;
    Running server{std::move(options)};
    CHECK(server(post(kKnown), client("session-tls/cups-1/cups.ca", "")).status == 200);
}

TEST_CASE("mutual_cn binds a gateway to the certificate that carries its EUI") {
    const Copy copy{"session-tls"};
    const auto random = [n = std::uint64_t{1}]() mutable { return n++; };
    const auto key = pki::PrivateKey::generate(pki::KeyKind::p256).value();
    pki::CertificateSpec spec;
    spec.kind = pki::CertificateKind::root;
    spec.common_name = "CA";
    spec.not_before = wall_clock() - std::chrono::hours{1};
    spec.not_after = wall_clock() + std::chrono::hours{1};
    const Bytes ca = pki::make_certificate(spec, key, nullptr, random).value();
    copy.write("cups-1/cups-1.trust", as_text(ca));
    spec.kind = pki::CertificateKind::client;
    spec.common_name = "00000000000000A1";
    const pki::Issuer issuer{ca, &key};
    net::ClientTlsOptions gateway;
    gateway.trust = recorded("session-tls/cups-1/cups.ca");
    gateway.server_name = "localhost";
    gateway.identity.certificate = pki::make_certificate(spec, key, &issuer, random).value();
    gateway.identity.key = to_bytes(key.pem(pki::KeyForm::sec1).value());
    copy.write("cups-1/cups-router-161.cfg", "{}");

    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.identity = "cups-1";
    options.auth = AuthMode::mutual_cn;
    Running server{std::move(options)};
    const auto tls = net::TlsContext::client(gateway).value();
    CHECK(server(post(R"({"router":161})"), tls).status == 200);
    CHECK(server(post(kKnown), tls).status == 403);
}

TEST_CASE("CupsServer does not start on what cannot work") {
    net::asio::io_context context;
    NullLog log;
    const auto start = [&](CupsOptions options) {
        const auto started = CupsServer::start(context.get_executor(), std::move(options), log);
        REQUIRE_FALSE(started.has_value());
        return started.error();
    };
    const Copy copy{"session-tls"};
    SECTION("no directory") { CHECK(start(plain(copy.path("cups-9"))).code == Errc::missing_file); }
    SECTION("no LNS directory") {
        CHECK(start(plain(copy.path("cups-1"), copy.path("tc-9"))).code == Errc::missing_file);
    }
    SECTION("an identity without files") {
        CupsOptions options = plain(copy.path("cups-1"));
        options.identity = "cups-2";
        const Error error = start(std::move(options));
        CHECK(error.code == Errc::missing_file);
        CHECK_THAT(error.where, Catch::EndsWith("cups-1/cups-2.crt"));
    }
    SECTION("half an identity") {
        copy.remove("cups-1/cups-1.key");
        CupsOptions options = plain(copy.path("cups-1"));
        options.identity = "cups-1";
        CHECK_THAT(start(std::move(options)).where, Catch::EndsWith("cups-1/cups-1.key"));
    }
    SECTION("mutual TLS without the clients' CA") {
        copy.remove("cups-1/cups-1.trust");
        CupsOptions options = plain(copy.path("cups-1"));
        options.identity = "cups-1";
        CHECK_THAT(start(std::move(options)).where, Catch::EndsWith("cups-1/cups-1.trust"));
    }
    SECTION("a key of somebody else") {
        copy.write("cups-1/cups-1.key", copy.text("cups-0/cups-0.key"));
        CupsOptions options = plain(copy.path("cups-1"));
        options.identity = "cups-1";
        start(std::move(options));
    }
    SECTION("TLS without an identity") {
        CupsOptions options = plain(copy.path("cups-1"));
        options.auth = AuthMode::server;
        CHECK(start(std::move(options)).code == Errc::missing_file);
    }
}

TEST_CASE("A port in use is the socket's error") {
    Running first{recorded_options("session-plain", 2)};
    CupsOptions options = recorded_options("session-plain", 2);
    options.port = first.server->port();
    NullLog log;
    const auto second = CupsServer::start(first.context.get_executor(), std::move(options), log);
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().code == boost::system::errc::address_in_use);
}
