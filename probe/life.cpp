#include "probe/life.hpp"

#include "emulator/drive.hpp"
#include "probe/answer_head.hpp"
#include "probe/errands.hpp"
#include "probe/words.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cupspec::probe {
namespace {

using conformance::Contact;
using emulator::Outcome;
using emulator::RoundReport;

constexpr unsigned kRounds = 5;
/// A firmware may take longer than any other answer.
constexpr unsigned kRoundLimits = 12;

bool has_problem(const RoundReport& report, std::string_view beginning) {
    return std::ranges::any_of(report.problems,
                               [&](const std::string& problem) { return problem.starts_with(beginning); });
}

std::string failure_of_round(const RoundReport& report, const ProbeOptions& options) {
    switch (report.outcome) {
        case Outcome::updated:
        case Outcome::no_updates:
        case Outcome::protocol_error: return {};
        case Outcome::timeout: return no_answer_within(options.timeout);
        case Outcome::connect_failed: return "no connection";
        default: break;
    }
    if (!report.exchange.tls.failure.empty()) return report.exchange.tls.failure;
    if (report.exchange.status != 0) return {};
    return report.problems.empty() ? std::string{to_string(report.outcome)} : report.problems.front();
}

bool is_framed(const RoundReport& report) {
    if (report.exchange.response_head.empty() || report.outcome == Outcome::timeout) return false;
    return read_answer_head(report.exchange.response_head).sound && !has_problem(report, "read-error") &&
           !has_problem(report, "more-bytes");
}

Contact contact_of(RoundReport report, const ProbeOptions& options) {
    Contact contact;
    contact.url = report.uri;
    contact.request = report.request;
    contact.failure = failure_of_round(report, options);
    contact.framed = is_framed(report);
    contact.exchange = report.exchange;
    contact.round = std::move(report);
    return contact;
}

/// One round, or as far as it came within the limit.
RoundReport play_round(emulator::Gateway& gateway, const ProbeOptions& options) {
    emulator::DriveOptions drive;
    drive.key_log = options.key_log;
    drive.connect_limit = options.timeout;
    bool ended = false;
    {
        Errands errands{options.stop};
        errands.add(emulator::drive_round(gateway, std::move(drive)));
        ended = errands.run(options.timeout * kRoundLimits);
    }  // what is given up borrows the round
    RoundReport report = gateway.end_round(false);
    if (!ended) report.outcome = Outcome::timeout;
    return report;
}

/// Nothing but a firmware that has been received before.
bool only_firmware(const RoundReport& report) {
    return report.response && report.response->update_bytes && !report.cups_changed && !report.tc_changed;
}

class LifeStory {
public:
    LifeStory(GatewayHome& home, const ProbeOptions& options)
        : home_{home}, options_{options}, gateway_{home.disk(), home.path(), home.gateway()} {}

    Result<Life> tell() {
        if (const auto refused = gateway_.start()) {
            return Error{make_error_code(boost::system::errc::invalid_argument), options_.home.string(),
                         "Station would not start on it: " + refused->problems.front()};
        }
        for (unsigned round = 0; round < kRounds; ++round) {
            auto goes_on = play();
            if (!goes_on) return goes_on.error();
            if (!*goes_on) break;
        }
        return std::move(life_);
    }

private:
    /// @return whether there is anything left to ask
    Result<bool> play() {
        auto before = home_.facts();
        RoundReport report = play_round(gateway_, options_);
        if (auto applied = apply_firmware(report); !applied) return applied.error();
        const bool again =
            report.outcome == Outcome::updated && !(life_.firmware_left && only_firmware(report));
        Contact contact = contact_of(std::move(report), options_);
        contact.before = std::move(before);
        contact.after = home_.facts();
        if (options_.on_contact) options_.on_contact(contact);
        life_.rounds.push_back(std::move(contact));
        return again;
    }

    /// The gateway's script would set the new package; here the tester says which it is.
    Result<void> apply_firmware(const RoundReport& report) {
        if (report.update.file.empty()) return {};
        std::error_code ignored;
        std::filesystem::remove(report.update.file, ignored);
        life_.firmware_left = options_.package_after.empty();
        if (life_.firmware_left) return {};
        return home_.set_package(options_.package_after);
    }

    GatewayHome& home_;            // NOLINT(*-ref-data-members): of one call
    const ProbeOptions& options_;  // NOLINT(*-ref-data-members): of one call
    emulator::Gateway gateway_;
    Life life_;
};

}  // namespace

Result<Life> live(GatewayHome& home, const ProbeOptions& options) { return LifeStory{home, options}.tell(); }

}  // namespace cupspec::probe
