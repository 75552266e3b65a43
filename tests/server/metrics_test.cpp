#include "server/metrics.hpp"

#include "server/cups_server.hpp"
#include "tests/server/metrics_page.hpp"
#include "tests/server/support.hpp"

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;
using test::MetricsPage;

namespace {

Served served(unsigned status, std::vector<protocol::Segment> sent = {}) {
    Served one;
    one.status = status;
    one.sent = std::move(sent);
    return one;
}

MetricsPage page_of(const Counters& counters) {
    Totals totals;
    counters.add_to(totals);
    return MetricsPage{to_prometheus(totals, {})};
}

}  // namespace

TEST_CASE("Counters tell answers by status and by what they came to") {
    using std::chrono::milliseconds;
    using Segment = protocol::Segment;
    Counters counters;
    counters.count(served(200), milliseconds{0});
    counters.count(served(200, {Segment::tc_uri}), milliseconds{1});
    counters.count(served(200, {Segment::tc_cred, Segment::update}), milliseconds{70});
    counters.count(served(404), milliseconds{2});
    counters.count(served(503), std::chrono::seconds{60});
    counters.count(served(999), milliseconds{1});
    counters.count_refused(408);
    const MetricsPage page = page_of(counters);
    CHECK(page["cups_request_received_total"] == 7);
    CHECK(page["cups_request_succeeded_total"] == 4);
    CHECK(page["cups_request_failed_total"] == 3);
    CHECK(page["cupspec_responses_total{status=\"200\"}"] == 3);
    CHECK(page["cupspec_responses_total{status=\"408\"}"] == 1);
    CHECK(page["cupspec_responses_total{status=\"400\"}"] == -1);
    CHECK(page["cupspec_answers_total{kind=\"nothing\"}"] == 1);
    CHECK(page["cupspec_answers_total{kind=\"configuration\"}"] == 1);
    CHECK(page["cupspec_answers_total{kind=\"firmware\"}"] == 1);
    CHECK(page["cupspec_answers_total{kind=\"refused\"}"] == 2);
    CHECK(page["cupspec_answers_total{kind=\"failed\"}"] == 2);
    CHECK(page["cupspec_request_duration_seconds_bucket{le=\"0.001\"}"] ==
          3);  // a bound belongs to its bucket
    CHECK(page["cupspec_request_duration_seconds_bucket{le=\"0.05\"}"] == 4);
    CHECK(page["cupspec_request_duration_seconds_bucket{le=\"5\"}"] == 5);
    CHECK(page["cupspec_request_duration_seconds_count"] == 6);
    CHECK(page["cupspec_request_duration_seconds_sum"] == Approx(60.074));
}

TEST_CASE("Counters of several workers add up") {
    std::vector<Counters> workers(3);
    for (Counters& worker : workers) {
        worker.count_opened();
        worker.count_received(10);
        worker.count_sent(1);
        worker.count_failed_handshake();
    }
    workers[1].count_closed();
    Totals totals;
    for (const Counters& worker : workers) worker.add_to(totals);
    const MetricsPage page{to_prometheus(totals, {})};
    CHECK(page["cupspec_connections_total"] == 3);
    CHECK(page["cupspec_connections"] == 2);
    CHECK(page["cupspec_received_bytes_total"] == 30);
    CHECK(page["cupspec_sent_bytes_total"] == 3);
    CHECK(page["cupspec_handshake_failures_total"] == 3);
}

TEST_CASE("A label's value is escaped, and numbers keep their digits") {
    ProcessFacts facts;
    facts.version = "a\\b\"c\nd";
    facts.openssl = "3.0";
    facts.started = 1700000000.123;
    const std::string text = to_prometheus({}, facts);
    CHECK_THAT(text, Catch::Contains(R"(cupspec_build_info{version="a\\b\"c\nd",openssl="3.0"} 1)"));
    CHECK_THAT(text, Catch::Contains("\nprocess_start_time_seconds 1700000000.123\n"));
    CHECK(MetricsPage{text}.has_family("cupspec_build_info"));
}

TEST_CASE("CupsServer counts connections, bytes and what its handler never sees") {
    Counters counters;
    CupsOptions options = recorded_options("session-plain", 2);
    options.counters = &counters;
    {
        Running server{std::move(options)};
        const std::string request = to_text(recorded("session-plain/req-2.http"));
        const Answer answer = server(request);
        CHECK(answer.status == 200);
        CHECK(server("noise\r\n\r\n").status == 400);
        Totals totals;
        counters.add_to(totals);
        CHECK(totals.opened == 2);
        CHECK(totals.received_bytes == request.size() + 9);
        CHECK(totals.sent_bytes > answer.head.size() + answer.body.size());
        CHECK(totals.by_status.at(200) == 1);
        CHECK(totals.by_status.at(400) == 1);
    }
    CHECK(page_of(counters)["cupspec_connections"] == 0);
}

TEST_CASE("CupsServer counts failed handshakes") {
    Counters counters;
    CupsOptions options = mutual("cups-1");
    options.counters = &counters;
    Running server{std::move(options)};
    CHECK(server("GET / HTTP/1.1\r\n\r\n").status == 0);
    const MetricsPage page = page_of(counters);
    CHECK(page["cupspec_handshake_failures_total"] == 1);
    CHECK(page["cupspec_connections_total"] == 0);
}

TEST_CASE("CupsServer is ready while its stores can be used") {
    const Copy copy{"session-plain"};
    Running server{plain(copy.path("cups-1"), copy.path("tc-0"))};
    CHECK(run(server.context, server.server->ready()).has_value());
    std::filesystem::remove_all(copy.path("tc-0"));
    const auto ready = run(server.context, server.server->ready());
    REQUIRE_FALSE(ready.has_value());
    CHECK_THAT(describe(ready.error()), Catch::Contains("tc-0"));
}
