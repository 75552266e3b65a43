#pragma once

#include "cli/context.hpp"

#include <functional>
#include <mutex>
#include <string>

namespace cupspec::cli {

/// One line on stderr that says what is under way and changes; nothing where stderr is no terminal. Any
/// thread may call.
class ProgressLine {
public:
    explicit ProgressLine(const Context& context);

    /// @param text empty: the line is gone
    void show(const std::string& text);

    /// Does what writes other lines to the terminal; the line stands below them.
    void above(const std::function<void()>& write);

private:
    void draw() const;

    bool shown_;
    std::mutex mutex_;
    std::string text_;
};

/// A log on the terminal of such a line.
class LogAbove final : public Log {
public:
    LogAbove(Log& log, ProgressLine& line) : log_{log}, line_{line} {}
    void write(LogLevel level, std::string_view source, std::string_view text) override;
    void write_with(std::span<const LogField> fields, LogLevel level, std::string_view source,
                    std::string_view text) override;

private:
    Log& log_;
    ProgressLine& line_;
};

}  // namespace cupspec::cli
