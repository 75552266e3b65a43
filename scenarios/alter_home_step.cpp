#include "scenarios/alter_home_step.hpp"

#include "scenarios/home_files.hpp"
#include "scenarios/judge.hpp"
#include "scenarios/stage.hpp"

namespace cupspec::scenarios {
namespace {

Result<void> alter(const AlterHomeStep& step, const Stage& stage, const std::filesystem::path& home) {
    constexpr unsigned kSetMode = 0640;
    for (const auto& [name, text] : step.files) {
        const std::string filled = stage.servers().fill_in(text);
        if (auto written = write_home_file(home / name, as_bytes(filled), kSetMode); !written) return written;
    }
    for (const std::string& name : step.removed)
        if (auto removed = remove_file(home / name); !removed) return removed;
    return {};
}

}  // namespace

AlterHomeStep AlterHomeStep::read(const json::Cursor& at, const Names& names) {
    at.only({"gateway", "files", "remove"});
    AlterHomeStep step;
    step.gateway = read_gateway_name(at, names);
    if (const auto files = at.find("files")) step.files = read_files(*files, names);
    if (const auto removed = at.find("remove")) step.removed = file_names(*removed);
    return step;
}

net::awaitable<void> run(const AlterHomeStep& step, Stage& stage, StepResult& result) {
    note_broken(alter(step, stage, stage.device(step.gateway).home()), result);
    co_return;
}

}  // namespace cupspec::scenarios
