#pragma once

#include "cli/store_place.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cupspec::cli {

/// What one peer may take of a server. Sizes in bytes, times in seconds.
struct ServeLimits {
    std::size_t connections = 10'000;
    std::size_t header = 16 * 1024;
    std::size_t body = 64 * 1024;
    double request = 30;
    double idle = 30;
    double handshake = 10;
    double drain = 10;
};

struct ServeCommand {
    std::string config;     ///< a file with options; those of the command line go before
    std::string root;       ///< may be empty where there is a store
    std::string store;      ///< DIR or s3://BUCKET/PREFIX; empty: the root
    std::string tc_store;   ///< the same for LNS credentials; empty: tc_root, else the store
    BucketSettings bucket;  ///< of both
    std::string listen = "127.0.0.1:0";
    std::string identity;
    std::string tc_root;
    std::string lns;    ///< HOST:PORT; empty: no LNS
    std::string muxs;   ///< HOST:PORT; empty: any port beside the LNS
    std::string admin;  ///< HOST:PORT; empty: no admin listener
    std::string auth;   ///< empty: mutual with an identity, else none
    std::vector<std::string> client_ca;
    std::string dialect;              ///< empty: the protocol as Station reads it
    std::string faults;               ///< a file of docs/faults.md; empty: nothing goes wrong on purpose
    std::vector<std::string> broken;  ///< rules of the conformance test that are broken on purpose
    std::uint64_t seed = 0;           ///< of the faults that happen by chance
    std::string fault_ca;             ///< certificate of the CA that issues the certificates of TLS faults
    std::string fault_ca_key;         ///< its private key
    std::string proxy;                ///< URL of the server behind this one; empty: it answers itself
    std::string proxy_home;           ///< what that server is shown: cups.trust, .crt and .key
    std::string record;               ///< a directory; empty: nothing is recorded
    bool with_secrets = false;        ///< recordings hold keys and tokens as they are
    bool register_unknown = false;
    bool one_shot = false;
    std::string issuer_cert;  ///< of the CA that issues LNS credentials; empty: none does
    std::string issuer_key;
    unsigned min_valid_days = 30;
    unsigned valid_days = 365;
    unsigned threads = 1;
    ServeLimits limits;
    bool expose = false;  ///< other addresses than loopback
};

}  // namespace cupspec::cli
