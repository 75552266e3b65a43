#include "pki/certificate.hpp"
#include "server/cups_server.hpp"
#include "server/errc.hpp"
#include "tests/server/client_authority.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <cctype>
#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

const char* const kUnknown = R"({"router":"::2"})";
const char* const kKnown = R"({"router":"::1"})";

CupsOptions with_auth(const Copy& copy, AuthMode auth) {
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.identity = "cups-1";
    options.auth = auth;
    return options;
}

/// A record, and a CA its gateway may come from.
void admit_161(const Copy& copy, const ClientAuthority& authority) {
    copy.write("cups-1/cups-1.trust", authority.trust());
    copy.write("cups-1/cups-router-161.cfg", "{}");
}

/// "0cd3" as "0C:D3".
std::string colons(const std::string& hex) {
    std::string text;
    for (std::size_t i = 0; i < hex.size(); ++i) {
        if (i > 0 && i % 2 == 0) text += ':';
        text += static_cast<char>(std::toupper(static_cast<unsigned char>(hex[i])));
    }
    return text;
}

}  // namespace

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
    const ClientAuthority authority;
    admit_161(copy, authority);
    Running server{with_auth(copy, AuthMode::mutual_cn)};
    const auto tls = authority.client("00000000000000A1");
    CHECK(server(post(R"({"router":161})"), tls).status == 200);
    CHECK(server(post(kKnown), tls).status == 403);
    CHECK(server(post(R"({"router":161})"), authority.client("cups-router-161")).status == 403);
}

TEST_CASE("mutual gives no gateway the files of another") {
    const Copy copy{"session-tls"};
    const ClientAuthority authority;
    admit_161(copy, authority);
    Running server{with_auth(copy, AuthMode::mutual)};
    const std::string own = post(R"({"router":161})");
    for (const char* name :
         {"00000000000000a1", "00-00-00-00-00-00-00-A1", "00:00:00:00:00:00:00:a1", "cups-router-161",
          "cups-router-00000000000000A1", "router-161", "::a1", "router-0:0:0:a1", "eui-00000000000000a1"}) {
        CAPTURE(name);
        const auto tls = authority.client(name);
        CHECK(server(own, tls).status == 200);
        CHECK(server(post(kKnown), tls).status == 403);
        CHECK(server(post(kUnknown), tls).status == 404);
    }
}

TEST_CASE("mutual takes a certificate that names no gateway only for whom it is held") {
    const ClientAuthority authority;
    const auto mast = authority.client("mast 7");
    const std::string own = post(R"({"router":161})");
    const Copy copy{"session-tls"};
    admit_161(copy, authority);
    Running server{with_auth(copy, AuthMode::mutual)};
    CHECK(server(own, mast).status == 403);
    CHECK(server.served.back().decision.find("\"mast 7\" names no router") != std::string::npos);
    SECTION("its own in the store, not one of the same name") {
        copy.write("cups-1/cups-router-161.crt", authority.certificate("mast 7"));
        CHECK(server(own, mast).status == 200);
        copy.write("cups-1/cups-router-161.crt", ClientAuthority{}.certificate("mast 7"));
        CHECK(server(own, mast).status == 403);
    }
    SECTION("on its list") {
        copy.write("cups-1/cups-router-161.thumbprint", authority.thumbprint("mast 7"));
        CHECK(server(own, mast).status == 200);
    }
    SECTION("on the list of those that all gateways share") {
        copy.write("cups-1/cups.thumbprint", "# first batch\n" + authority.thumbprint("mast 7"));
        CHECK(server(own, mast).status == 200);
        CHECK(server(post(kKnown), mast).status == 200);
    }
    SECTION("in the bundle that all gateways share") {
        copy.write("cups-1/cups_cred.bin", as_text(authority.bundle("mast 7")));
        CHECK(server(own, mast).status == 200);
        copy.write("cups-1/cups_cred.bin", "garbled");
        CHECK(server(own, mast).status == 403);
        CHECK(server.log.count(LogLevel::warning, "cups_cred.bin") == 1);
    }
    CHECK(server(own, authority.client("mast 8")).status == 403);
    copy.remove("cups-1/cups.thumbprint");
    copy.remove("cups-1/cups_cred.bin");
    CHECK(server(post(kKnown), mast).status == 403);
}

TEST_CASE("mutual takes the clients of several CAs, from files of either form") {
    const Copy copy{"session-tls"};
    const ClientAuthority second;
    const ClientAuthority third;
    copy.write("second.pem", second.trust());
    copy.write("third.der", as_text(pki::split_bundle(as_bytes(third.trust())).value().front()));
    CupsOptions options = with_auth(copy, AuthMode::mutual);
    options.client_ca = {copy.path("second.pem"), copy.path("third.der")};
    Running server{std::move(options)};
    CHECK(server(post(kKnown), client("session-tls/cups-1/cups.ca", "session-tls/cups-1/cups-router-1"))
              .status == 200);
    CHECK(server(post(kKnown), second.client("cups-router-1")).status == 200);
    CHECK(server(post(kKnown), third.client("cups-router-1")).status == 200);
    CHECK(server(post(kKnown), ClientAuthority{}.client("cups-router-1")).status == 0);
}

TEST_CASE("mutual opens no file of a gateway for somebody else") {
    const Copy copy{"session-tls"};
    copy.write("cups-1/cups-router-2.cfg", "no record");
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.identity = "cups-1";
    Running server{std::move(options)};
    const auto first = client("session-tls/cups-1/cups.ca", "session-tls/cups-1/cups-router-1");
    CHECK(server(post(kKnown), first).status == 200);
    CHECK(server(post(kUnknown), first).status == 403);
}

TEST_CASE("thumbprint wants a certificate of the gateway's list, whoever signed it") {
    const Copy copy{"session-tls"};
    const ClientAuthority authority;
    copy.remove("cups-1/cups-1.trust");
    copy.write("cups-1/cups-router-161.cfg", "{}");
    copy.write("cups-1/cups-router-00000000000000a1.thumbprint",
               "# of the first batch\r\n" + authority.thumbprint("one") + " # plain\r\n\nnonsense\n" +
                   "sha256 Fingerprint=" + colons(authority.thumbprint("two")) + '\n');
    Running server{with_auth(copy, AuthMode::thumbprint)};
    const std::string own = post(R"({"router":161})");
    CHECK(server(own, authority.client("one")).status == 200);
    CHECK(server(own, authority.client("two")).status == 200);
    CHECK(server.log.count(LogLevel::warning, ".thumbprint: a line is no SHA-256 in hex: \"nonsense\"") == 2);
    CHECK(server(own, authority.client("00000000000000a1")).status == 403);
    CHECK(server(post(kKnown), authority.client("one")).status == 403);
    CHECK(server(post(kUnknown), authority.client("one")).status == 404);
    CHECK(server(own, client("session-tls/cups-1/cups.ca", "")).status == 0);
}

TEST_CASE("thumbprint wants a chain as well where there is an authority") {
    const Copy copy{"session-tls"};
    const ClientAuthority authority;
    const ClientAuthority stranger;
    copy.write("cups-1/cups-1.trust", authority.trust());
    copy.write("cups-1/cups-router-1.thumbprint",
               authority.thumbprint("one") + '\n' + stranger.thumbprint("one"));
    Running server{with_auth(copy, AuthMode::thumbprint)};
    CHECK(server(post(kKnown), authority.client("one")).status == 200);
    CHECK(server(post(kKnown), stranger.client("one")).status == 0);
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
    SECTION("a CA of clients that is none") {
        copy.write("cups.txt", "no certificate");
        CupsOptions options = with_auth(copy, AuthMode::mutual);
        options.client_ca = {copy.path("cups.txt")};
        const Error error = start(std::move(options));
        CHECK(error.code == Errc::bad_file);
        CHECK_THAT(error.where, Catch::EndsWith("cups.txt"));
    }
    SECTION("TLS without an identity") {
        CupsOptions options = plain(copy.path("cups-1"));
        options.auth = AuthMode::server;
        const Error error = start(std::move(options));
        CHECK(error.code == Errc::missing_file);
        CHECK(error.where == "identity");
    }
    SECTION("tokens under an identity without files") {
        CupsOptions options = with_auth(copy, AuthMode::token);
        options.identity = "cups-2";
        CHECK_THAT(start(std::move(options)).where, Catch::EndsWith("cups-1/cups-2.crt"));
    }
    SECTION("a CA of clients whom nobody asks for certificates") {
        for (const AuthMode auth : {AuthMode::none, AuthMode::server, AuthMode::token}) {
            CupsOptions options = with_auth(copy, auth);
            options.client_ca = {copy.path("cups-1/cups-1.trust")};
            const Error error = start(std::move(options));
            CHECK(error.code == Errc::bad_option);
            CHECK_THAT(error.where, Catch::EndsWith("cups-1/cups-1.trust"));
        }
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
