#include "scenarios/change_server_step.hpp"

#include "scenarios/judge.hpp"
#include "scenarios/landscape_reader.hpp"
#include "scenarios/stage.hpp"

#include <algorithm>
#include <iterator>

namespace cupspec::scenarios {

ChangeServerStep ChangeServerStep::read(const json::Cursor& at, const Names& names) {
    at.only({"server", "gateways", "firmware", "credentials", "files", "remove", "cut", "faults"});
    std::vector<std::string> cups;
    std::copy_if(names.servers.begin(), names.servers.end(), std::back_inserter(cups),
                 [&names](const std::string& server) {
                     return std::find(names.lns.begin(), names.lns.end(), server) == names.lns.end();
                 });
    return {read_server_name(at, cups), read_cups_change(at, names)};
}

net::awaitable<void> run(const ChangeServerStep& step, Stage& stage, StepResult& result) {
    note_broken(stage.servers().change(step.server, step.change), result);
    co_return;
}

}  // namespace cupspec::scenarios
