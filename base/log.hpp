#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace cupspec {

enum class LogLevel { debug, info, warning, error };

/// A value a log line carries besides its text, for machines.
struct LogField {
    std::string_view name;
    std::variant<std::string_view, std::int64_t> value;
};

/// Where a library says what it does. Libraries never print; the command line hands in the sink.
/// Called from the thread that owns the speaking object.
class Log {
public:
    Log() = default;
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    virtual ~Log() = default;

    /// @param source who speaks, in Station's manner: "CUP", "TCE", "SYS", "SRV"
    virtual void write(LogLevel level, std::string_view source, std::string_view text) = 0;

    /// The same with values that the text says as well; a log for people leaves them out.
    virtual void write_with(std::span<const LogField> /*fields*/, LogLevel level, std::string_view source,
                            std::string_view text) {
        write(level, source, text);
    }
};

/// Drops everything.
class NullLog final : public Log {
public:
    void write(LogLevel /*level*/, std::string_view /*source*/, std::string_view /*text*/) override {}
};

}  // namespace cupspec
