#include "server/cups_server.hpp"
#include "server/s3_store.hpp"
#include "tests/server/s3_server.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

/// The server of a recorded session's answer, with its files in a scripted bucket.
struct InBucket {
    explicit InBucket(int n) : number{n}, name{n == 1 ? "cups-0" : "cups-1"}, s3{context} {
        for (const char* directory : {"cups-0", "cups-1", "tc-0"})
            s3.hold_directory(directory, recording(std::string{"session-plain/"} + directory).string());
    }

    /// The answer to the recorded request.
    Answer operator()() {
        CupsOptions options;
        S3Options place = s3.options(name);
        place.limits.idle = idle;
        options.store = std::make_unique<S3Store>(place);
        place.place.prefix = "tc-0";
        options.tc_store = std::make_unique<S3Store>(place);
        auto server = CupsServer::start(context.get_executor(), std::move(options), log).value();
        const Answer answer = exchange(context, server->port(), request());
        run(context, server->stop());
        return answer;
    }

    std::string request() const {
        return to_text(recorded("session-plain/req-" + std::to_string(number) + ".http"));
    }

    net::asio::io_context context;
    int number;
    std::string name;
    ScriptedS3 s3;
    KeptLog log;
    std::chrono::milliseconds idle{20'000};
};

}  // namespace

TEST_CASE("CupsServer answers from a bucket as it does from a directory") {
    const int n = GENERATE(1, 2, 3);
    InBucket server{n};
    const Answer answer = server();
    CHECK(answer.status == 200);
    CHECK((answer.body == recorded("session-plain/resp-" + std::to_string(n) + ".bin")));
}

TEST_CASE("CupsServer answers 503 and tells the operator why when the bucket fails, whatever fails") {
    // Each object the second answer is made of, and the listing.
    const std::string target = GENERATE(
        as<std::string>{}, "GET /bucket/cups-1/cups-router-1.cfg", "GET /bucket/tc-0/tc.ca",
        "GET /bucket/tc-0/tc-router-1.key", "HEAD /bucket/cups-1/2.0.0.bin",
        "GET /bucket/?delimiter=%2F&list-type=2&max-keys=1000&prefix=cups-1%2Fsig-",
        "GET /bucket/cups-1/sig-0.key", "GET /bucket/cups-1/2.0.0.bin.sig-0", "GET /bucket/cups-1/2.0.0.bin");
    const std::string trouble = GENERATE(as<std::string>{}, "403", "500", "cut", "silence", "closed");
    CAPTURE(target, trouble);
    InBucket server{2};
    std::string reason;
    if (trouble == "403") {
        server.s3.refuse(target, 403, "AccessDenied");
        reason = "403";
    } else if (trouble == "500") {
        server.s3.refuse(target, 500, "InternalError");
        reason = "500";
    } else if (trouble == "cut") {
        if (target.starts_with("HEAD")) return;  // has nothing to cut
        server.s3.cut(target, "nearly the object");
        reason = "body shorter than announced";
    } else if (trouble == "silence") {
        server.s3.be_silent(target);
        server.idle = std::chrono::milliseconds{200};
        reason = "timed out";
    } else {
        server.s3.say(target, "");
        reason = "closed without an answer";
    }
    const Answer answer = server();
    CHECK(answer.status == 503);
    CHECK(to_text(answer.body) == "the store cannot be used now\n");
    CHECK(server.log.count(LogLevel::error, reason) == 1);
    CHECK(server.log.count(LogLevel::error, "s3://bucket/") == 1);
}

TEST_CASE("CupsServer answers 503 when nobody listens where the bucket should be") {
    net::asio::io_context context;
    S3Options place;
    {
        ScriptedS3 gone{context};
        place = gone.options("cups-0");
    }
    CupsOptions options;
    options.store = std::make_unique<S3Store>(place);
    Running server{std::move(options)};
    const Answer answer = server(to_text(recorded("session-plain/req-1.http")));
    CHECK(answer.status == 503);
    CHECK(server.log.count(LogLevel::error, "s3://bucket/cups-0/cups-router-") == 1);
    CHECK(server.log.count(LogLevel::error, "refused") == 1);
}
