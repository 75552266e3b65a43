#include "net/openssl.hpp"
#include "tests/net/client_pki.hpp"
#include "tests/net/support.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

struct FreeSession {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};

/// What a client sees of one connection.
struct Visit {
    bool greeted = false;  ///< the server took us, and said so
    bool resumed = false;
    std::string group;  ///< of the key exchange
};

/// A client that resumes, which ours never do: OpenSSL's own, over a plain stream.
class Visitor {
public:
    explicit Visitor(ClientTlsOptions options) {
        options.offer_ticket = true;
        context_ = context_of(options);
    }

    awaitable<Visit> visit(std::uint16_t port) {
        const Owned<SSL> ssl{SSL_new(context_->native())};
        SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_connect_state(ssl.get());
        if (session_) SSL_set_session(ssl.get(), session_.get());
        const auto stream = co_await dial(port);
        std::array<char, 16> greeting{};
        Visit seen;
        // Reading shakes hands first, and takes the ticket that TLS 1.3 sends behind the handshake.
        while (!seen.greeted) {
            seen.greeted = SSL_read(ssl.get(), greeting.data(), greeting.size()) > 0;
            Bytes out(BIO_ctrl_pending(SSL_get_wbio(ssl.get())));
            BIO_read(SSL_get_wbio(ssl.get()), out.data(), static_cast<int>(out.size()));
            co_await stream->write(out);
            if (seen.greeted) break;
            Bytes in(20'000);
            const IoResult got = co_await stream->read_some(in);
            if (got.error) break;
            BIO_write(SSL_get_rbio(ssl.get()), in.data(), static_cast<int>(got.bytes));
        }
        seen.resumed = SSL_session_reused(ssl.get()) == 1;
        seen.group = group_of(ssl.get());
        SSL_set_shutdown(ssl.get(), SSL_SENT_SHUTDOWN);  // else OpenSSL takes the session for a broken one
        if (seen.greeted) session_.reset(SSL_get1_session(ssl.get()));
        co_return seen;
    }

private:
    static std::string group_of(SSL* ssl) {
        EVP_PKEY* key = nullptr;
        if (SSL_get_peer_tmp_key(ssl, &key) != 1) return {};
        std::array<char, 32> name{};
        std::size_t size = 0;
        if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) size = 0;
        std::string text = size != 0 ? name.data() : EVP_PKEY_get0_type_name(key);
        EVP_PKEY_free(key);
        return text;
    }

    std::optional<TlsContext> context_;
    std::unique_ptr<SSL_SESSION, FreeSession> session_;
};

/// Greets whoever gets through, and keeps what it learned of the last one.
class Server {
public:
    explicit Server(const ServerTlsOptions& options) : context_{context_of(options)} {}

    Visit receive(Visitor& visitor) {
        auto loop = AcceptLoop::open(
            io_.get_executor(), "127.0.0.1", 0, context_,
            [this](std::unique_ptr<Stream> stream) { return greet(std::move(stream)); }, {},
            [this](const protocol::TlsFacts& facts, const std::string&) { seen = facts; });
        return run(io_, receive(**loop, visitor));
    }

    protocol::TlsFacts seen;

private:
    awaitable<void> greet(std::unique_ptr<Stream> stream) {
        seen = stream->tls();
        co_await write_text(*stream, "hello");
        co_await stream->close();
        co_await read_all(*stream);
    }

    static awaitable<Visit> receive(AcceptLoop& loop, Visitor& visitor) {
        Visit visit = co_await visitor.visit(loop.port());
        while (loop.connections() > 0) co_await let_others_run();
        co_await loop.stop();
        co_return visit;
    }

    asio::io_context io_;
    std::optional<TlsContext> context_;
};

ServerTlsOptions mutual_options(const ClientPki& pki) {
    ServerTlsOptions options = server_options(ClientAuth::required);
    options.client_trust = pki.root();
    return options;
}

ClientTlsOptions visitor_options(const ClientPki& pki, TlsVersion version) {
    ClientTlsOptions options = client_options();
    options.identity = pki.client();
    options.max = version;
    return options;
}

}  // namespace

TEST_CASE("TLS server knows a client that resumes by the certificate of its first handshake") {
    const TlsVersion version = GENERATE(TlsVersion::tls1_2, TlsVersion::tls1_3);
    const bool any = GENERATE(false, true);
    const ClientPki pki;
    ServerTlsOptions options = mutual_options(pki);
    if (any) options.client_trust.clear();
    options.any_client = any;
    Server server{options};
    Visitor visitor{visitor_options(pki, version)};
    REQUIRE(server.receive(visitor).greeted);
    const protocol::TlsFacts first = server.seen;
    CHECK(first.peer_common_name == "router-1");
    CHECK(first.peer_sha256.size() == 64);
    for (int again = 0; again < 2; ++again) {
        const Visit visit = server.receive(visitor);
        CHECK(visit.greeted);
        CHECK(visit.resumed);
        CHECK(server.seen.peer_common_name == first.peer_common_name);
        CHECK(server.seen.peer_sha256 == first.peer_sha256);
        CHECK(server.seen.cipher == first.cipher);
    }
}

TEST_CASE(
    "TLS server takes no ticket outside the time of the client's chain, and refuses the client as ever") {
    const TlsVersion version = GENERATE(TlsVersion::tls1_2, TlsVersion::tls1_3);
    const ClientPki pki{12, 24};
    TimePoint now = pki.in_hours(0);
    ServerTlsOptions options = mutual_options(pki);
    options.clock = [&now] { return now; };
    Server server{options};
    Visitor visitor{visitor_options(pki, version)};
    REQUIRE(server.receive(visitor).greeted);
    now = pki.in_hours(12) - std::chrono::seconds{1};
    CHECK(server.receive(visitor).resumed);  // and has got a new ticket where TLS 1.3 gives one
    now = pki.in_hours(12);
    const Visit late = server.receive(visitor);
    CHECK_FALSE(late.greeted);
    CHECK_FALSE(late.resumed);
    CHECK(server.seen.failure == "certificate verify failed: certificate has expired");
}

TEST_CASE("TLS server takes no ticket of another, and a whole handshake instead") {
    const TlsVersion version = GENERATE(TlsVersion::tls1_2, TlsVersion::tls1_3);
    const ClientPki pki;
    Server one{mutual_options(pki)};
    Server other{mutual_options(pki)};
    Visitor visitor{visitor_options(pki, version)};
    REQUIRE(one.receive(visitor).greeted);
    const Visit visit = other.receive(visitor);
    CHECK(visit.greeted);
    CHECK_FALSE(visit.resumed);
    CHECK(other.seen.peer_common_name == "router-1");
}

TEST_CASE("TLS server resumes clients without certificate where it asks for none") {
    const TlsVersion version = GENERATE(TlsVersion::tls1_2, TlsVersion::tls1_3);
    ClientTlsOptions options = client_options();
    options.max = version;
    Server server{server_options()};
    Visitor visitor{options};
    REQUIRE(server.receive(visitor).greeted);
    CHECK(server.receive(visitor).resumed);
    CHECK(server.seen.peer_common_name.empty());
}

TEST_CASE("TLS server has its own order of groups, X25519 and P-256 before the P-521 a gateway puts first") {
    ClientTlsOptions options = client_options();
    options.max = TlsVersion::tls1_2;  // in TLS 1.3 the client has sent its key already
    Server server{server_options()};
    options.groups = "P-521:P-384:P-256:X25519";
    Visitor station{options};
    CHECK(server.receive(station).group == "X25519");
    options.groups = "P-521:P-384:P-256";
    Visitor plain{options};
    CHECK(server.receive(plain).group == "prime256v1");
}
