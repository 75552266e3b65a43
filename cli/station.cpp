#include "base/files.hpp"
#include "capture/gateway_recording.hpp"
#include "capture/recording.hpp"
#include "cli/commands.hpp"
#include "cli/home_lock.hpp"
#include "cli/station_setup.hpp"
#include "cli/station_watcher.hpp"
#include "emulator/station_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cupspec::cli {
namespace {

net::awaitable<void> live(emulator::Disk& disk, emulator::StationOptions options, StationWatcher& watcher,
                          std::optional<emulator::StationEnd>& end) {
    end = co_await run_station(disk, std::move(options), watcher);
}

bool has_bound(const emulator::StationOptions& options) {
    return options.rounds != 0 || options.until != emulator::Until::forever;
}

void introduce(const emulator::StationOptions& options, const Context& context) {
    const auto& gateway = options.gateway;
    context.log.write(LogLevel::info, "SYS",
                      "gateway " + protocol::to_id6(gateway.router) + " on " + options.home.string() +
                          ", Station " +
                          (gateway.station.empty() ? std::string{gateway.traits.station} : gateway.station));
}

/// Null where nothing is to be recorded.
Result<std::unique_ptr<capture::GatewayRecording>> record(const StationCommand& command,
                                                          emulator::StationOptions& options) {
    if (command.record.empty()) return nullptr;
    const auto file = std::filesystem::path{command.record} / capture::recording_name(options.gateway.router);
    auto recording = capture::GatewayRecording::open(file, options.gateway, command.with_secrets);
    if (recording) options.gateway.recorder = (*recording)->recorder();
    return recording;
}

/// @return the exit code; a signal is an orderly end
int run_until_end(emulator::StationOptions options, Context& context) {
    emulator::PosixDisk disk;
    StationWatcher watcher{context, has_bound(options)};
    std::optional<emulator::StationEnd> end;
    std::exception_ptr bug;
    net::asio::io_context io{1};
    net::asio::signal_set signals{io, SIGINT, SIGTERM};
    signals.async_wait([&io, &context](const error_code&, int number) {
        context.log.write(LogLevel::info, "SYS", number == SIGINT ? "ended by SIGINT" : "ended by SIGTERM");
        io.stop();
    });
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
    const auto recording = record(command, *options);
    if (!recording) return fail_output(recording.error());
    const auto update_file = options->gateway.update_file;
    if (!has_bound(*options)) introduce(*options, context);

    const int code = run_until_end(std::move(*options), context);
    if (*recording && (*recording)->failure()) return fail_output(*(*recording)->failure());
    if (temporary && std::filesystem::exists(update_file)) {
        static_cast<void>(std::move(*temporary).keep());
        warn(context, "the firmware lies in " + update_file.string());
    }
    return code;
}

}  // namespace cupspec::cli
