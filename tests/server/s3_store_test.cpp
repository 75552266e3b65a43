#include "server/s3_store.hpp"

#include "base/files.hpp"
#include "server/errc.hpp"
#include "tests/net/run.hpp"
#include "tests/server/s3_server.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using net::testing::run;

TEST_CASE("S3Store gets an object with a signed request, and knows when there is none") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.hold("GET /bucket/a/b/x%20%2By", "hello");
    S3Options options = server.options("a/b");
    options.clock = [] { return TimePoint{std::chrono::sys_days{std::chrono::year{2026} / 1 / 2}}; };
    S3Store store{std::move(options)};
    CHECK(run(context, store.get("x +y")).value() == to_bytes("hello"));
    CHECK_FALSE(run(context, store.get("absent")).value().has_value());
    CHECK_FALSE(run(context, store.stat("absent")).value().has_value());
    CHECK(run(context, store.open("absent")).error().code == Errc::missing_file);
    REQUIRE(server.requests.size() == 4);
    CHECK(server.requests[0].header("x-amz-date") == "20260102T000000Z");
    CHECK_THAT(std::string{server.requests[0].header("Authorization").value()},
               Catch::StartsWith("AWS4-HMAC-SHA256 Credential=key-id/20260102/us-east-1/s3/aws4_request,"
                                 "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature="));
    CHECK(store.where("x") == "s3://bucket/a/b/x");
    CHECK(store.sibling("c")->where("x") == "s3://bucket/a/c/x");
    CHECK(store.name() == "b");
}

TEST_CASE("S3Store takes a chunked object, and none that ends with the connection") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.say("GET /bucket/p/chunked",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    server.say("GET /bucket/p/open", "HTTP/1.1 200 OK\r\n\r\nhello");
    S3Store store{server.options("p")};
    CHECK(run(context, store.get("chunked")).value() == to_bytes("hello"));
    CHECK_THAT(trouble(run(context, store.get("open"))), Catch::Contains("does not tell its length"));
    CHECK_THAT(trouble(run(context, store.open("open"))), Catch::Contains("does not tell its length"));
}

TEST_CASE("S3Store asks for the size without the object") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.say("HEAD /bucket/p/x", "HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n");
    S3Store store{server.options("p")};
    CHECK(run(context, store.stat("x")).value() == std::uint64_t{5'000'000'000});
}

TEST_CASE("S3Store puts the object with its hash") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.say("PUT /bucket/p/x", s3_answer(200, ""));
    server.refuse("PUT /bucket/p/denied", 403, "AccessDenied");
    S3Store store{server.options("p")};
    CHECK(run(context, store.put("x", to_bytes("abc"))).has_value());
    REQUIRE(server.requests.size() == 1);
    CHECK(server.requests[0].body == to_bytes("abc"));
    CHECK(server.requests[0].header("x-amz-content-sha256") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_THAT(trouble(run(context, store.put("denied", {}))), Catch::Contains("403 AccessDenied"));
    CHECK_THAT(trouble(run(context, store.put("absent", {}))), Catch::Contains("404 NoSuchKey"));
    CHECK(run(context, store.put("../x", {})).error().code == Errc::bad_name);
}

TEST_CASE("S3Store lists page by page, below its prefix only, sorted") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.hold(list_target("p%2Fsig-"), listing({"p/sig-2", "p/sig-1", "p/sig-x/"}, "a/b="));
    server.hold(
        "GET /bucket/?continuation-token=a%2Fb%3D&delimiter=%2F&list-type=2&max-keys=1000&prefix=p%2Fsig-",
        listing({"p/sig-0"}));
    server.hold(list_target("p%2Fother"), listing({"q/other"}));
    server.hold(list_target("p%2Fnone"), listing({}));
    server.hold(list_target("p%2Fhtml"), "<html/>");
    S3Store store{server.options("p")};
    CHECK(run(context, store.list("sig-")).value() == std::vector<std::string>{"sig-0", "sig-1", "sig-2"});
    CHECK(run(context, store.list("none")).value().empty());
    CHECK_THAT(trouble(run(context, store.list("other"))), Catch::Contains("another prefix"));
    CHECK_THAT(trouble(run(context, store.list("html"))), Catch::Contains("no ListBucketResult"));
    CHECK_THAT(trouble(run(context, store.list("absent"))), Catch::Contains("NoSuchKey"));
}

TEST_CASE("S3Store gives up on a listing that never ends") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.hold(list_target("p%2F"), listing({}, "t"));
    server.hold("GET /bucket/?continuation-token=t&delimiter=%2F&list-type=2&max-keys=1000&prefix=p%2F",
                listing({}, "t"));
    S3Store store{server.options("p")};
    CHECK_THAT(trouble(run(context, store.list(""))), Catch::Contains("does not end"));
}

TEST_CASE("S3Store streams an object from a file that is gone by then") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    const auto temporary = TemporaryDirectory::make().value();
    const std::string firmware(200'000, 'f');
    server.hold("GET /bucket/p/fw", firmware);
    S3Options options = server.options("p");
    options.spool = temporary.path();
    S3Store store{options};
    const auto source = run(context, store.open("fw"));
    REQUIRE(source.has_value());
    CHECK(std::filesystem::is_empty(temporary.path()));
    CHECK((*source)->size() == firmware.size());
    CHECK((to_text(read_all(**source)) == firmware));

    options.spool_bytes = firmware.size() - 1;
    S3Store small{options};
    CHECK(run(context, small.open("fw")).error().code == Errc::bad_file);
    CHECK(std::filesystem::is_empty(temporary.path()));
    options.spool = temporary.path() / "absent";
    S3Store homeless{options};
    CHECK_THAT(trouble(run(context, homeless.open("fw"))), Catch::Contains("absent"));
}

TEST_CASE("S3Store fetches a version once for all who open it at a time") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    const std::string firmware(200'000, 'f');
    const std::string whole = s3_answer(200, firmware, "ETag: \"abc\"\r\n");
    server.say("GET /bucket/p/fw", whole);
    server.say("HEAD /bucket/p/fw", whole.substr(0, whole.size() - firmware.size()));
    S3Store store{server.options("p")};
    const auto stamp = run(context, store.stamp("fw")).value();
    REQUIRE(stamp.has_value());
    CHECK(stamp->bytes == firmware.size());
    CHECK(stamp->version == "abc");
    using Opened = Result<std::unique_ptr<net::BodySource>>;
    std::vector<std::unique_ptr<net::testing::Beside<Opened>>> readers;
    for (int i = 0; i < 20; ++i)
        readers.push_back(std::make_unique<net::testing::Beside<Opened>>(
            context, store.open_version("fw", stamp->version)));
    for (auto& reader : readers) {
        const Opened opened = run(context, reader->join());
        REQUIRE(opened.has_value());
        CHECK((to_text(read_all(**opened)) == firmware));
    }
    CHECK(server.requests.size() == 2);
    CHECK(run(context, store.open_version("fw", "another")).error().code == Errc::bad_file);
    for (const std::string other : {"a", "b"}) {
        server.say("GET /bucket/p/" + other, whole);
        CHECK(run(context, store.open_version(other, "abc")).has_value());
    }
    server.say("GET /bucket/p/fw", s3_answer(200, "new", "ETag: \"def\"\r\n"));
    CHECK(run(context, store.open_version("fw", "abc")).error().detail == "changed while read");
    CHECK((to_text(read_all(*run(context, store.open_version("fw", "def")).value())) == "new"));
}

TEST_CASE("S3Store streams what it puts, signed over its hash") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.say("PUT /bucket/p/fw", s3_answer(200, ""));
    S3Store store{server.options("p")};
    REQUIRE(run(context, store.put_stream("fw", content_of("hello"))).has_value());
    REQUIRE(server.requests.size() == 1);
    CHECK(server.requests[0].body == to_bytes("hello"));
    CHECK(server.requests[0].header("x-amz-content-sha256") ==
          "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    CHECK(run(context, store.put_stream("fw", cut_content("hello", 6))).error().code == Errc::bad_file);
    CHECK(server.requests.size() == 1);
}

TEST_CASE("S3Store asks for nothing outside of its folder") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    S3Store store{server.options("p")};
    for (const std::string name : {"../q/x", "a/b", "..", "", "a\\b", "a\nb"}) {
        CAPTURE(name);
        CHECK(run(context, store.get(name)).error().code == Errc::bad_name);
        CHECK(run(context, store.stat(name)).error().code == Errc::bad_name);
        CHECK(run(context, store.stamp(name)).error().code == Errc::bad_name);
        CHECK(run(context, store.open(name)).error().code == Errc::bad_name);
        CHECK(run(context, store.open_version(name, "v")).error().code == Errc::bad_name);
        CHECK(run(context, store.put(name, {})).error().code == Errc::bad_name);
        CHECK(run(context, store.put_lightly(name, {})).error().code == Errc::bad_name);
        CHECK(run(context, store.put_stream(name, content_of("x"))).error().code == Errc::bad_name);
        CHECK(run(context, store.create(name, {})).error().code == Errc::bad_name);
        CHECK(run(context, store.remove(name)).error().code == Errc::bad_name);
    }
    CHECK(server.requests.empty());
}

TEST_CASE("S3Store never hands out a part of an object") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.cut("GET /bucket/p/x", std::string(100'000, 'x'));
    S3Store store{server.options("p")};
    CHECK_THAT(trouble(run(context, store.get("x"))),
               Catch::StartsWith("s3://bucket/p/x: ") && Catch::Contains("body shorter than announced"));
    CHECK_THAT(trouble(run(context, store.open("x"))), Catch::Contains("body shorter than announced"));
}

TEST_CASE("S3Store gets no object beyond what is held in memory") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.hold("GET /bucket/p/most", std::string(kStoredBytes, 'x'));
    server.hold("GET /bucket/p/more", std::string(kStoredBytes + 1, 'x'));
    S3Store store{server.options("p")};
    CHECK(run(context, store.get("most")).value()->size() == kStoredBytes);
    CHECK(run(context, store.get("more")).error().code == Errc::bad_file);
}

TEST_CASE("S3Store waits no longer than it is told for a silent server") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.be_silent("GET /bucket/p/x");
    S3Options options = server.options("p");
    options.limits.idle = std::chrono::milliseconds{50};
    S3Store store{std::move(options)};
    CHECK_THAT(trouble(run(context, store.get("x"))), Catch::Contains("timed out"));
}

TEST_CASE("S3Store creates an object only where the server finds none, and removes it") {
    net::asio::io_context context;
    ScriptedS3 server{context};
    server.say("PUT /bucket/p/new", s3_answer(200, ""));
    server.refuse("PUT /bucket/p/old", 412, "PreconditionFailed");
    server.say("DELETE /bucket/p/old", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
    server.refuse("DELETE /bucket/p/kept", 403, "AccessDenied");
    server.refuse("PUT /bucket/p/plain", 501, "NotImplemented");
    server.hold("HEAD /bucket/p/plain", "");
    S3Store store{server.options("p")};
    CHECK_FALSE(run(context, store.create("plain", to_bytes("x"))).value());
    CHECK(run(context, store.create("new", to_bytes("x"))).value());
    CHECK(server.requests.back().header("If-None-Match") == "*");
    CHECK_FALSE(run(context, store.create("old", to_bytes("x"))).value());
    CHECK(run(context, store.remove("old")).has_value());
    CHECK(run(context, store.remove("absent")).has_value());
    CHECK_THAT(trouble(run(context, store.remove("kept"))), Catch::Contains("403 AccessDenied"));
    CHECK(run(context, store.remove("../x")).error().code == Errc::bad_name);
    CHECK(run(context, store.create("../x", {})).error().code == Errc::bad_name);
}
