#include "cli/logging.hpp"

#include "cli/console.hpp"
#include "report/style.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/basic_file_sink.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>

namespace cupspec::cli {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
    constexpr std::array kLevels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                 spdlog::level::err};
    return kLevels.at(static_cast<std::size_t>(level));
}

LogLevel least_level(const CommonOptions& options, LogLevel usual) {
    if (options.quiet) return LogLevel::error;
    const int level = static_cast<int>(usual) - static_cast<int>(options.verbose);
    return static_cast<LogLevel>(std::max(level, static_cast<int>(LogLevel::debug)));
}

class SpdLog : public Log {
public:
    explicit SpdLog(spdlog::sink_ptr sink) : logger_{"", std::move(sink)} {
        logger_.set_pattern("%Y-%m-%d %H:%M:%S.%e %^%-7l%$ %v");
        logger_.set_error_handler([](const std::string&) {});  // a full disk must not end the run
    }

    void show_from(LogLevel level) {
        logger_.set_level(level_of(level));
        logger_.flush_on(level_of(level));
    }

    void write(LogLevel level, std::string_view source, std::string_view text) override {
        if (!logger_.should_log(level_of(level))) return;
        // What peers say is quoted in it: no line end of theirs may begin a line of ours.
        logger_.log(level_of(level), "[{}] {}", source, report::printable(text));
    }

protected:
    spdlog::logger& logger() { return logger_; }

private:
    spdlog::logger logger_;
};

/// One JSON object a line.
class JsonLog final : public SpdLog {
public:
    explicit JsonLog(spdlog::sink_ptr sink) : SpdLog{std::move(sink)} {
        logger().set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v)", spdlog::pattern_time_type::utc);
    }

    void write(LogLevel level, std::string_view source, std::string_view text) override {
        write_with({}, level, source, text);
    }

    void write_with(std::span<const LogField> fields, LogLevel level, std::string_view source,
                    std::string_view text) override {
        if (!logger().should_log(level_of(level))) return;
        constexpr std::array kNames{"debug", "info", "warning", "error"};
        nlohmann::ordered_json json{
            {"level", kNames.at(static_cast<std::size_t>(level))}, {"speaker", source}, {"text", text}};
        for (const LogField& field : fields)
            std::visit([&](const auto& value) { json[std::string{field.name}] = value; }, field.value);
        // Peers send bytes that are no UTF-8; JSON may not hold them.
        const std::string line = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
        logger().log(level_of(level), "{}", line.substr(1));  // the pattern has begun the object
    }
};

std::unique_ptr<SpdLog> make_log(bool json, spdlog::sink_ptr sink) {
    if (json) return std::make_unique<JsonLog>(std::move(sink));
    return std::make_unique<SpdLog>(std::move(sink));
}

}  // namespace

Result<std::unique_ptr<Log>> open_log(const CommonOptions& options, LogLevel usual) {
    std::unique_ptr<SpdLog> log;
    const bool json = options.log_format == "json";
    if (options.log_file.empty()) {
        const bool colour = !json && wants_colour(options.color, STDERR_FILENO);
        log = make_log(json, std::make_unique<spdlog::sinks::ansicolor_stderr_sink_mt>(
                                 colour ? spdlog::color_mode::always : spdlog::color_mode::never));
    } else {
        // spdlog tells failures by exceptions without the errno; asking first keeps both out.
        if (!std::ofstream{options.log_file, std::ios::app})
            return Error{{errno, boost::system::system_category()}, options.log_file, "--log-file"};
        log = make_log(json, std::make_unique<spdlog::sinks::basic_file_sink_mt>(options.log_file));
    }
    log->show_from(least_level(options, usual));
    std::unique_ptr<Log> opened = std::move(log);
    return opened;
}

}  // namespace cupspec::cli
