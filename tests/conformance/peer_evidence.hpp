#pragma once

#include "conformance/evidence.hpp"

#include <string>

namespace cupspec::conformance::testing {

/// A conversation over TLS with a server that does all as it should, with every purpose in it, held by a
/// gateway that has a certificate and a token.
Evidence sound_conversation();

/// The head of an answer with these header lines, each with its CR LF.
std::string answer_head(unsigned status, std::size_t bytes, const std::string& lines = {});

/// Makes it an answer of that status with that body, whole and framed.
void put_answer(Contact& contact, unsigned status, const std::string& body);
/// Nothing comes back.
void put_silence(Contact& contact, const std::string& failure);

/// How a certificate that the server sends is to differ from a sound one.
struct ChainWish {
    std::string common_name = "localhost";
    std::vector<std::string> dns{"localhost"};
    std::vector<std::string> ip{};
    int from_days = -1;
    int to_days = 30;
    bool sha1 = false;
    std::string key = "p256";  ///< rsa1024, ed25519
};
/// One server certificate in DER, from a CA that is made for it, valid about `test_now`.
Bytes server_certificate(const ChainWish& wish);
TimePoint test_now();

/// TLS fails: all contacts come to nothing, and Station's word for it is that problem.
void fail_tls(Evidence& evidence, const std::string& problem);

}  // namespace cupspec::conformance::testing
