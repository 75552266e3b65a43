#include "tests/report/runs.hpp"

#include "base/files.hpp"
#include "protocol/response.hpp"

#include <utility>

namespace cupspec::test {
namespace {

using namespace emulator;
using namespace scenarios;
using std::chrono::microseconds;

const std::string kVectors = std::string{CUPSPEC_VECTORS} + "/session-tls/";

/// Request `n` of the recorded session, and answer `n` when it is to be there.
protocol::Exchange recorded_exchange(int n) {
    const auto request = to_text(read_file(kVectors + "req-" + std::to_string(n) + ".http").value());
    const auto split = request.find("\r\n\r\n") + 4;
    protocol::Exchange exchange;
    exchange.request_head = request.substr(0, split);
    exchange.request_body = to_bytes(request.substr(split));
    exchange.status = 200;
    exchange.response_body = read_file(kVectors + "resp-" + std::to_string(n) + ".bin").value();
    exchange.response_head =
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(exchange.response_body.size()) + "\r\n\r\n";
    exchange.tls = {"TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384", "localhost", "cups", "", ""};
    return exchange;
}

RoundReport recorded_round(int n) {
    RoundReport round;
    round.round = static_cast<unsigned>(n);
    round.exchange = recorded_exchange(n);
    round.request = protocol::parse_update_info(round.exchange.request_body).value();
    round.uri = *round.request->cups_uri;
    round.outcome = n == 3 ? Outcome::no_updates : Outcome::updated;
    round.response.emplace().bytes = round.exchange.response_body.size();
    round.next.after = std::chrono::seconds{n == 3 ? 86'400 : 60};
    return round;
}

StepResult step(std::string kind, std::string title, std::int64_t milliseconds) {
    StepResult result;
    result.kind = std::move(kind);
    result.title = std::move(title);
    result.where = "bootstrap.json:12:9";
    result.took = std::chrono::milliseconds{milliseconds};
    return result;
}

StepResult redirect() {
    StepResult result = step("poll", "poll: router-1 at cups-0", 7);
    result.round = recorded_round(1);
    result.round->response->cups_uri = "https://localhost:6041";
    result.round->response->cups_cred = CredentialSummary{1045, 3159461235};
    result.round->committed = {Category::cups};
    return result;
}

StepResult provisioning() {
    StepResult result = step("poll", "poll: router-1 at cups-1", 9);
    result.round = recorded_round(2);
    ResponseSummary& response = *result.round->response;
    response.tc_uri = "wss://localhost:6038";
    response.tc_cred = CredentialSummary{1030, 3287162706};
    response.signature = SignatureSummary{1575891577, 71};
    response.update_bytes = 137;
    result.round->update = {UpdateVerdict::Kind::verified, 0, "", "/private/update.bin"};
    result.round->committed = {Category::tc};
    result.update_package = "2.0.0";
    return result;
}

StepResult at_the_lns() {
    StepResult result = step("connect-lns", "connect-lns: router-1", 5);
    LnsReport& lns = result.lns.emplace();
    lns.stage = LnsReport::Stage::configured;
    lns.discovery_uri = "wss://localhost:6038";
    lns.muxs_uri = "wss://localhost:6039/router";
    lns.infos.version = lns.muxs.version = "TLSv1.2";
    lns.router_config = R"({"msgtype":"router_config"})";
    return result;
}

StepResult nothing_new() {
    StepResult result = step("poll", "poll: router-1 at cups-1 again", 3);
    result.round = recorded_round(3);
    return result;
}

ScenarioResult scenario(std::string name, Verdict verdict, std::string title) {
    ScenarioResult result;
    result.name = std::move(name);
    result.title = std::move(title);
    result.file = "(built in) " + result.name + ".json";
    result.verdict = verdict;
    result.took = microseconds{24'400};
    return result;
}

StepResult ended_early() {
    StepResult result = step("poll", "poll: router-1 at cups-0", 2);
    result.verdict = Verdict::failed;
    result.at = std::chrono::seconds{450};
    result.mismatches = {{"outcome", "no-updates", "protocol-error"}, {"response.bytes", "14", "13"}};
    result.round = recorded_round(3);
    result.round->exchange.response_body.pop_back();
    result.round->exchange.request_head.insert(result.round->exchange.request_head.size() - 2,
                                               "Authorization: Bearer do-not-show\r\n");
    result.round->response->bytes = 13;
    result.round->outcome = Outcome::protocol_error;
    result.round->problems = {"body-ended-early", "protocol-error"};
    return result;
}

}  // namespace

RunResult bootstrap_run() {
    ScenarioResult bootstrap =
        scenario("bootstrap", Verdict::passed, "From the first CUPS server to the LNS");
    bootstrap.tags = {"tls"};
    bootstrap.crcs = {{"cups-1/sig-0.key", "signing key", 64, 1575891577},
                      {"cups-1/cups-router-1", "credential set", 1045, 3159461235},
                      {"(empty set)", "credential set", 12, 0x7BD5C66F}};
    bootstrap.steps = {redirect(), provisioning(), at_the_lns(), nothing_new()};
    RunResult run;
    run.scenarios = {std::move(bootstrap), scenario("steady-state", Verdict::passed, "Nothing to change")};
    run.took = microseconds{51'000};
    run.seed = 7;
    return run;
}

RunResult troubled_run() {
    ScenarioResult failed = scenario("truncated", Verdict::failed, "An answer that ends early");
    failed.attempts = 2;
    failed.about = "In the field: a proxy that gives up \x1B[1mtoo early.";
    failed.steps = {redirect(), ended_early()};
    ScenarioResult broken = scenario("no-port", Verdict::broken, "A server that does not start");
    broken.message = "cups-0: port taken";
    ScenarioResult skipped = scenario("elsewhere", Verdict::skipped, "");
    skipped.message = "needs --against \x1B[31m";
    RunResult run;
    run.scenarios = {std::move(failed), std::move(broken), std::move(skipped),
                     scenario("lenient", Verdict::warning, "A rule that should hold")};
    run.took = std::chrono::seconds{12};
    return run;
}

}  // namespace cupspec::test
