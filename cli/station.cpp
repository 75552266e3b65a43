#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/home_lock.hpp"
#include "cli/station_setup.hpp"
#include "emulator/station_loop.hpp"
#include "report/exchange_text.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace cupspec::cli {
namespace {

using emulator::RoundReport;
using report::Depth;

/// Shows each event as it happens: rounds as JSON Lines or as text on stdout, the rest on stdout or in the
/// log.
class Watcher final : public emulator::StationWatcher {
public:
    explicit Watcher(Context& context) : context_{context} {}

    void on_round(const RoundReport& round) override {
        if (context_.common.json) {
            context_.out.write(to_json(round) + '\n');
            if (context_.common.verbose > 0)
                context_.log.write(LogLevel::debug, "CUP", '\n' + report::wire_text(round.exchange, {}));
        } else if (!context_.common.quiet) {
            const std::string title = "round " + std::to_string(round.round);
            context_.out.write(context_.style.paint(report::Colour::bold, title) + '\n' +
                               report::indented(report::round_text(round, {}, depth(), context_.style), 2));
        }
        if (round.outcome == emulator::Outcome::start_refused)
            explain("Station would exit with 1 at its start");
        if (round.outcome == emulator::Outcome::crashed) explain("Station would die of a signal here");
    }

    void on_lns(const emulator::LnsReport& lns) override {
        const bool nothing_to_contact =
            lns.stage == emulator::LnsReport::Stage::no_uri && lns.discovery_uri.empty();
        if (context_.common.json || context_.common.quiet || nothing_to_contact) {
            context_.log.write(LogLevel::info, "TCE", to_json(lns));
            return;
        }
        context_.out.write(context_.style.paint(report::Colour::bold, "LNS") + '\n' +
                           report::indented(report::lns_text(lns, depth(), context_.style), 2));
    }

    void on_lns_lost() override {
        context_.log.write(LogLevel::warning, "TCE", "the muxs connection was lost");
    }

    void on_update_run(const emulator::UpdateRunResult& result) override {
        context_.log.write(result.ok() ? LogLevel::info : LogLevel::warning, "SYS",
                           "the firmware was run: " + describe(result));
    }

    void on_update_found(const std::filesystem::path& file) override {
        context_.log.write(
            LogLevel::warning, "SYS",
            file.string() + " lies there from before; Station runs it now without verifying it");
    }

    void on_cups_disabled() override {
        context_.log.write(LogLevel::warning, "CUP",
                           "no set has a CUPS URI: CUPS stays off, only the LNS is contacted");
    }

private:
    Depth depth() const { return context_.common.verbose > 0 ? Depth::annotated : Depth::decoded; }
    void explain(std::string_view text) { context_.log.write(LogLevel::error, "SYS", text); }

    Context& context_;
};

net::awaitable<void> live(emulator::Disk& disk, emulator::StationOptions options, Watcher& watcher,
                          std::optional<emulator::StationEnd>& end) {
    end = co_await run_station(disk, std::move(options), watcher);
}

/// @return the exit code; a signal is an orderly end
int run_until_end(emulator::StationOptions options, Context& context) {
    emulator::PosixDisk disk;
    Watcher watcher{context};
    std::optional<emulator::StationEnd> end;
    std::exception_ptr bug;
    net::asio::io_context io{1};
    net::asio::signal_set signals{io, SIGINT, SIGTERM};
    signals.async_wait([&io](const error_code&, int) { io.stop(); });
    net::asio::co_spawn(io, live(disk, std::move(options), watcher, end), [&](std::exception_ptr thrown) {
        bug = std::move(thrown);
        io.stop();
    });
    io.run();
    if (bug) std::rethrow_exception(bug);
    if (!end) return kGood;
    return end->ok() ? kGood : kFailed;
}

}  // namespace

int execute(const StationCommand& command, Context& context) {
    const auto lock = HomeLock::take(command.home);
    if (!lock && lock.error().code == boost::system::errc::resource_unavailable_try_again)
        return fail(kEnvironment, command.home + ": another station runs on this home");
    if (!lock) return fail(lock.error());
    auto options = station_options(command, context);
    if (!options) return fail(options.error());

    std::optional<TemporaryDirectory> temporary;
    if (auto place = place_update_file(command, temporary); !place) {
        return fail_output(place.error());
    } else {
        options->gateway.update_file = std::move(*place);
    }
    const auto update_file = options->gateway.update_file;

    const int code = run_until_end(std::move(*options), context);
    if (temporary && std::filesystem::exists(update_file)) {
        static_cast<void>(std::move(*temporary).keep());
        warn(context, "the firmware lies in " + update_file.string());
    }
    return code;
}

}  // namespace cupspec::cli
