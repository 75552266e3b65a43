#include "base/files.hpp"
#include "cli/commands.hpp"
#include "pki/plan.hpp"

#include <nlohmann/json.hpp>

#include <random>
#include <utility>

namespace cupspec::cli {
namespace {

Result<pki::Pki> build_plan(const std::string& path) {
    const auto text = read_file(path);
    if (!text) return text.error();
    const auto plan = pki::parse_plan(to_text(*text), path);
    if (!plan) return plan.error();
    std::random_device device;
    const Random random = [&device] { return std::uint64_t{device()} << 32U | device(); };
    return pki::build(*plan, wall_clock(), random);
}

}  // namespace

int execute(const PkiBuildCommand& command, Context& context) {
    const auto pki = build_plan(command.plan);
    if (!pki) return fail(pki.error());
    const auto files = pki::files(*pki);
    if (!files) return fail(files.error());
    if (const auto written = pki::write(*pki, command.out); !written) return fail_output(written.error());
    if (context.common.json) {
        auto list = nlohmann::ordered_json::array();
        for (const auto& file : *files) list.push_back({{"path", file.path}, {"bytes", file.bytes.size()}});
        const nlohmann::ordered_json json{{"directory", command.out}, {"files", std::move(list)}};
        context.out.write(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n');
        return kGood;
    }
    if (context.common.quiet) return kGood;
    std::string text;
    for (const auto& file : *files)
        text += command.out + '/' + file.path + ": " + report::bytes_text(file.bytes.size()) + '\n';
    context.out.write(text);
    return kGood;
}

}  // namespace cupspec::cli
