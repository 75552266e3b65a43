#include "server/s3_store.hpp"
#include "tests/net/run.hpp"
#include "tests/server/s3_server.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using net::testing::run;

TEST_CASE("S3Store says what the server says, and what may help") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.refuse("GET /bucket/p/denied", 403, "AccessDenied");
    server.refuse("GET /bucket/p/bucket", 404, "NoSuchBucket");
    server.refuse("GET /bucket/p/slow", 503, "SlowDown");
    server.say("GET /bucket/p/page", s3_answer(404, "<html>not here</html>"));
    server.say("GET /bucket/p/moved", s3_answer(301, "<Error><Code>PermanentRedirect</Code></Error>",
                                                "x-amz-bucket-region: eu-west-3\r\n"));
    S3Store store{server.options("p")};
    const std::string denied = trouble(run(context, store.get("denied")));
    CHECK_THAT(denied, Catch::Contains("the S3 server answers 403 AccessDenied: Said so.") &&
                           Catch::Contains("right to list"));
    CHECK_THAT(denied, !Catch::Contains("key-id"));
    CHECK_THAT(trouble(run(context, store.get("bucket"))), Catch::Contains("404 NoSuchBucket"));
    CHECK_THAT(trouble(run(context, store.get("slow"))), Catch::Contains("503 SlowDown"));
    CHECK_THAT(trouble(run(context, store.get("page"))),
               Catch::EndsWith("the S3 server answers 404 (is the endpoint an S3 server?)"));
    CHECK_THAT(trouble(run(context, store.get("moved"))),
               Catch::EndsWith("the bucket's region is eu-west-3)"));
}

TEST_CASE(
    "S3Store's advice suits what the server said, and an answer of which half is missing is called so") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.refuse("GET /bucket/p/secret", 403, "SignatureDoesNotMatch");
    server.refuse("GET /bucket/p/id", 403, "InvalidAccessKeyId");
    server.refuse("GET /bucket/p/clock", 403, "RequestTimeTooSkewed");
    const std::string absent = s3_answer(404, "<Error><Code>NoSuchKey</Code></Error>");
    server.say("GET /bucket/p/cut", absent.substr(0, absent.size() - 3));
    S3Store store{server.options("p")};
    const std::string secret = trouble(run(context, store.get("secret")));
    CHECK_THAT(secret, Catch::Contains("secret access key") && !Catch::Contains("right to list"));
    CHECK_THAT(trouble(run(context, store.get("id"))), Catch::Contains("access key id"));
    CHECK_THAT(trouble(run(context, store.get("clock"))), Catch::Contains("clock"));
    CHECK_THAT(trouble(run(context, store.get("cut"))),
               Catch::Contains("answers 404, cut short: ") && Catch::Contains("body shorter than announced"));
}

TEST_CASE("S3Store asks again when others create the object at the same moment, and not for ever") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.refuse("PUT /bucket/p/x", 409, "ConditionalRequestConflict");
    S3Store store{server.options("p")};
    CHECK_THAT(trouble(run(context, store.create("x", {}))),
               Catch::Contains("409 ConditionalRequestConflict"));
    CHECK(server.requests.size() == 3);
    CHECK_THAT(trouble(run(context, store.put("x", {}))), Catch::Contains("409 ConditionalRequestConflict"));
    CHECK(server.requests.size() == 4);
}
