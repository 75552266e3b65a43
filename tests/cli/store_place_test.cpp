#include "cli/store_place.hpp"

#include "server/errc.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace cupspec;
using cli::BucketSettings;
using cli::find_store;

namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

const std::string kTrust = std::string{CUPSPEC_VECTORS} + "/session-tls/cups-1/cups.ca";

Variables plain_http() {
    return {{"AWS_ACCESS_KEY_ID", "id"},
            {"AWS_SECRET_ACCESS_KEY", "secret"},
            {"AWS_REGION", "eu-west-3"},
            {"AWS_ENDPOINT_URL", "http://127.0.0.1:9000"}};
}

cli::Environment with(Variables variables) {
    return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    };
}

}  // namespace

TEST_CASE("find_store takes a directory that is there") {
    const auto place = find_store(CUPSPEC_VECTORS, with({})).value();
    CHECK_FALSE(place.s3.has_value());
    CHECK(place.open()->where("x") == std::string{CUPSPEC_VECTORS} + "/x");
    CHECK(find_store("/no/such", with({})).error().code == server::Errc::missing_file);
}

TEST_CASE("find_store reads keys, region and server of a bucket from the environment") {
    const auto place = find_store("s3://bucket/p", with(plain_http())).value();
    REQUIRE(place.s3.has_value());
    CHECK(place.s3->keys.id == "id");
    CHECK(place.s3->keys.secret == "secret");
    CHECK(place.s3->keys.session_token.empty());
    CHECK(place.s3->region == "eu-west-3");
    CHECK(place.s3->endpoint == server::S3Endpoint{false, "127.0.0.1", "9000"});
    CHECK_FALSE(place.s3->tls.has_value());
    CHECK(place.open()->where("x") == "s3://bucket/p/x");
}

TEST_CASE("find_store prefers the more specific variable, and takes the other ones") {
    Variables variables = plain_http();
    variables["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.2:9001";
    variables["AWS_DEFAULT_REGION"] = "us-east-1";
    variables["AWS_SESSION_TOKEN"] = "token";
    const auto both = find_store("s3://bucket/p", with(variables)).value();
    CHECK(both.s3->endpoint.host == "127.0.0.2");
    CHECK(both.s3->region == "eu-west-3");
    CHECK(both.s3->keys.session_token == "token");
    variables["AWS_REGION"] = "";
    CHECK(find_store("s3://bucket/p", with(variables)).value().s3->region == "us-east-1");
}

TEST_CASE("find_store takes what serve was told of a bucket before the environment") {
    const BucketSettings told{"http://127.0.0.3:9003", "us-west-2", "told-id", "told-secret"};
    for (Variables variables : {Variables{}, plain_http()}) {
        variables["AWS_SESSION_TOKEN"] = "of the other keys";
        const auto place = find_store("s3://bucket/p", with(variables), told).value();
        CHECK(place.s3->keys.session_token.empty());
        CHECK(place.s3->endpoint == server::S3Endpoint{false, "127.0.0.3", "9003"});
        CHECK(place.s3->region == "us-west-2");
        CHECK(place.s3->keys.id == "told-id");
        CHECK(place.s3->keys.secret == "told-secret");
    }
    CHECK(find_store("s3://bucket/p", with(plain_http()), {"", "us-west-2", "", ""}).value().s3->keys.id ==
          "id");
    const auto endpoint = find_store("s3://bucket/p", with(plain_http()), {"ftp://x", "", "", ""});
    CHECK(endpoint.error().where == "--s3-endpoint=ftp://x");
    const auto secret = find_store("s3://bucket/p", with(plain_http()), {"", "", "", "hidden\n"});
    CHECK(secret.error().where == "--s3-secret-access-key");
    CHECK_THAT(secret.error().detail, !Catch::Contains("hidden"));
}

TEST_CASE("find_store names the variable that is missing") {
    for (const std::string name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"}) {
        for (const bool empty : {false, true}) {
            CAPTURE(name, empty);
            Variables variables = plain_http();
            variables.erase(name);
            if (empty) variables[name] = "";
            const auto place = find_store("s3://bucket/p", with(variables));
            REQUIRE_FALSE(place.has_value());
            CHECK(place.error().code == server::Errc::bad_option);
            CHECK(place.error().where.find(name) == 0);
            CHECK_THAT(place.error().detail, Catch::Contains("environment"));
        }
    }
}

TEST_CASE("find_store verifies an https server by the CAs it is told, of Amazon without an endpoint") {
    Variables variables = plain_http();
    variables.erase("AWS_ENDPOINT_URL");
    variables["AWS_CA_BUNDLE"] = kTrust;
    const auto place = find_store("s3://bucket/p", with(variables)).value();
    CHECK(place.s3->endpoint.authority() == "s3.eu-west-3.amazonaws.com");
    REQUIRE(place.s3->tls.has_value());
    CHECK(place.s3->tls->server_name() == "s3.eu-west-3.amazonaws.com");
    variables["AWS_CA_BUNDLE"] = "/no/such";
    const auto none = find_store("s3://bucket/p", with(variables));
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().where == "AWS_CA_BUNDLE=/no/such");
    CHECK_THAT(none.error().detail, Catch::Contains("https"));
}

TEST_CASE("find_store names the variable that holds what no header can, and not its value") {
    for (const std::string name :
         {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION"}) {
        CAPTURE(name);
        Variables variables = plain_http();
        variables[name] = "hidden\n";
        const auto place = find_store("s3://bucket/p", with(variables));
        REQUIRE_FALSE(place.has_value());
        CHECK(place.error().code == server::Errc::bad_option);
        CHECK(place.error().where == name);
        CHECK_THAT(place.error().detail, Catch::Contains("line end") && !Catch::Contains("hidden"));
    }
}

TEST_CASE("find_store names an endpoint it cannot read, never the secret") {
    Variables variables = plain_http();
    variables["AWS_ENDPOINT_URL"] = "localhost:9000";
    const auto place = find_store("s3://bucket/p", with(variables));
    REQUIRE_FALSE(place.has_value());
    CHECK(place.error().where == "AWS_ENDPOINT_URL=localhost:9000");
    CHECK_FALSE(find_store("s3://Bucket", with(plain_http())).has_value());
}
