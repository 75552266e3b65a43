#include "cli/run_options.hpp"

#include "report/reproduce.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace cupspec::cli {
namespace {

Error bad_run_option(std::string where, std::string detail) {
    return {make_error_code(boost::system::errc::invalid_argument), std::move(where), std::move(detail)};
}

/// The two sides of the first `separator`, neither empty.
std::optional<std::pair<std::string, std::string>> split_at(const std::string& text, char separator) {
    const std::size_t at = text.find(separator);
    if (at == std::string::npos || at == 0 || at + 1 == text.size()) return std::nullopt;
    return std::pair{text.substr(0, at), text.substr(at + 1)};
}

std::optional<unsigned> number(std::string_view text) {
    unsigned value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<void> read_shard(const std::string& text, scenarios::RunOptions& options) {
    const auto parts = split_at(text, '/');
    const auto shard = parts ? number(parts->first) : std::nullopt;
    const auto shards = parts ? number(parts->second) : std::nullopt;
    if (!shard || !shards || *shard < 1 || *shard > *shards)
        return bad_run_option("--shard " + text, "I/N is needed with 1 <= I <= N, such as 2/4");
    options.shard = *shard;
    options.shards = *shards;
    return {};
}

/// What decides how a scenario comes out, as typed.
std::string options_of(const RunCommand& command) {
    std::string line;
    for (const std::string& against : command.against) line += " --against " + report::shell_word(against);
    if (!command.station.empty()) line += " --station " + report::shell_word(command.station);
    if (!command.store.empty()) line += " --store " + report::shell_word(command.store);
    if (command.seed != 0) line += " --seed " + std::to_string(command.seed);
    return line.empty() ? line : line.substr(1);
}

}  // namespace

Result<RunPlan> run_plan(const RunCommand& command) {
    RunPlan plan;
    for (const std::string& text : command.against) {
        auto parts = split_at(text, '=');
        if (!parts) {
            return bad_run_option("--against " + text,
                                  "NAME=URL is needed, such as cups-0=https://localhost:6040");
        }
        plan.options.against.push_back(std::move(*parts));
    }
    auto reports = report_targets(command.reports);
    if (!reports) return reports.error();
    plan.reports = std::move(*reports);
    plan.again = options_of(command);
    if (auto read = read_shard(command.shard, plan.options); !read) return read.error();
    plan.options.station_command = command.station;
    plan.options.jobs = command.jobs;
    plan.options.filters = command.filters;
    plan.options.tags = command.tags;
    plan.options.fail_fast = command.fail_fast;
    plan.options.retries = command.retries;
    plan.options.seed = command.seed;
    plan.options.keep = command.keep;
    plan.options.record_secrets = command.with_secrets;
    return plan;
}

}  // namespace cupspec::cli
