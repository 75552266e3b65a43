#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>

namespace cupspec::protocol {

/// What a TLS connection turned out to be.
struct TlsFacts {
    std::string version;           ///< "TLSv1.2"; empty: no TLS, or the handshake failed
    std::string cipher;            ///< OpenSSL's name
    std::string server_name;       ///< SNI as sent
    std::string peer_common_name;  ///< CN of the peer's certificate, empty without one
    std::string peer_sha256;       ///< hex SHA-256 of the peer's certificate in DER
    std::string failure;           ///< why the handshake or the verification failed, in words
};

/// One request and its answer as they crossed the wire. Recorded by net/ and emulator/, judged by
/// conformance/.
struct Exchange {
    TimePoint started;
    std::chrono::milliseconds took{0};
    std::string peer;  ///< "127.0.0.1:40123"
    TlsFacts tls;
    std::string request_head;  ///< with the empty line
    Bytes request_body;
    unsigned status = 0;        ///< HTTP status; 0: no answer understood
    std::string response_head;  ///< with the empty line
    Bytes response_body;        ///< what arrived; the update's data may be left out, see `update_omitted`
    std::uint64_t update_omitted = 0;  ///< bytes of firmware at the end of the body that were not kept
};

}  // namespace cupspec::protocol
