#include "base/base64.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;

TEST_CASE("to_base64 gives the test vectors of RFC 4648 §10") {
    CHECK(to_base64({}).empty());
    CHECK(to_base64(as_bytes("f")) == "Zg==");
    CHECK(to_base64(as_bytes("fo")) == "Zm8=");
    CHECK(to_base64(as_bytes("foo")) == "Zm9v");
    CHECK(to_base64(as_bytes("foob")) == "Zm9vYg==");
    CHECK(to_base64(as_bytes("fooba")) == "Zm9vYmE=");
    CHECK(to_base64(as_bytes("foobar")) == "Zm9vYmFy");
    CHECK(to_base64(Bytes{0xfb, 0xff, 0xfe}) == "+//+");
}
