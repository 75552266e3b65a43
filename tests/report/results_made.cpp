#include "report/from_run.hpp"
#include "tests/report/runs.hpp"

#include <utility>

namespace cupspec::test {
namespace {

using report::Case;
using report::Event;
using report::Recorded;
using report::Results;
using report::Server;

using std::chrono::sys_days;

/// 2026-03-01 12:30:00.250 UTC
const TimePoint kStarted = sys_days{std::chrono::year{2026} / 3 / 1} + std::chrono::milliseconds{45'000'250};

Results results_of(const scenarios::RunResult& run) {
    return report::from_run(run, {"0.1.0", kStarted, "--against cups-0=https://localhost:6040"});
}

Case rule(std::string id, Verdict verdict, std::string title) {
    Case one;
    one.group = id.substr(0, id.find('/'));
    one.rule = id;
    one.id = std::move(id);
    one.title = std::move(title);
    one.level = "must";
    one.source = "protocol.md §3.2";
    one.verdict = verdict;
    return one;
}

Event look_at(std::size_t exchange, Verdict verdict) {
    Event event;
    event.kind = "repeat";
    event.title = "The first request once more";
    event.verdict = verdict;
    event.exchange = exchange;
    return event;
}

Case broken_promise() {
    Case one =
        rule("framing/nothing-follows", Verdict::failed, "The body ends where the update segment ends.");
    one.harm = "Nothing today; the next Station may read on.";
    one.remedy = "Send no byte after updData.";
    one.mismatches = {{"", "0 bytes after updData", "3 bytes"}};
    one.events = {look_at(1, Verdict::failed)};
    one.events[0].marks = {{14, 3, "nobody reads these"}};
    one.reproductions = {
        {"cupspec", "cupspec check https://cups.example:443 --rule framing/nothing-follows"}};
    return one;
}

Case known_failure() {
    Case one = rule("uris/port-is-there", Verdict::failed, "Every URI carries a port.");
    one.mismatches = {{"tcUri", "a port", "wss://lns.example"}};
    one.known = {report::KnownState::known, "the proxy in front adds it, until 2026-12-31", Verdict::failed};
    return one;
}

/// All of it is of one server.
Server checked_server(const Results& results) {
    Server server;
    server.url = results.title;
    server.router = "::1";
    server.attempts = 2;
    server.took = std::chrono::milliseconds{51};
    server.cases.count = results.cases.size();
    server.contacts.count = results.timeline.size();
    server.left_out = {{"large-body", "it puts load on the server: --allow load"}};
    return server;
}

}  // namespace

Results bootstrap_results() { return results_of(bootstrap_run()); }

Results troubled_results() { return results_of(troubled_run()); }

Results checked_results() {
    Results results = bootstrap_results();
    results.command = "check";
    results.title = "https://cups.example:443";
    results.seed.reset();
    results.timeline = {look_at(0, Verdict::passed), look_at(1, Verdict::passed)};
    Recorded& longer = results.exchanges.at(1);
    longer.exchange.response_body = Bytes(14, 0);
    longer.exchange.response_body.insert(longer.exchange.response_body.end(), {0xDE, 0xAD, 0x21});
    Recorded refused = longer;
    refused.exchange.status = 403;
    refused.exchange.response_head = "HTTP/1.1 403 Forbidden\r\nSet-Cookie: do-not-show\r\n\r\n";
    refused.exchange.response_body = to_bytes("<p>No, 100% not, </script> & goodbye</p>");
    results.exchanges.push_back(std::move(refused));
    Case framing = rule("framing/six-length-fields", Verdict::passed, "An answer has six length fields.");
    framing.events = {look_at(1, Verdict::passed)};
    Case should = rule("http/content-type", Verdict::warning, "The answer is an octet-stream, \"as said\".");
    should.level = "should";
    should.mismatches = {{"Content-Type", "application/octet-stream", "text/html; a,b:c#d"}};
    should.events = {look_at(results.exchanges.size() - 1, Verdict::warning)};
    Case skipped = rule("identity/foreign-router", Verdict::skipped, "Another gateway's EUI is refused.");
    skipped.message = "needs --allow #probing";
    results.timeline.push_back(look_at(results.exchanges.size() - 1, Verdict::passed));
    results.cases = {std::move(framing), broken_promise(), known_failure(), std::move(should),
                     std::move(skipped)};
    results.servers = {checked_server(results)};
    return results;
}

}  // namespace cupspec::test
