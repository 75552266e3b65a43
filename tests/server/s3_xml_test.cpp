#include "server/s3_xml.hpp"

#include "tests/server/s3_server.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::server;

TEST_CASE("parse_s3_listing reads keys as they are, and whether more follow") {
    const auto whole = parse_s3_listing(as_bytes(testing::listing({"a/b", "a/ c &amp; d "})));
    REQUIRE(whole.has_value());
    CHECK(whole->keys == std::vector<std::string>{"a/b", "a/ c & d "});
    CHECK(whole->next.empty());
    const auto first = parse_s3_listing(as_bytes(testing::listing({"a"}, "1/token=")));
    REQUIRE(first.has_value());
    CHECK(first->next == "1/token=");
}

TEST_CASE("parse_s3_listing takes no part of a listing for the whole") {
    const std::string whole = testing::listing({"a", "b"}, "token");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        REQUIRE_FALSE(parse_s3_listing(as_bytes(whole.substr(0, size))).has_value());
    }
}

TEST_CASE("parse_s3_listing refuses what lacks a key, a token or the word about more") {
    for (const char* text :
         {"<ListBucketResult/>", "<ListBucketResult><IsTruncated>yes</IsTruncated></ListBucketResult>",
          "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
          "<ListBucketResult><IsTruncated>false</IsTruncated><Contents/></ListBucketResult>",
          "<Other><IsTruncated>false</IsTruncated></Other>", "no xml"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_s3_listing(as_bytes(text)).has_value());
    }
}

TEST_CASE("parse_s3_fault reads code and message, fit for one log line") {
    const S3Fault fault = parse_s3_fault(
        as_bytes("<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>No\nway.</Message></Error>"));
    CHECK(fault.code == "AccessDenied");
    CHECK(fault.message == "No way.");
    CHECK(parse_s3_fault(as_bytes("<html>502</html>")).code.empty());
    CHECK(parse_s3_fault({}).code.empty());
    const std::string long_text = "<Error><Code>" + std::string(5000, 'x') + "</Code></Error>";
    CHECK(parse_s3_fault(as_bytes(long_text)).code.size() == 300);
}
