#include "emulator/gateway.hpp"

#include "protocol/uri.hpp"

#include <array>
#include <utility>

namespace cupspec::emulator {
namespace {

constexpr std::array kSets{SetName::regular, SetName::backup, SetName::boot};

bool is_well_formed(Category category, const std::string& uri) {
    return category == Category::cups ? static_cast<bool>(protocol::parse_cups_uri(uri))
                                      : static_cast<bool>(protocol::parse_tc_uri(uri));
}

GatewayOptions completed(GatewayOptions options) {
    if (options.station.empty()) options.station = options.traits.station;
    if (options.model.empty()) options.model = options.traits.model;
    return options;
}

}  // namespace

Gateway::Gateway(Disk& disk, std::filesystem::path home, GatewayOptions options)
    : options_{completed(std::move(options))},
      home_{disk, std::move(home)},
      transaction_{home_, options_.traits},
      machine_{options_.settings, options_.traits} {}

RoundReport Gateway::refused(const std::vector<std::string>& problems) const {
    RoundReport report;
    report.round = 1;
    report.outcome = Outcome::start_refused;
    for (const std::string& problem : problems) report.problem(problem);
    return report;
}

std::optional<RoundReport> Gateway::start() {
    auto refusal = look_at_home();
    if (options_.recorder != nullptr) options_.recorder->on_start(home_, refusal ? &*refusal : nullptr);
    return refusal;
}

std::optional<RoundReport> Gateway::look_at_home() {
    if (!transaction_.recover()) return refused({"start-refused:recovery"});
    std::vector<std::string> problems;
    const unsigned cups = count_uris(Category::cups, problems);
    const unsigned tc = options_.lns ? count_uris(Category::tc, problems) : 0;
    if (!problems.empty()) problems.emplace_back("start-refused:bad-uri");
    if (cups + tc == 0) problems.emplace_back("start-refused:no-uri");
    if (!problems.empty()) return refused(problems);
    cups_enabled_ = cups > 0 || !options_.traits.can_do_without_cups;
    return std::nullopt;
}

unsigned Gateway::count_uris(Category category, std::vector<std::string>& problems) const {
    unsigned count = 0;
    for (const SetName set : kSets) {
        const UriFile uri = home_.uri(category, set);
        if (!uri.configured()) continue;
        // Even in tc-bak and tc-boot, which are never used (protocol.md §1.4).
        if (is_well_formed(category, uri.text)) {
            ++count;
        } else {
            problems.emplace_back("uri-malformed");
        }
    }
    return count;
}

bool Gateway::finds_update() const { return home_.disk().executable(options_.update_file); }

Round& Gateway::begin_round() {
    if (options_.recorder != nullptr) options_.recorder->on_begin(home_);
    RoundSetup setup;
    setup.number = ++rounds_;
    setup.attempt = machine_.attempt();
    setup.set = machine_.set();
    setup.router = options_.router;
    setup.station = options_.station;
    setup.model = options_.model;
    setup.traits = options_.traits;
    setup.update_file = options_.update_file;
    setup.update_policy = options_.update_policy;
    setup.recorder = options_.recorder;
    setup.oracle = options_.oracle;
    return round_.emplace(home_, transaction_, options_.settings, std::move(setup));
}

RoundReport Gateway::end_round(bool lns_connected) {
    RoundReport report = std::move(round_->report());
    round_.reset();
    report.next = machine_.on_round(report, lns_connected);
    if (options_.recorder != nullptr) options_.recorder->on_end(home_, report, lns_connected);
    return report;
}

}  // namespace cupspec::emulator
