#include "server/s3_place.hpp"

#include "server/errc.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::server;

TEST_CASE("S3Place reads a bucket and a prefix") {
    CHECK(parse_s3_uri("s3://bucket").value() == S3Place{"bucket", ""});
    CHECK(parse_s3_uri("s3://bucket/").value() == S3Place{"bucket", ""});
    CHECK(parse_s3_uri("s3://my.bucket-1/fleet/cups-0//").value() == S3Place{"my.bucket-1", "fleet/cups-0"});
}

TEST_CASE("S3Place refuses what is no place, in words") {
    for (const char* text : {"", "bucket", "s3:/bucket", "s3://", "s3:///x", "s3://ab", "s3://Bucket",
                             "s3://-bucket", "s3://bucket.", "s3://buc_ket", "s3://bucket//x",
                             "s3://bucket/a/../b", "s3://bucket/.", "s3://bucket/a\nb"}) {
        CAPTURE(text);
        const auto place = parse_s3_uri(text);
        REQUIRE_FALSE(place.has_value());
        CHECK(place.error().code == Errc::bad_option);
        CHECK(place.error().where == text);
        CHECK_FALSE(place.error().detail.empty());
    }
}

TEST_CASE("S3Place names objects, itself and its siblings") {
    const S3Place deep{"bucket", "fleet/cups-0"};
    CHECK(deep.key("cups.ca") == "fleet/cups-0/cups.ca");
    CHECK(deep.uri("cups.ca") == "s3://bucket/fleet/cups-0/cups.ca");
    CHECK(deep.name() == "cups-0");
    CHECK(deep.sibling("cups-1") == S3Place{"bucket", "fleet/cups-1"});

    const S3Place flat{"bucket", "cups-0"};
    CHECK(flat.name() == "cups-0");
    CHECK(flat.sibling("cups-1") == S3Place{"bucket", "cups-1"});

    const S3Place top{"bucket", ""};
    CHECK(top.key("cups.ca") == "cups.ca");
    CHECK(top.name() == "bucket");
    CHECK(top.sibling("cups-1") == S3Place{"bucket", "cups-1"});
}

TEST_CASE("S3Endpoint reads scheme, host and port, and leaves the scheme's own port out of Host") {
    const auto own = parse_s3_endpoint("http://127.0.0.1:9000/").value();
    CHECK(own == S3Endpoint{false, "127.0.0.1", "9000"});
    CHECK(own.authority() == "127.0.0.1:9000");
    CHECK(parse_s3_endpoint("https://s3.example.com").value() == S3Endpoint{true, "s3.example.com", "443"});
    CHECK(parse_s3_endpoint("https://s3.example.com:443").value().authority() == "s3.example.com");
    CHECK(parse_s3_endpoint("http://h:443").value().authority() == "h:443");
    CHECK(parse_s3_endpoint("http://[::1]:80").value().authority() == "[::1]");
    CHECK(amazon_endpoint("eu-west-3").authority() == "s3.eu-west-3.amazonaws.com");
}

TEST_CASE("S3Endpoint refuses paths, users, other schemes and ports that are none") {
    for (const char* text :
         {"", "s3.example.com", "ftp://h", "http://", "http://h/path", "http://u@h", "http://h:0",
          "http://h:65536", "http://h:", "http://h:8x", "http://[::1", "http://h h"}) {
        CAPTURE(text);
        const auto endpoint = parse_s3_endpoint(text);
        REQUIRE_FALSE(endpoint.has_value());
        CHECK(endpoint.error().code == Errc::bad_option);
    }
}
