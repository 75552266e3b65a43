#include "scenarios/start_server_step.hpp"

#include "scenarios/judge.hpp"
#include "scenarios/landscape_reader.hpp"
#include "scenarios/stage.hpp"

#include <algorithm>

namespace cupspec::scenarios {

StartServerStep StartServerStep::read(const json::Cursor& at, const Names& names) {
    at.only({"server", "identity", "issuer", "refuse"});
    StartServerStep step;
    step.server = read_server_name(at, names.servers);
    const bool is_lns = std::find(names.lns.begin(), names.lns.end(), step.server) != names.lns.end();
    if (const auto identity = at.find("identity")) {
        if (is_lns) identity->fail(json::Errc::bad_value, "an LNS has the identities of its tcRoot");
        step.with.identity = file_name(*identity);
    }
    if (const auto issuer = at.find("issuer")) {
        if (is_lns) issuer->fail(json::Errc::bad_value, "is for a CUPS server");
        step.with.issuer = read_issuer(*issuer, names);
    }
    if (const auto refuse = at.find("refuse")) {
        if (!is_lns) refuse->fail(json::Errc::bad_value, "is for an LNS");
        step.with.refusal = read_refusal(*refuse);
    }
    return step;
}

net::awaitable<void> run(const StartServerStep& step, Stage& stage, StepResult& result) {
    note_broken(stage.servers().start_one(step.server, step.with), result);
    co_return;
}

}  // namespace cupspec::scenarios
