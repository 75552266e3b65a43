#include "cli/app.hpp"

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/key_log.hpp"
#include "cli/logging.hpp"

#include <csignal>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <unistd.h>
#include <utility>

namespace cupspec::cli {
namespace {

/// A run provokes what a server would warn of; its report says what matters.
LogLevel usual_level(const Command& command) {
    if (std::holds_alternative<RunCommand>(command)) return LogLevel::error;
    const bool long_lived =
        std::holds_alternative<ServeCommand>(command) || std::holds_alternative<StationCommand>(command);
    return long_lived ? LogLevel::info : LogLevel::warning;
}

/// @return `code`, or 3 when stdout could not be written for another reason than a reader who left
int close_console(const Console& out, int code) {
    if (const auto trouble = out.trouble()) return fail(kEnvironment, "stdout: " + *trouble);
    return code;
}

int answer(const Answer& answer) {
    Console out;
    out.write(answer.out);
    if (!answer.err.empty()) static_cast<void>(!::write(STDERR_FILENO, answer.err.data(), answer.err.size()));
    return close_console(out, answer.exit_code);
}

int carry_out(Invocation& invocation) {
    auto log = open_log(invocation.common, usual_level(invocation.command));
    if (!log) return fail_output(log.error());
    std::string path = invocation.common.key_log;
    if (path.empty()) path = environment("SSLKEYLOGFILE").value_or("");
    auto key_log = open_key_log(path);
    if (!key_log) return fail_output(key_log.error());

    Console out;
    Context context{invocation.common,
                    out,
                    **log,
                    {wants_colour(invocation.common.color, STDOUT_FILENO)},
                    std::move(*key_log)};
    const int code =
        std::visit([&context](const auto& command) { return execute(command, context); }, invocation.command);
    return close_console(out, code);
}

}  // namespace

int run_program(int argc, const char* const* argv) {
    secure_standard_streams();
    static_cast<void>(::signal(SIGPIPE, SIG_IGN));  // NOLINT(cert-err33-c): cannot fail for SIGPIPE
    // Whatever gets here is our own bug or no memory; the user gets a sentence in either case.
    try {
        constexpr std::uint64_t kConfigBytes = std::uint64_t{1} << 20U;
        const auto read = [](const std::string& path) { return read_file(path, kConfigBytes); };
        auto parsed = parse_arguments(argc, argv, read);
        if (const auto* refused = std::get_if<Answer>(&parsed)) return answer(*refused);
        return carry_out(std::get<Invocation>(parsed));
    } catch (const std::bad_alloc&) {
        return fail(kEnvironment, "out of memory");
    } catch (const std::exception& bug) {
        return fail(kEnvironment, std::string{"internal error: "} + bug.what());
    }
}

}  // namespace cupspec::cli
