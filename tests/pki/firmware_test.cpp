#include "pki/firmware.hpp"

#include "base/hex.hpp"
#include "tests/pki/support.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::pki;

namespace {

struct Recording {
    Bytes update;
    Bytes signature;
    Bytes key;
};

Recording recording(const std::string& session) {
    const std::string folder = session + "/cups-1/";
    return {recorded(folder + "2.0.0.bin"), recorded(folder + "2.0.0.bin.sig-0"),
            recorded(folder + "sig-0.key")};
}

}  // namespace

TEST_CASE("update_digest is SHA-512") {
    // FIPS 180-4's example "abc", and the recorded update as `openssl dgst -sha512` prints it.
    CHECK(to_hex(update_digest(as_bytes("abc"))) ==
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    CHECK(to_hex(update_digest(recording("session-tls").update)) ==
          "ccd1faf4070c46f63338a72a22b839b69682841befb466755eba8860e8dd2e73"
          "a09c9da424cef06fde0500038d3a610201d163e32e3005c65d1d54e3a54062a9");
}

TEST_CASE("UpdateHash does not care where the update is split") {
    const Bytes update = recording("session-plain").update;
    const UpdateDigest whole = update_digest(update);
    for (std::size_t at = 0; at <= update.size(); ++at) {
        UpdateHash hash;
        hash.update(ByteView{update}.first(at));
        hash.update(ByteView{update}.subspan(at));
        INFO(at);
        CHECK(std::move(hash).finish() == whole);
    }
}

TEST_CASE("verify accepts the recorded signatures and no altered one") {
    const Recording real = recording(GENERATE(as<std::string>{}, "session-plain", "session-tls"));
    const UpdateDigest digest = update_digest(real.update);
    CHECK(verify(real.key, digest, real.signature));
    for (std::size_t i = 0; i < real.signature.size(); ++i) {
        INFO(i);
        Bytes altered = real.signature;
        altered[i] ^= 1U;
        CHECK_FALSE(verify(real.key, digest, altered));
        CHECK_FALSE(verify(real.key, digest, ByteView{real.signature}.first(i)));
    }
}

TEST_CASE("verify is strict about the signature's DER") {
    const Recording real = recording("session-tls");
    const UpdateDigest digest = update_digest(real.update);
    Bytes longer = real.signature;
    longer.push_back(0);
    CHECK_FALSE(verify(real.key, digest, longer));
    Bytes padded_within = longer;
    ++padded_within[1];
    CHECK_FALSE(verify(real.key, digest, padded_within));
    // 30 45 02 20 r 02 21 00 s; the same numbers bare, as r ‖ s
    Bytes bare{real.signature.begin() + 4, real.signature.begin() + 36};
    bare.insert(bare.end(), real.signature.begin() + 39, real.signature.end());
    REQUIRE(bare.size() == 64);
    CHECK_FALSE(verify(real.key, digest, bare));
    // r with a needless leading zero
    Bytes padded = real.signature;
    padded.insert(padded.begin() + 4, 0);
    ++padded[1];
    ++padded[3];
    CHECK_FALSE(verify(real.key, digest, padded));
}

TEST_CASE("verify tells another key and another update") {
    const Recording real = recording("session-tls");
    CHECK_FALSE(verify(recording("session-plain").key, update_digest(real.update), real.signature));
    Bytes altered = real.update;
    altered.back() ^= 0x80U;
    CHECK_FALSE(verify(real.key, update_digest(altered), real.signature));
}

TEST_CASE("verify refuses keys that are no 64-byte point of the curve") {
    const Recording real = recording("session-tls");
    const UpdateDigest digest = update_digest(real.update);
    for (const std::size_t size : {0U, 1U, 63U})
        CHECK_FALSE(verify(ByteView{real.key}.first(size), digest, real.signature));
    Bytes longer = real.key;
    longer.push_back(0);
    CHECK_FALSE(verify(longer, digest, real.signature));
    Bytes off_curve = real.key;
    off_curve.back() ^= 1U;
    CHECK_FALSE(verify(off_curve, digest, real.signature));
    CHECK_FALSE(verify(Bytes(64, 0), digest, real.signature));
    CHECK_FALSE(verify(Bytes(64, 0xFF), digest, real.signature));
}

TEST_CASE("is_public_key tells points of the curve from other bytes") {
    auto key = recorded("session-tls/cups-1/sig-0.key");
    CHECK(is_public_key(key));
    key.back() ^= 1;
    CHECK_FALSE(is_public_key(key));
    key.back() ^= 1;
    key.push_back(0);
    CHECK_FALSE(is_public_key(key));
    CHECK_FALSE(is_public_key({}));
    CHECK_FALSE(is_public_key(Bytes(64)));
}

TEST_CASE("public_key is what the recorded sig-0.key holds") {
    const auto key = PrivateKey::parse(recorded("session-tls/upd-sig/sig-0.pem")).value();
    CHECK(public_key(key).value() == recorded("session-tls/cups-1/sig-0.key"));
}

TEST_CASE("sign makes DER signatures that verify under the key's public half") {
    const auto key = PrivateKey::generate(KeyKind::p256).value();
    const UpdateDigest digest = update_digest(as_bytes("an update"));
    const Bytes signature = sign(key, digest).value();
    CHECK(signature.size() >= 66);
    CHECK(signature.size() <= 72);
    CHECK(signature.front() == 0x30);
    CHECK(signature[1] == signature.size() - 2);
    CHECK(verify(public_key(key).value(), digest, signature));
    CHECK_FALSE(verify(public_key(key).value(), update_digest(as_bytes("an updatE")), signature));
}

TEST_CASE("sign and public_key take P-256 keys only") {
    const auto key = PrivateKey::generate(KeyKind::p384).value();
    CHECK(sign(key, UpdateDigest{}).error().code == Errc::unsuitable_key);
    CHECK(public_key(key).error().code == Errc::unsuitable_key);
}

TEST_CASE("sign_file and verify_file read an update larger than a block") {
    const auto directory = TemporaryDirectory::make().value();
    const auto path = directory.path() / "update.bin";
    Bytes update(std::size_t{3} * 64 * 1024 + 17);
    for (std::size_t i = 0; i < update.size(); ++i) update[i] = static_cast<std::uint8_t>(i * 31);
    REQUIRE(write_file(path, update).has_value());
    const auto key = PrivateKey::generate(KeyKind::p256).value();
    const Bytes point = public_key(key).value();
    CHECK(digest_file(path).value() == update_digest(update));
    const Bytes signature = sign_file(key, path).value();
    CHECK(verify_file(point, path, signature).value());
    update.back() ^= 1U;
    REQUIRE(write_file(path, update).has_value());
    CHECK_FALSE(verify_file(point, path, signature).value());

    const auto missing = verify_file(point, directory.path() / "none", signature);
    REQUIRE(missing.has_error());
    CHECK(missing.error().code == boost::system::errc::no_such_file_or_directory);
    CHECK(digest_file(directory.path()).has_error());
}
