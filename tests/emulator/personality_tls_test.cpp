// What the TLS traits change in the client a gateway makes of its files.

#include "base/files.hpp"
#include "emulator/personality.hpp"
#include "emulator/tls_client.hpp"

#include <catch2/catch.hpp>
#include <openssl/ssl.h>

namespace cupspec::test {
namespace {

long newest_version(std::string_view personality) {
    emulator::TlsClientSetup setup;
    setup.host = "localhost";
    setup.tls = emulator::find_personality(personality).value().tls;
    protocol::CredentialSet files;
    files.trust = read_file(CUPSPEC_VECTORS "/session-tls/home-0/cups.trust").value();
    const auto context = emulator::make_tls_client(files, setup).value();
    return SSL_CTX_get_max_proto_version(context.native());
}

TEST_CASE("A gateway's TLS ends at 1.2 with mbedTLS") {
    for (const std::string_view name : {"station-2.0.6", "station-2.0.1", "strict"})
        CHECK(newest_version(name) == TLS1_2_VERSION);
    CHECK(newest_version("rak-basicstation") == TLS1_3_VERSION);
}

}  // namespace
}  // namespace cupspec::test
