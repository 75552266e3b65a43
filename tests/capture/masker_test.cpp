#include "capture/masker.hpp"

#include "base/files.hpp"
#include "capture/stand_in.hpp"
#include "pki/key.hpp"
#include "protocol/crc32.hpp"
#include "protocol/credentials.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace cupspec::test {
namespace {

using namespace capture;
using pki::KeyForm;
using pki::KeyKind;

bool holds(const Bytes& bytes, ByteView part) {
    return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

/// Every piece of eight bytes of a secret is gone.
bool shares_eight_bytes(const Bytes& bytes, ByteView secret) {
    constexpr std::size_t kPiece = 8;
    for (std::size_t at = 0; at + kPiece <= secret.size(); ++at)
        if (holds(bytes, secret.subspan(at, kPiece))) return true;
    return false;
}

/// Of SEC1 DER on a 256 bit curve: 32 octets behind a header of seven bytes.
ByteView sec1_secret(const Bytes& key) { return ByteView{key}.subspan(7, 32); }

TEST_CASE("Masker takes the private octets out of a blob and keeps its checksum and its parts") {
    const Bytes key = pki::PrivateKey::generate(KeyKind::p256)->der(KeyForm::sec1).value();
    const protocol::CredentialSet set{stand_in_element(300), stand_in_element(200), key};
    const Bytes blob = protocol::join(set);
    Masker masker;
    const Bytes masked = masker.mask(ByteView{blob});
    CHECK_FALSE(shares_eight_bytes(masked, sec1_secret(key)));
    CHECK(masked.size() == blob.size());
    CHECK(protocol::crc32(masked) == protocol::crc32(blob));
    const auto split = protocol::split(masked);
    REQUIRE(split);
    CHECK(split->trust == set.trust);
    CHECK(protocol::crc32(split->key) == protocol::crc32(key));
}

TEST_CASE("Masker finds private keys in every form, wherever they lie") {
    const auto check = [](KeyKind kind, KeyForm form, std::size_t offset) {
        const auto made = pki::PrivateKey::generate(kind).value();
        const Bytes der = made.der(form).value();
        const std::string pem = made.pem(form).value();
        Bytes body = to_bytes("junk before ");
        body.insert(body.end(), der.begin(), der.end() - 1);  // cut, too
        const Bytes masked = Masker{}.mask(ByteView{body});
        CHECK(masked != body);
        CHECK(protocol::crc32(masked) == protocol::crc32(body));
        CHECK_FALSE(shares_eight_bytes(masked, ByteView{der}.subspan(offset, 24)));
        const std::string text = Masker{}.mask(pem);
        CHECK(text.size() == pem.size());
        CHECK(protocol::crc32(as_bytes(text)) == protocol::crc32(as_bytes(pem)));
        CHECK(text.find(pem.substr(pem.find('\n') + 1, 40)) == std::string::npos);
    };
    check(KeyKind::p256, KeyForm::sec1, 7);
    check(KeyKind::p256, KeyForm::pkcs8, 36);
    check(KeyKind::p384, KeyForm::sec1, 9);
    check(KeyKind::rsa2048, KeyForm::pkcs1, 320);
    check(KeyKind::rsa2048, KeyForm::pkcs8, 340);
    check(KeyKind::ed25519, KeyForm::pkcs8, 16);
}

TEST_CASE("Masker takes tokens out of heads, key files and whatever repeats them") {
    capture::Round round;
    const std::string token = "Bearer NNSXS.ABCDEFGHIJKLMNOPQRSTUVWXYZ.0123456789";
    const std::string secret = token.substr(7);
    round.request_head = "POST /update-info HTTP/1.1\r\nAuthorization: " + token + "\r\n\r\n";
    round.answer = to_bytes("HTTP/1.1 403 Forbidden\r\n\r\nno such token: " + secret);
    round.home = emulator::HomeFiles{{"cups.key", {{}, 0644, to_bytes("X-Key: 5555-hidden-6666\r\n"), {}}},
                                     {"tc.trust", {{}, 0644, to_bytes("not a secret at all"), {}}}};
    const std::uint32_t crc_of_key = protocol::crc32((*round.home)["cups.key"].content);
    Masker{}.mask(round);
    CHECK(round.request_head.starts_with("POST /update-info HTTP/1.1\r\nAuthorization: Bearer "));
    CHECK(round.request_head.find("NNSXS") == std::string::npos);
    CHECK_FALSE(holds(round.answer, as_bytes(secret)));
    const Bytes& key = (*round.home)["cups.key"].content;
    CHECK(to_text(key).starts_with("X-Key: "));
    CHECK(to_text(key).ends_with("\r\n"));
    CHECK_FALSE(holds(key, as_bytes("hidden")));
    CHECK(protocol::crc32(key) == crc_of_key);
    CHECK(to_text((*round.home)["tc.trust"].content) == "not a secret at all");
}

TEST_CASE("Masker leaves a recorded session's certificates, URIs and signatures as they are") {
    const auto body = read_file(CUPSPEC_VECTORS "/session-tls/resp-2.bin").value();
    const Bytes masked = Masker{}.mask(ByteView{body});
    REQUIRE(masked.size() == body.size());
    std::size_t changed = 0;
    for (std::size_t i = 0; i < body.size(); ++i) changed += masked[i] != body[i] ? 1 : 0;
    CHECK(changed > 24);  // the private octets, a zero among them now and then
    CHECK(changed <= 32);
}

}  // namespace
}  // namespace cupspec::test
