#include "server/sigv4.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using namespace cupspec::server;

// Origin of the values: Amazon S3 API Reference, "Signature Calculations for the Authorization Header:
// Transferring Payload in a Single Chunk", examples, with the keys printed there.

namespace {

const S3Keys kExampleKeys{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", {}};

SigningScope example_scope() {
    using namespace std::chrono;
    return {"us-east-1", sys_days{2013y / May / 24}};
}

SignedRequest example(std::string method, std::string path) {
    SignedRequest request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = {{"Host", "examplebucket.s3.amazonaws.com"}};
    request.payload_hash = payload_hash_of({});
    return request;
}

std::string value_of(const SignedRequest& request, const std::string& name) {
    const auto found = std::find_if(request.headers.begin(), request.headers.end(),
                                    [&](const net::Header& h) { return h.name == name; });
    return found == request.headers.end() ? "" : found->value;
}

std::string signature_in(const SignedRequest& request) {
    const std::string value = value_of(request, "Authorization");
    return value.substr(value.find("Signature=") + 10);
}

}  // namespace

TEST_CASE("SigV4 signs the published GET of a range, step by step") {
    SignedRequest request = example("GET", "/test.txt");
    request.headers.push_back({"Range", "bytes=0-9"});
    sign(request, example_scope(), kExampleKeys);
    CHECK(value_of(request, "Authorization") ==
          "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
          "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
          "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

    request.headers.pop_back();  // the rest is what was signed
    CHECK(canonical_request(request) ==
          "GET\n/test.txt\n\nhost:examplebucket.s3.amazonaws.com\nrange:bytes=0-9\n"
          "x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
          "x-amz-date:20130524T000000Z\n\nhost;range;x-amz-content-sha256;x-amz-date\n"
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(string_to_sign(request, example_scope()) ==
          "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n"
          "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972");
}

TEST_CASE("SigV4 signs the published PUT, whose key holds a character to encode") {
    SignedRequest request = example("PUT", "/test$file.text");
    request.headers.push_back({"Date", "Fri, 24 May 2013 00:00:00 GMT"});
    request.headers.push_back({"x-amz-storage-class", "REDUCED_REDUNDANCY"});
    request.payload_hash = payload_hash_of(as_bytes("Welcome to Amazon S3."));
    sign(request, example_scope(), kExampleKeys);
    CHECK(signature_in(request) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST_CASE("SigV4 signs the published GET of a subresource without a value") {
    SignedRequest request = example("GET", "/");
    request.query = {{"lifecycle", ""}};
    sign(request, example_scope(), kExampleKeys);
    CHECK(signature_in(request) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST_CASE("SigV4 signs the published list of objects") {
    SignedRequest request = example("GET", "/");
    request.query = {{"prefix", "J"}, {"max-keys", "2"}};  // the canonical order is another one
    sign(request, example_scope(), kExampleKeys);
    CHECK(signature_in(request) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST_CASE("SigV4 encodes every byte but the unreserved ones, and slashes only where asked") {
    CHECK(uri_encode("AZaz09-._~") == "AZaz09-._~");
    CHECK(uri_encode("a b+c/d%\xc3\xa4") == "a%20b%2Bc%2Fd%25%C3%A4");
    CHECK(encoded_path("/b/a//../c d") == "/b/a//../c%20d");
    CHECK(encoded_query({{"b", "2"}, {"a", "x y"}, {"a", "x"}}) == "a=x&a=x%20y&b=2");
    CHECK(encoded_query({}).empty());
}

TEST_CASE("SigV4 folds blanks in header values and joins repeated headers") {
    SignedRequest request;
    request.headers = {{"X-B", "  a   b "}, {"Host", "h"}, {"x-b", "c"}};
    request.payload_hash = kUnsignedPayload;
    CHECK(canonical_request(request) == "GET\n/\n\nhost:h\nx-b:a b,c\n\nhost;x-b\nUNSIGNED-PAYLOAD");
}

TEST_CASE("SigV4 signs the token of temporary keys, and the moment to the second") {
    using namespace std::chrono;
    S3Keys keys = kExampleKeys;
    keys.session_token = "token";
    SignedRequest request = example("GET", "/");
    sign(request, {"eu-west-3", sys_days{2026y / January / 2} + 3h + 4min + 5s + 999ms}, keys);
    CHECK(value_of(request, "x-amz-date") == "20260102T030405Z");
    CHECK(value_of(request, "x-amz-security-token") == "token");
    const std::string value = value_of(request, "Authorization");
    CHECK(value.find("/20260102/eu-west-3/s3/aws4_request,") != std::string::npos);
    CHECK(value.find("x-amz-security-token,") != std::string::npos);
    CHECK(value.find(keys.secret) == std::string::npos);
}
