#include "protocol/credentials.hpp"

#include "protocol/crc32.hpp"
#include "protocol/response.hpp"
#include "tests/protocol/vectors.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::protocol;

namespace {

CredentialSet set_of(std::string_view trust, std::string_view certificate, std::string_view key) {
    return {to_bytes(trust), to_bytes(certificate), to_bytes(key)};
}

/// A DER SEQUENCE of `content` zero bytes, its length in the form asked for.
Bytes sequence(std::size_t content, std::size_t length_bytes = 0) {
    Bytes der{0x30};
    if (length_bytes > 0) der.push_back(static_cast<std::uint8_t>(0x80 + length_bytes));
    for (std::size_t i = std::max<std::size_t>(length_bytes, 1); i-- > 0;)
        der.push_back(static_cast<std::uint8_t>(content >> (8 * i) & 0xFFU));
    der.resize(der.size() + content);
    return der;
}

Bytes blob_of(std::initializer_list<Bytes> parts) {
    Bytes blob;
    for (const Bytes& part : parts) blob.insert(blob.end(), part.begin(), part.end());
    return blob;
}

const Bytes kTrust = sequence(300, 2);
const Bytes kCertificate = sequence(200, 1);
const Bytes kKey = sequence(119);
const Bytes kNone(4, 0);

std::string refused(const Bytes& blob) {
    const auto set = split(blob);
    if (set) return "split";
    CHECK(set.error().code == Errc::bad_credential);
    return set.error().where + ": " + set.error().detail;
}

std::string token_refused(std::string_view token) {
    return refused(blob_of({kTrust, kNone, to_bytes(token)}));
}

}  // namespace

TEST_CASE("The CRC of a set counts four zero bytes for what is absent") {
    CHECK(crc({}) == 2077607535U);  // this and the next three: protocol.md §2.1
    CHECK(crc(set_of("A", "", "")) == 803210218U);
    CHECK(crc(set_of("A", "", "Authorization: x\r\n")) == 1365204569U);
    CHECK(crc(set_of("A", "B", "C")) == 2743272264U);
}

TEST_CASE("The CRC of a set is the CRC of its blob") {
    for (const CredentialSet& set :
         {CredentialSet{}, set_of("A", "", ""), set_of("A", "B", "C"), set_of("", "", "C")})
        CHECK(crc32(join(set)) == crc(set));
}

TEST_CASE("A recorded blob splits into the files of the home that took it") {
    const std::string session = GENERATE(from_range(kSessions));
    const auto first = decode_response(vector_file(session + "/resp-1.bin")).value().response;
    CHECK(split(first.cups_cred).value() == home_set(session + "/home-1", "cups"));
    const auto second = decode_response(vector_file(session + "/resp-2.bin")).value().response;
    CHECK(split(second.tc_cred).value() == home_set(session + "/home-2", "tc"));
    CHECK(join(split(second.tc_cred).value()) == second.tc_cred);
}

TEST_CASE("A blob splits whatever of certificate and key is absent") {
    const CredentialSet set =
        GENERATE(CredentialSet{kTrust, kCertificate, kKey}, CredentialSet{kTrust, {}, {}},
                 CredentialSet{kTrust, kCertificate, {}}, CredentialSet{kTrust, {}, kKey},
                 CredentialSet{kTrust, {}, to_bytes("Authorization: x\r\n")},
                 CredentialSet{kTrust, kCertificate, to_bytes("Authorization: x\r\n")});
    CHECK(split(join(set)).value() == set);
}

TEST_CASE("An empty blob is the empty set") { CHECK(split({}).value() == CredentialSet{}); }

TEST_CASE("No proper prefix of a blob with a DER key splits") {
    const Bytes blob = join({kTrust, kCertificate, kKey});
    for (std::size_t n = 1; n < blob.size(); ++n) {
        const auto set = split(ByteView{blob}.first(n));
        REQUIRE_FALSE(set);
        const bool in_trust = n < kTrust.size();
        const bool in_certificate = !in_trust && n < kTrust.size() + kCertificate.size();
        CHECK(set.error().where == (in_trust ? "trust" : in_certificate ? "certificate" : "key"));
    }
}

TEST_CASE("A blob that is no set is refused by its element") {
    CHECK(refused({0x2D, 0x2D}) == "trust: offset 0: not DER (0x30)");
    CHECK(refused(Bytes(12, 0)) == "trust: offset 0: not DER (0x30)");
    CHECK(refused(blob_of({kTrust, {0x2D}})) ==
          "certificate: offset 304: neither DER (0x30) nor four zero bytes");
    CHECK(refused(blob_of({kTrust, {0, 0, 0}})) ==
          "certificate: offset 304: an absent element is four zero bytes");
    CHECK(refused(blob_of({kTrust, {0, 0, 1, 0}, kKey})) ==
          "certificate: offset 304: an absent element is four zero bytes");
    CHECK(refused(blob_of({kTrust, kNone})) ==
          "key: offset 308: the blob ends; an absent key is four zero bytes");
    CHECK(refused(blob_of({kTrust, kNone, {0, 0, 0}})) ==
          "key: offset 308: an absent element is four zero bytes");
    CHECK(refused(blob_of({kTrust, kNone, kNone, kNone})) == "key: offset 312: 4 bytes follow the key");
    CHECK(refused(blob_of({kTrust, kCertificate, kKey, {1}})) == "key: offset 628: 1 bytes follow the key");
    CHECK(refused({0x30, 0x05, 1}) == "trust: offset 0: the element needs 7 bytes, 3 are there");
}

TEST_CASE("A token is lines of name, colon, blank and value") {
    for (const char* token :
         {"Authorization: x", "Authorization: x\r\n", "Authorization: x\n", "Authorization: x\r\n\r\n",
          "X-A: 1\r\nX_b: 2\r\n", "A: 1\nB: 2", "Authorization: "})
        CHECK(token_refused(token) == "split");
    for (const char* token : {"secret", "Authorization:x", ": x", "Author ization: x", "A: 1\r\n\r\nB: 2",
                              "\r\n", "A: 1\rB: 2", "Authorization: \x01", "A: 1\r\nsecret"})
        CHECK(token_refused(token).find("\"Name: value\"") != std::string::npos);
    CHECK(token_refused(std::string_view("A: 1\r\n\0\0\0\0", 10)).find("\"Name: value\"") !=
          std::string::npos);
}

TEST_CASE("der_size reads definite lengths up to four bytes") {
    CHECK(der_size(sequence(0)).value() == 2);
    CHECK(der_size(sequence(127)).value() == 129);
    CHECK(der_size(sequence(128, 1)).value() == 131);
    CHECK(der_size(sequence(255, 1)).value() == 258);
    CHECK(der_size(sequence(256, 2)).value() == 260);
    CHECK(der_size(sequence(5, 4)).value() == 11);
    CHECK(der_size(Bytes{0x02, 0x01, 0x00, 0xFF}).value() == 3);  // what follows is not its business
}

TEST_CASE("der_size tells what is cut off from what is wrong") {
    const Bytes whole = sequence(300, 2);
    for (std::size_t n = 0; n < whole.size(); ++n)
        CHECK(der_size(ByteView{whole}.first(n)).error().code == Errc::truncated);
    CHECK(der_size(Bytes{0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0}).error().code == Errc::truncated);
    CHECK(der_size(Bytes{0x30, 0x80, 0, 0}).error().code == Errc::bad_credential);
    CHECK(der_size(Bytes{0x30, 0x85, 0, 0, 0, 0, 1, 0}).error().code == Errc::bad_credential);
    CHECK(der_size(Bytes{0x3F, 0x81, 0x01, 0}).error().code == Errc::bad_credential);
}

TEST_CASE("token_key writes one header line") {
    CHECK(to_text(token_key("Authorization", "Bearer NNSXS.x").value()) ==
          "Authorization: Bearer NNSXS.x\r\n");
    for (const char* value : {"x\r\n", "x\ny", "x\r"}) {
        CHECK(token_key("Authorization", value).error().code == Errc::bad_token);
        CHECK(token_key("Authorization", value).error().where == "value");
    }
    for (const char* name : {"", "Author ization", "Authorization:"})
        CHECK(token_key(name, "x").error().where == "name");
}
