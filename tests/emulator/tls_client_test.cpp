// What Station's TLS shows of itself before any answer: its own files, and its ClientHello (protocol.md §8).

#include "emulator/tls_client.hpp"

#include "base/files.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>
#include <openssl/ssl.h>

#include <algorithm>
#include <memory>

namespace cupspec::emulator {
namespace {

Bytes recorded_home_0(const std::string& name) {
    return read_file(std::string{CUPSPEC_VECTORS} + "/session-tls/home-0/" + name).value();
}

protocol::CredentialSet files() {
    return {recorded_home_0("cups.trust"), recorded_home_0("cups.crt"), recorded_home_0("cups.key")};
}

TlsClientSetup mutual() {
    TlsClientSetup setup;
    setup.host = "cups.example";
    setup.mode = AuthMode::mutual;
    return setup;
}

struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};

/// The first flight of a connection that gets no answer.
Bytes first_flight(const net::TlsContext& context, const std::string& name) {
    const std::unique_ptr<SSL, Free> ssl{SSL_new(context.native())};
    BIO* out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), out);
    SSL_set_tlsext_host_name(ssl.get(), name.c_str());
    SSL_set_connect_state(ssl.get());
    CHECK(SSL_do_handshake(ssl.get()) == -1);
    Bytes flight(BIO_ctrl_pending(out));
    BIO_read(out, flight.data(), static_cast<int>(flight.size()));
    return flight;
}

/// Takes big-endian numbers and blocks off the front.
class Reader {
public:
    explicit Reader(ByteView bytes) : rest_{bytes} {}
    unsigned number(unsigned bytes) {
        unsigned value = 0;
        for (; bytes > 0; --bytes) {
            REQUIRE(!rest_.empty());
            value = value << 8U | rest_.front();
            rest_ = rest_.subspan(1);
        }
        return value;
    }
    Reader block(std::size_t size) {
        REQUIRE(rest_.size() >= size);
        const Reader taken{rest_.first(size)};
        rest_ = rest_.subspan(size);
        return taken;
    }
    std::vector<unsigned> numbers() {
        std::vector<unsigned> all;
        while (!rest_.empty()) all.push_back(number(2));
        return all;
    }
    bool empty() const { return rest_.empty(); }

private:
    ByteView rest_;
};

struct Hello {
    unsigned record_version = 0;
    unsigned version = 0;
    unsigned session_id = 0;  ///< bytes
    std::vector<unsigned> suites;
    std::vector<unsigned> extensions;
    std::vector<unsigned> algorithms;
    std::vector<unsigned> groups;
};

Hello parse(ByteView flight) {
    Hello hello;
    Reader record{flight};
    CHECK(record.number(1) == 22);
    hello.record_version = record.number(2);
    Reader message = record.block(record.number(2));
    CHECK(message.number(1) == 1);
    Reader body = message.block(message.number(3));
    hello.version = body.number(2);
    body.block(32);
    hello.session_id = body.number(1);
    hello.suites = body.block(body.number(2)).numbers();
    body.block(body.number(1));
    Reader extensions = body.block(body.number(2));
    while (!extensions.empty()) {
        const unsigned type = extensions.number(2);
        hello.extensions.push_back(type);
        Reader content = extensions.block(extensions.number(2));
        if (type == 13) hello.algorithms = content.block(content.number(2)).numbers();
        if (type == 10) hello.groups = content.block(content.number(2)).numbers();
    }
    return hello;
}

TEST_CASE("A gateway's ClientHello offers what Station's does") {
    const auto context = make_tls_client(files(), mutual()).value();
    const Hello hello = parse(first_flight(context, "cups.example"));
    CHECK(hello.record_version == 0x0301);
    CHECK(hello.version == 0x0303);
    CHECK(hello.session_id == 0);
    // protocol.md §8, measured: the list's beginning and its end.
    const std::vector<unsigned> first{0xcca8, 0xcca9, 0xccaa, 0xc02c, 0xc030,
                                      0x009f, 0xc0ad, 0xc09f, 0xc024, 0xc028};
    REQUIRE(hello.suites.size() > first.size());
    CHECK(std::equal(first.begin(), first.end(), hello.suites.begin()));
    CHECK(hello.suites.back() == 0x00ff);
    CHECK(hello.algorithms ==
          std::vector<unsigned>{0x0603, 0x0601, 0x0503, 0x0501, 0x0403, 0x0401, 0x0303, 0x0301});
    CHECK(hello.groups == std::vector<unsigned>{0x19, 0x1c, 0x18, 0x1b, 0x17, 0x16, 0x1a, 0x15, 0x14, 0x13,
                                                0x12, 0x1d, 0x1e});
    auto extensions = hello.extensions;
    std::sort(extensions.begin(), extensions.end());
    // server_name, groups, point formats, signature algorithms, encrypt-then-MAC, extended master secret,
    // ticket: no ALPN (16), no supported_versions (43). OpenSSL has an order of its own.
    CHECK(extensions == std::vector<unsigned>{0, 10, 11, 13, 22, 23, 35});
}

TEST_CASE("make_tls_client names the file that cannot be used") {
    auto set = files();
    SECTION("a byte order mark in front of the trust") {
        set.trust.insert(set.trust.begin(), {0xEF, 0xBB, 0xBF});
        CHECK(make_tls_client(set, mutual()).error().where == "trust");
    }
    SECTION("text in front of the certificate") {
        set.certificate.insert(set.certificate.begin(), '\n');
        CHECK(make_tls_client(set, mutual()).error().where == "crt");
    }
    SECTION("a key that is none") {
        set.key = to_bytes("-----BEGIN nothing-----\n");
        CHECK(make_tls_client(set, mutual()).error().where == "key");
    }
    SECTION("neither certificate nor key are looked at without mutual authentication") {
        set.certificate = to_bytes("\nnone");
        set.key = set.certificate;
        TlsClientSetup setup = mutual();
        setup.mode = AuthMode::server_only;
        CHECK(make_tls_client(set, setup).has_value());
    }
}

TEST_CASE("A key of another certificate is for the server to find") {
    auto set = files();
    set.key = read_file(std::string{CUPSPEC_VECTORS} + "/session-tls/home-1/cups.key").value();
    CHECK(make_tls_client(set, mutual()).has_value());
}

}  // namespace
}  // namespace cupspec::emulator
