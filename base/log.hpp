#pragma once

#include <string_view>

namespace cupspec {

enum class LogLevel { debug, info, warning, error };

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
};

/// Drops everything.
class NullLog final : public Log {
public:
    void write(LogLevel /*level*/, std::string_view /*source*/, std::string_view /*text*/) override {}
};

}  // namespace cupspec
