#include "protocol/credentials.hpp"
#include "tests/protocol/vectors.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::protocol;

namespace {

std::string content(std::string_view text) { return to_text(first_pem_block(as_bytes(text)).value()); }

std::string refused_pem(std::string_view text) {
    const auto block = first_pem_block(as_bytes(text));
    if (block) return "read";
    CHECK(block.error().code == Errc::bad_pem);
    return block.error().detail;
}

std::string block(std::string_view text) {
    return "-----BEGIN X-----\n" + std::string{text} + "\n-----END X-----\n";
}

}  // namespace

TEST_CASE("The recorded PEM files hold one DER element each") {
    const std::string session = GENERATE(from_range(kSessions));
    for (const char* name : {"/home-0/cups.trust", "/home-0/cups.crt", "/home-0/cups.key"}) {
        const Bytes file = vector_file(session + name);
        CHECK(looks_like_pem(file));
        const Bytes der = first_pem_block(file).value();
        CHECK(der_size(der).value() == der.size());
    }
}

TEST_CASE("A server's PEM files become the blob that was recorded") {
    const auto element = [](const char* ending) {
        return first_pem_block(vector_file("session-tls/cups-1/cups-router-1." + std::string{ending}))
            .value();
    };
    CHECK(CredentialSet{element("trust"), element("crt"), element("key")} ==
          home_set("session-tls/home-1", "cups"));
}

TEST_CASE("DER is passed through") {
    const Bytes der = vector_file("session-tls/home-1/cups.key");
    CHECK(first_pem_block(der).value() == der);
    CHECK_FALSE(looks_like_pem(der));
}

TEST_CASE("Base64 decodes with every kind of padding") {
    CHECK(content(block("Zg==")) == "f");  // this to "foobar": RFC 4648 §10
    CHECK(content(block("Zm8=")) == "fo");
    CHECK(content(block("Zm9v")) == "foo");
    CHECK(content(block("Zm9vYg==")) == "foob");
    CHECK(content(block("Zm9vYmE=")) == "fooba");
    CHECK(content(block("Zm9vYmFy")) == "foobar");
    CHECK(content(block("+/+/")) == "\xFB\xFF\xBF");
    CHECK(content(block("")).empty());
    CHECK(content(block("Zm9v\r\n Ym\n\nFy\t")) == "foobar");
}

TEST_CASE("Text around the first block and other blocks are passed over") {
    CHECK(content("subject=CN\n\n  " + block("Zm9v") + "more\n" + block("YmFy")) == "foo");
    CHECK(content("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" +
                  block("Zm9v")) == "foo");
    CHECK(content("-----BEGIN X-----\r\nZm9v\r\n-----END X-----") == "foo");
    CHECK(content(block("Comment: a header\n\nZm9v")) == "foo");
}

TEST_CASE("What is no PEM block is refused with its line") {
    CHECK(refused_pem("") == "line 0: no BEGIN line up to here");
    CHECK(refused_pem("hello\nworld\n") == "line 2: no BEGIN line up to here");
    CHECK(refused_pem("-----BEGIN X-----\nZm9v\n") == "line 2: the block has no END line");
    CHECK(refused_pem("-----BEGIN X-----\nZm9v\n-----END Y-----\n") ==
          "line 3: the END line is another block's");
    CHECK(refused_pem(block("Zm9v\nZm*v")) == "line 3: not base64");
    CHECK(refused_pem(block("Zm9")) == "line 3: the base64 text is cut off");
    CHECK(refused_pem(block("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nZm9v")) ==
          "line 2: the block is encrypted");
    CHECK(refused_pem("-----BEGIN EC PARAMETERS-----\n-----END EC PARAMETERS-----\n") ==
          "line 2: no BEGIN line up to here");
    for (const char* text : {"Z===", "====", "Zg==Zg==", "Zm9v=", "Zg=a", "Zm-_"})
        CHECK(refused_pem(block(text)) != "read");
}

TEST_CASE("looks_like_pem allows white space in front") {
    CHECK(looks_like_pem(as_bytes(" \r\n\t-----BEGIN CERTIFICATE-----")));
    CHECK_FALSE(looks_like_pem(as_bytes("x -----BEGIN CERTIFICATE-----")));
    CHECK_FALSE(looks_like_pem(as_bytes("-----BEGIN")));
    CHECK_FALSE(looks_like_pem({}));
}
