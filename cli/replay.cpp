#include "base/files.hpp"
#include "capture/har_writer.hpp"
#include "capture/masker.hpp"
#include "capture/read.hpp"
#include "capture/recording.hpp"
#include "capture/scenario_text.hpp"
#include "cli/commands.hpp"
#include "cli/replay_text.hpp"
#include "emulator/drive.hpp"
#include "emulator/personality.hpp"
#include "protocol/uri.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <utility>

namespace cupspec::cli {
namespace {

using capture::Capture;

Error bad_choice(std::string where, std::string detail) {
    return {make_error_code(boost::system::errc::invalid_argument), std::move(where), std::move(detail)};
}

/// Leaves the one that --gateway names.
Result<void> choose_gateway(std::vector<Capture>& captures, const std::string& gateway) {
    if (gateway.empty()) return {};
    const auto router = protocol::parse_eui64(gateway);
    if (!router) return Error{router.error().code, "--gateway", router.error().detail};
    std::string known;
    for (const Capture& one : captures)
        if (one.gateway.router) known += (known.empty() ? "" : ", ") + protocol::to_id6(*one.gateway.router);
    std::erase_if(captures, [&router](const Capture& one) { return one.gateway.router != *router; });
    if (captures.empty()) return bad_choice("--gateway " + gateway, "the capture has " + known);
    return {};
}

Result<void> choose_personality(std::vector<Capture>& captures, const std::string& personality) {
    if (personality.empty()) return {};
    if (const auto traits = emulator::find_personality(personality); !traits)
        return Error{traits.error().code, "--as", traits.error().detail};
    for (Capture& one : captures) one.gateway.personality = personality;
    return {};
}

net::awaitable<void> one_round(emulator::Gateway& gateway, emulator::DriveOptions options) {
    co_await emulator::drive_round(gateway, std::move(options));
}

/// Real connections, one round after the other.
capture::Transport over_network(const Context& context) {
    return [&context](emulator::Gateway& gateway) {
        net::asio::io_context io{1};
        emulator::DriveOptions options;
        options.key_log = context.key_log;
        std::exception_ptr bug;
        net::asio::co_spawn(io, one_round(gateway, std::move(options)),
                            [&bug](std::exception_ptr thrown) { bug = std::move(thrown); });
        io.run();
        if (bug) std::rethrow_exception(bug);
    };
}

Result<ReplayedCapture> play(Capture captured, const ReplayCommand& command, const Context& context) {
    ReplayedCapture one;
    if (!command.against.empty()) {
        if (captured.is_masked) {
            captured.missing.emplace_back(
                "private keys and tokens: those here are stand-ins, which no server accepts");
        }
        auto replayed = capture::replay_against(captured, command.against, over_network(context));
        if (!replayed) return replayed.error();
        one.capture = std::move(captured);
        one.replayed = std::move(*replayed);
        return one;
    }
    if (command.minimise) {
        auto minimised = capture::minimise(captured);
        if (!minimised) return minimised.error();
        captured = minimised->capture;
        one.minimised = std::move(*minimised);
    }
    auto replayed = capture::replay(captured);
    if (!replayed) return replayed.error();
    one.capture = std::move(captured);
    one.replayed = std::move(*replayed);
    return one;
}

/// @return false when there is something already
Result<bool> put_file(const std::string& path, const std::string& text, bool force) {
    constexpr unsigned kOwnersOnly = 0600;
    if (!force) return create_file(path, as_bytes(text), kOwnersOnly);
    if (auto written = write_file(path, as_bytes(text), kOwnersOnly); !written) return written.error();
    return true;
}

std::string recording_text(const Capture& captured) {
    std::string text = capture::header_line(captured.gateway, captured.is_masked);
    for (const capture::Round& round : captured.rounds) text += capture::round_line(round);
    return text;
}

std::string symptom_of(const ReplayedCapture& one) {
    for (std::size_t i = one.replayed.rounds.size(); i-- > 0;) {
        std::string symptom = capture::symptom_of(one.capture.rounds[i], &one.replayed.rounds[i]);
        if (!symptom.empty()) return symptom;
    }
    return {};
}

/// The files that were asked for. @return the exit code
int write_files(const ReplayedCapture& one, const ReplayCommand& command) {
    // What is handed on holds no secret, whatever the capture held.
    Capture masked = one.capture;
    capture::Masker{}.mask(masked);
    std::string har;
    if (!command.as_har.empty()) har = capture::to_har({masked}, CUPSPEC_VERSION);
    for (const auto& [path, text] :
         {std::pair{command.as_scenario, capture::scenario_text(masked, symptom_of(one))},
          std::pair{command.as_recording, recording_text(masked)}, std::pair{command.as_har, har}}) {
        if (path.empty()) continue;
        const auto put = put_file(path, text, command.force);
        if (!put) return fail_output(put.error());
        if (!*put) return fail(kUsage, path + " is there already; --force replaces it");
    }
    return kGood;
}

/// Against another server its URI must be one that Station can use.
Result<void> check_against(const ReplayCommand& command) {
    if (command.against.empty()) return {};
    if (const auto uri = protocol::parse_cups_uri(command.against); !uri)
        return Error{uri.error().code, "--against " + command.against, uri.error().detail};
    return {};
}

Result<std::vector<Capture>> read_standard_input() {
    constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
    const auto text = read_stdin(kMostBytes);
    if (!text)
        return Error{make_error_code(boost::system::errc::io_error), "stdin", "unreadable or too large"};
    return capture::read_capture(as_bytes(*text), "stdin");
}

Result<std::vector<Capture>> chosen_captures(const ReplayCommand& command) {
    if (auto checked = check_against(command); !checked) return checked.error();
    auto captures = command.capture == "-" ? read_standard_input() : capture::read_capture(command.capture);
    if (!captures) return captures.error();
    if (auto chosen = choose_gateway(*captures, command.gateway); !chosen) return chosen.error();
    if (auto chosen = choose_personality(*captures, command.personality); !chosen) return chosen.error();
    const bool one_file =
        !command.as_scenario.empty() || !command.as_recording.empty() || !command.as_har.empty();
    if (one_file && captures->size() > 1) {
        return bad_choice("--gateway", "the capture has " + std::to_string(captures->size()) +
                                           " gateways, and one file takes one of them");
    }
    return captures;
}

}  // namespace

int execute(const ReplayCommand& command, Context& context) {
    auto captures = chosen_captures(command);
    if (!captures) return fail(captures.error());
    std::vector<ReplayedCapture> played;
    bool as_captured = true;
    for (Capture& captured : *captures) {
        auto one = play(std::move(captured), command, context);
        if (!one) return fail(one.error());
        if (const int code = write_files(*one, command); code != kGood) return code;
        as_captured = as_captured && one->replayed.came_back();
        if (!context.common.json)
            context.out.write(replay_text(*one, context.common.verbose > 0, context.style));
        played.push_back(std::move(*one));
    }
    if (context.common.json) context.out.write(replay_json(played));
    return as_captured ? kGood : kFailed;
}

}  // namespace cupspec::cli
