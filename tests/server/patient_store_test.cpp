#include "server/patient_store.hpp"

#include "server/errc.hpp"
#include "tests/server/support.hpp"
#include "tests/server/watched_store.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

constexpr std::chrono::hours kLong{1};
constexpr std::chrono::milliseconds kNone{0};

/// The store as a request sees it that has waited long enough, in front of one that would answer.
struct LatePatience {
    Copy copy{"session-plain"};
    WatchedStore inner{copy.path("cups-1")};
    PatientStore late{inner, kNone};
    net::asio::io_context context;

    template <class T>
    void refuses(net::awaitable<Result<T>> operation, const std::string& name) {
        CAPTURE(name);
        const auto got = run(context, std::move(operation));
        REQUIRE_FALSE(got.has_value());
        CHECK(got.error().code == Errc::store_unavailable);
        CHECK(got.error().where == copy.path("cups-1/" + name).string());
        CHECK_THAT(got.error().detail, Catch::Contains("too slow"));
    }
};

/// A server whose store has used up a gateway's patience, or has not, and its answer to a recorded request.
Answer patient_answer(Running& server) { return server(to_text(recorded("session-plain/req-2.http"))); }

CupsOptions with_patience(std::chrono::milliseconds patience) {
    CupsOptions options = recorded_options("session-plain", 2);
    options.store_patience = patience;
    return options;
}

}  // namespace

TEST_CASE("PatientStore asks for nothing when the time is up, and says which object is wanting") {
    LatePatience at;
    at.refuses(at.late.get("cups.ca"), "cups.ca");
    at.refuses(at.late.stat("cups.ca"), "cups.ca");
    at.refuses(at.late.stamp("cups.ca"), "cups.ca");
    at.refuses(at.late.list("sig-"), "sig-");
    at.refuses(at.late.open("2.0.0.bin"), "2.0.0.bin");
    at.refuses(at.late.open_version("2.0.0.bin", ""), "2.0.0.bin");
    at.refuses(at.late.put("x", {}), "x");
    at.refuses(at.late.put_lightly("x", {}), "x");
    at.refuses(at.late.put_stream("x", content_of("y")), "x");
    at.refuses(at.late.create("x", {}), "x");
    at.refuses(at.late.remove("cups.ca"), "cups.ca");
    CHECK(at.inner.read + at.inner.opened == 0);
    CHECK(at.inner.written.empty());
    const auto sibling = at.late.sibling("cups-0");
    const auto got = run(at.context, sibling->get("cups.ca"));
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().where == at.copy.path("cups-0/cups.ca").string());
}

TEST_CASE("PatientStore is its store while there is time") {
    LatePatience at;
    PatientStore store{at.inner, kLong};
    CHECK(run(at.context, store.create("x", to_bytes("1"))).value());
    CHECK_FALSE(run(at.context, store.create("x", to_bytes("2"))).value());
    CHECK(run(at.context, store.get("x")).value() == to_bytes("1"));
    CHECK(run(at.context, store.put("x", to_bytes("22"))).has_value());
    CHECK(run(at.context, store.stat("x")).value() == 2U);
    const auto stamp = run(at.context, store.stamp("x")).value();
    REQUIRE(stamp.has_value());
    CHECK(run(at.context, store.open_version("x", stamp->version)).has_value());
    CHECK(run(at.context, store.put_stream("x", content_of("333"))).has_value());
    CHECK(run(at.context, store.open_version("x", stamp->version)).error().code == Errc::bad_file);
    CHECK(run(at.context, store.open("x")).has_value());
    CHECK(run(at.context, store.list("x")).value() == std::vector<std::string>{"x"});
    CHECK(run(at.context, store.remove("x")).has_value());
    CHECK(store.name() == "cups-1");
    CHECK(run(at.context, store.sibling("cups-0")->get("cups.ca")).value().has_value());
}

TEST_CASE("CupsServer answers 503 rather than keep a gateway waiting for a slow store until it hangs up") {
    Running slow{with_patience(kNone)};
    CHECK(patient_answer(slow).status == 503);
    CHECK(slow.log.count(LogLevel::error, "cups-router-0000000000000001.cfg") == 1);
    CHECK(slow.log.count(LogLevel::error, "the store is too slow for a gateway") == 1);
    Running quick{with_patience(kLong)};
    CHECK(patient_answer(quick).status == 200);
}
