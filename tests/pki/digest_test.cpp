#include "pki/digest.hpp"

#include "base/hex.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;

TEST_CASE("sha256 gives the values of FIPS 180-4") {
    CHECK(to_hex(pki::sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(to_hex(pki::sha256(as_bytes("abc"))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    pki::Sha256 pieces;
    pieces.update(as_bytes("a"));
    pieces.update({});
    pieces.update(as_bytes("bc"));
    CHECK(std::move(pieces).finish() == pki::sha256(as_bytes("abc")));
}

TEST_CASE("hmac_sha256 gives the values of RFC 4231") {
    CHECK(to_hex(pki::hmac_sha256(Bytes(20, 0x0b), as_bytes("Hi There"))) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(to_hex(pki::hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    // A key longer than a block is hashed first: test case 6.
    CHECK(to_hex(pki::hmac_sha256(Bytes(131, 0xaa),
                                  as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("hmac_sha256 takes an empty key") {
    CHECK(to_hex(pki::hmac_sha256({}, {})) ==
          "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}
