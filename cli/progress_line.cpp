#include "cli/progress_line.hpp"

#include "report/style.hpp"

#include <unistd.h>

namespace cupspec::cli {
namespace {

constexpr std::size_t kLineWidth = 79;
constexpr std::string_view kClearLine = "\r\x1B[K";

void write_to_terminal(std::string_view text) {
    static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size()));
}

}  // namespace

ProgressLine::ProgressLine(const Context& context)
    : shown_{is_terminal(STDERR_FILENO) && !context.common.quiet && context.common.log_format != "json"} {}

void ProgressLine::show(const std::string& text) {
    if (!shown_) return;
    const std::lock_guard lock{mutex_};
    // A line that wraps could not be taken back.
    text_ = report::printable(text).substr(0, kLineWidth);
    draw();
}

void ProgressLine::above(const std::function<void()>& write) {
    const std::lock_guard lock{mutex_};
    if (!text_.empty()) write_to_terminal(kClearLine);
    write();
    if (!text_.empty()) draw();
}

void ProgressLine::draw() const { write_to_terminal(std::string{kClearLine} + text_); }

void LogAbove::write(LogLevel level, std::string_view source, std::string_view text) {
    line_.above([&] { log_.write(level, source, text); });
}

void LogAbove::write_with(std::span<const LogField> fields, LogLevel level, std::string_view source,
                          std::string_view text) {
    line_.above([&] { log_.write_with(fields, level, source, text); });
}

}  // namespace cupspec::cli
