#include "server/errc.hpp"
#include "tests/e2e/swift.hpp"
#include "tests/net/run.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <iterator>

using namespace cupspec;
using net::testing::run;
using test::Ended;
using test::Served;
using test::Swift;
using test::vector_path;

namespace {

void upload_session(Swift& swift) {
    for (const std::string name : {"cups-0", "cups-1", "tc-0"})
        swift.upload("fleet/" + name, vector_path("session-plain/" + name));
}

std::ptrdiff_t scenarios_in_suite() {
    const std::filesystem::path suite = std::filesystem::path{CUPSPEC_SOURCE} / "scenarios/suite";
    return std::distance(std::filesystem::directory_iterator{suite}, {});
}

std::string recorded_answer(int n) {
    return to_text(read_file(vector_path("session-plain/resp-" + std::to_string(n) + ".bin")).value());
}

}  // namespace

TEST_CASE("S3Store works with a server that verifies what it signs") {
    Swift swift;
    net::asio::io_context& context = swift.context;
    server::S3Store store = swift.store("a/b");
    for (const std::string name :
         {"plain", "blank and +", "100%&=?#", "\xc3\xa4\xe2\x82\xac", "~tilde*'()"}) {
        CAPTURE(name);
        REQUIRE(run(context, store.put(name, to_bytes("of " + name))).has_value());
        CHECK(run(context, store.get(name)).value() == to_bytes("of " + name));
        CHECK(run(context, store.stat(name)).value() == std::uint64_t{3 + name.size()});
        CHECK(run(context, store.list(name)).value() == std::vector<std::string>{name});
    }
    CHECK_FALSE(run(context, store.get("absent")).value().has_value());
    CHECK_FALSE(run(context, store.stat("absent")).value().has_value());
    CHECK(run(context, store.open("absent")).error().code == server::Errc::missing_file);
    CHECK(run(context, store.list("absent")).value().empty());

    CHECK(run(context, store.create("once", to_bytes("first"))).value());
    CHECK_FALSE(run(context, store.create("once", to_bytes("second"))).value());
    CHECK(run(context, store.get("once")).value() == to_bytes("first"));
    CHECK(run(context, store.remove("once")).has_value());
    CHECK(run(context, store.remove("once")).has_value());
    CHECK_FALSE(run(context, store.stat("once")).value().has_value());

    const std::string firmware(3'000'000, 'f');
    REQUIRE(run(context, store.put("firmware", to_bytes(firmware))).has_value());
    const auto source = run(context, store.open("firmware"));
    REQUIRE(source.has_value());
    CHECK((*source)->size() == firmware.size());
    CHECK(run(context, store.get("firmware")).error().code == server::Errc::bad_file);
}

TEST_CASE("S3Store is told what is wrong with its keys, its region and its bucket") {
    Swift swift;
    const auto trouble = [&](const server::S3Options& options) {
        server::S3Store store{options};
        const auto got = run(swift.context, store.get("x"));
        REQUIRE_FALSE(got.has_value());
        CHECK(got.error().code == server::Errc::store_unavailable);
        return got.error().detail;
    };
    server::S3Options secret = swift.place("bucket", "");
    secret.keys.secret = "wrong";
    CHECK_THAT(trouble(secret), Catch::Contains("403 SignatureDoesNotMatch"));
    server::S3Options region = swift.place("bucket", "");
    region.region = "eu-west-3";
    CHECK_THAT(trouble(region), Catch::Contains("400 AuthorizationHeaderMalformed"));
    server::S3Options late = swift.place("bucket", "");
    late.clock = [] { return wall_clock() - std::chrono::hours{1}; };
    CHECK_THAT(trouble(late), Catch::Contains("403 RequestTimeTooSkewed"));
    CHECK_THAT(trouble(swift.place("absent", "")), Catch::Contains("404 NoSuchBucket"));
}

TEST_CASE("S3Store lists more objects than one page holds") {
    Swift swift;
    server::S3Options options = swift.place("bucket", "many");
    options.page = 3;
    server::S3Store store{options};
    std::vector<std::string> all;
    for (int i = 0; i < 8; ++i) {
        all.push_back("n" + std::to_string(i));
        REQUIRE(run(swift.context, store.put(all.back(), {})).has_value());
    }
    CHECK(run(swift.context, store.list("n")).value() == all);
}

TEST_CASE("serve answers the recorded requests from a bucket, two servers on the same one") {
    Swift swift;
    upload_session(swift);
    Served first{{swift.url(), "testing", "cups-0", {}}};
    const Ended one = first.ask(1);
    CHECK(one.exit == 0);
    CHECK((one.out == recorded_answer(1)));
    Served second{{swift.url(), "testing", "cups-1", {}}};
    Served third{{swift.url(), "testing", "cups-1", {}}};
    for (const int n : {2, 3}) {
        CHECK((second.ask(n).out == recorded_answer(n)));
        CHECK((third.ask(n).out == recorded_answer(n)));
    }
    CHECK(first.stop().exit == 0);
    CHECK(second.stop().exit == 0);
    CHECK(third.stop().exit == 0);
}

TEST_CASE("serve with the wrong secret answers 503 and tells the operator, not the gateway") {
    Swift swift;
    upload_session(swift);
    Served server{{swift.url(), "wrong-secret", "cups-0", {}}};
    CHECK(server.ask(1).out == "the store cannot be used now\n");
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    CHECK_THAT(ended.err, Catch::Contains("s3://bucket/fleet/cups-0/cups-router-") &&
                              Catch::Contains("403 SignatureDoesNotMatch"));
    CHECK_THAT(ended.err, !Catch::Contains("wrong-secret"));
}

TEST_CASE("All scenarios of the suite pass on a bucket as they do on directories, and leave nothing in it") {
    Swift swift;
    auto arguments = test::with_keys(swift.url(), "testing");
    arguments.insert(arguments.end(), {"run", "--store", "s3://bucket/run", "-j", "2"});
    const Ended ended = test::run_command(std::move(arguments));
    INFO(ended.out << ended.err);
    CHECK(ended.exit == 0);
    CHECK_THAT(ended.out, Catch::Contains(std::to_string(scenarios_in_suite()) + " passed, 0 failed"));
    const std::string keys = swift.ask_bucket("GET");
    CHECK_THAT(keys, Catch::Contains("ListBucketResult") && !Catch::Contains("<Key>"));

    auto wrong = test::with_keys(swift.url(), "wrong-secret");
    wrong.insert(wrong.end(), {"run", "bootstrap", "--store", "s3://bucket/run"});
    const Ended refused = test::run_command(std::move(wrong));
    CHECK(refused.exit == 1);
    CHECK_THAT(refused.out, Catch::Contains("403 SignatureDoesNotMatch"));
    CHECK(test::run_program({"run", "--store", "."}).exit == 2);
}

TEST_CASE("serve says which part of an s3 store it lacks") {
    const auto fails = [](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"env", "-u", "AWS_ACCESS_KEY_ID", CUPSPEC_PROGRAM, "serve"});
        const Ended ended = test::run_command(std::move(arguments));
        CHECK(ended.exit == 2);
        CHECK(ended.out.empty());
        return ended.err;
    };
    CHECK_THAT(fails({"--store", "s3://bucket/x"}), Catch::Contains("AWS_ACCESS_KEY_ID"));
    CHECK_THAT(fails({"--store", "s3://B"}), Catch::Contains("bucket's name"));
    CHECK_THAT(fails({"--store", "/no/such"}), Catch::Contains("/no/such"));
    CHECK_THAT(fails({}), Catch::Contains("--root DIR or --store"));
    CHECK_THAT(fails({"--store", "s3://bucket/x", "--identity", "cups-0"}), Catch::Contains("--root DIR"));
    CHECK_THAT(fails({"--store", "s3://bucket/x", "--lns", "127.0.0.1:0"}), Catch::Contains("--tc-root DIR"));
}
