#include "server/errc.hpp"
#include "server/s3_store.hpp"
#include "tests/cli/program.hpp"
#include "tests/net/run.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <sys/xattr.h>

using namespace cupspec;
using net::testing::run;
using test::Ended;
using test::vector_path;

namespace {

/// Swift keeps what it knows of an object in extended attributes, which older tmpfs lacks.
TemporaryDirectory with_attributes() {
    auto usual = TemporaryDirectory::make().value();
    if (::setxattr(usual.path().c_str(), "user.cupspec", "", 0, 0) == 0) return usual;
    return TemporaryDirectory::make(std::filesystem::path{CUPSPEC_PROGRAM}.parent_path()).value();
}

/// Swift's S3 interface, which verifies signatures, in a process of its own.
class Swift {
public:
    Swift() {
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        std::vector<std::string> command{std::string{CUPSPEC_SOURCE} + "/tests/tools/s3_server.py",
                                         directory_.path().string()};
        process_ = std::make_unique<test::Process>(std::move(command), "", "", ends[1]);
        ::close(ends[1]);
        for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) url_ += c;
        ::close(ends[0]);
        if (url_.empty()) FAIL("no S3 server (make deps-test installs it): " << process_->wait().err);
        server::S3Options options = place("bucket", "");
        net::ClientRequest request;
        request.method = "PUT";
        server::SignedRequest signed_one;
        signed_one.method = "PUT";
        signed_one.path = "/bucket";
        signed_one.headers = {{"Host", options.endpoint.authority()}};
        signed_one.payload_hash = server::payload_hash_of({});
        sign(signed_one, {options.region, wall_clock()}, options.keys);
        request.target = signed_one.path;
        request.headers = signed_one.headers;
        net::HttpPlace where{options.endpoint.host, options.endpoint.port, {}};
        const auto made = run(context, net::fetch(std::move(where), std::move(request), {}));
        REQUIRE(made.has_value());
        REQUIRE((*made)->status() == 200);
    }

    server::S3Options place(const std::string& bucket, const std::string& prefix) const {
        server::S3Options options;
        options.place = {bucket, prefix};
        options.endpoint = server::parse_s3_endpoint(url_).value();
        options.region = "us-east-1";
        options.keys = {"test:tester", "testing", {}};
        return options;
    }

    server::S3Store store(const std::string& prefix) const {
        return server::S3Store{place("bucket", prefix)};
    }

    /// Every file of the directory, put into the bucket.
    void upload(const std::string& prefix, const std::string& directory) {
        server::S3Store target = store(prefix);
        for (const auto& entry : std::filesystem::directory_iterator{directory}) {
            auto put = target.put(entry.path().filename().string(), read_file(entry.path()).value());
            REQUIRE(run(context, std::move(put)).has_value());
        }
    }

    const std::string& url() const { return url_; }

    net::asio::io_context context;

private:
    TemporaryDirectory directory_ = with_attributes();
    std::unique_ptr<test::Process> process_;
    std::string url_;
};

/// The program's environment, with these AWS variables and no others.
std::vector<std::string> with_keys(const std::string& url, const std::string& secret) {
    return {"env",
            "-u",
            "AWS_SESSION_TOKEN",
            "-u",
            "AWS_ENDPOINT_URL_S3",
            "AWS_ACCESS_KEY_ID=test:tester",
            "AWS_SECRET_ACCESS_KEY=" + secret,
            "AWS_REGION=us-east-1",
            "AWS_ENDPOINT_URL=" + url,
            CUPSPEC_PROGRAM};
}

/// `serve` on the bucket.
class Served {
public:
    Served(const std::string& url, const std::string& secret, const std::string& name) {
        int ends[2] = {-1, -1};
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        auto arguments = with_keys(url, secret);
        arguments.insert(arguments.end(), {"serve", "--store", "s3://bucket/fleet/" + name, "--tc-store",
                                           "s3://bucket/fleet/tc-0", "--listen", "127.0.0.1:0"});
        process_ = std::make_unique<test::Process>(std::move(arguments), "", "", ends[1]);
        ::close(ends[1]);
        for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) url_ += c;
        ::close(ends[0]);
    }

    /// The recorded request's answer, by curl.
    Ended ask(int n) const {
        const auto http =
            to_text(read_file(vector_path("session-plain/req-" + std::to_string(n) + ".http")).value());
        return test::run_command({"curl", "--silent", "--noproxy", "*", "--fail-with-body", "--data-binary",
                                  "@-", url_ + "/update-info"},
                                 http.substr(http.find("\r\n\r\n") + 4));
    }

    Ended stop() {
        process_->signal(SIGTERM);
        return process_->wait();
    }

private:
    std::unique_ptr<test::Process> process_;
    std::string url_;
};

void upload_session(Swift& swift) {
    for (const std::string name : {"cups-0", "cups-1", "tc-0"})
        swift.upload("fleet/" + name, vector_path("session-plain/" + name));
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
    Served first{swift.url(), "testing", "cups-0"};
    const Ended one = first.ask(1);
    CHECK(one.exit == 0);
    CHECK((one.out == recorded_answer(1)));
    Served second{swift.url(), "testing", "cups-1"};
    Served third{swift.url(), "testing", "cups-1"};
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
    Served server{swift.url(), "wrong-secret", "cups-0"};
    CHECK(server.ask(1).out == "the store cannot be used now\n");
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    CHECK_THAT(ended.err, Catch::Contains("s3://bucket/fleet/cups-0/cups-router-") &&
                              Catch::Contains("403 SignatureDoesNotMatch"));
    CHECK_THAT(ended.err, !Catch::Contains("wrong-secret"));
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
