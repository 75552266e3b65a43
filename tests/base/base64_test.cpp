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

TEST_CASE("from_base64 reads what to_base64 writes, line ends in between, and nothing else") {
    for (const auto* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
        CHECK(from_base64(to_base64(as_bytes(text))) == to_bytes(text));
    CHECK(from_base64("Zm9v\r\nYmFy\n") == to_bytes("foobar"));
    for (const auto* text : {"Zg=", "Zg", "Z", "Zg==Zg==", "Zm9v!", "Z=g=", "===="}) {
        INFO(text);
        CHECK_FALSE(from_base64(text));
    }
}
