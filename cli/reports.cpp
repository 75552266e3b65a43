#include "cli/reports.hpp"

#include "base/descriptor.hpp"
#include "base/files.hpp"
#include "base/nearest.hpp"
#include "report/formats.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace cupspec::cli {
namespace {

namespace fs = std::filesystem;

struct ReportFormatName {
    std::string_view name;
    ReportFormat format;
};
constexpr std::array kReportFormats{
    ReportFormatName{"text", ReportFormat::text},   ReportFormatName{"json", ReportFormat::json},
    ReportFormatName{"junit", ReportFormat::junit}, ReportFormatName{"tap", ReportFormat::tap},
    ReportFormatName{"html", ReportFormat::html},   ReportFormatName{"github", ReportFormat::github},
    ReportFormatName{"sarif", ReportFormat::sarif}, ReportFormatName{"har", ReportFormat::har}};

Error bad_report(const std::string& option, std::string detail) {
    return {make_error_code(boost::system::errc::invalid_argument), "--report " + option, std::move(detail)};
}

std::string format_advice(const std::string& word) {
    std::vector<std::string_view> names;
    names.reserve(kReportFormats.size());
    std::string known;
    for (const ReportFormatName& format : kReportFormats) {
        names.push_back(format.name);
        known += (known.empty() ? "" : ", ") + std::string{format.name};
    }
    const auto near = nearest(word, names);
    return (near ? "did you mean \"" + std::string{*near} + "\"? " : std::string{}) + "known: " + known;
}

Result<ReportTarget> read_target(const std::string& option) {
    const std::size_t colon = option.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == option.size())
        return bad_report(option, "FORMAT:PATH is needed, such as html:report.html");
    const std::string word = option.substr(0, colon);
    const auto* found = std::find_if(kReportFormats.begin(), kReportFormats.end(),
                                     [&word](const ReportFormatName& format) { return format.name == word; });
    if (found == kReportFormats.end())
        return bad_report(option, "unknown format \"" + word + "\"; " + format_advice(word));
    return ReportTarget{found->format, option.substr(colon + 1)};
}

Error not_writable(const std::string& path, int reason, std::string detail) {
    return {{reason, boost::system::system_category()}, "report " + path, std::move(detail)};
}

/// Devices and pipes are written to; only a file is replaced as a whole.
bool is_no_file(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored) && !fs::is_regular_file(path, ignored);
}

Result<void> check_place(const std::string& path) {
    std::error_code ignored;
    const fs::path file{path};
    if (fs::is_directory(file, ignored)) return not_writable(path, EISDIR, "name a file in it");
    if (is_no_file(file)) {
        if (::access(file.c_str(), W_OK) != 0) return not_writable(path, errno, {});
        return {};
    }
    const fs::path directory = file.has_parent_path() ? file.parent_path() : fs::path{"."};
    if (!fs::is_directory(directory, ignored)) {
        return not_writable(path, fs::exists(directory, ignored) ? ENOTDIR : ENOENT,
                            "make the directory " + directory.string() + " first");
    }
    if (::access(directory.c_str(), W_OK | X_OK) != 0) {
        return not_writable(path, errno, "nothing can be written into " + directory.string());
    }
    return {};
}

Result<void> write_all(const std::string& path, ByteView bytes) {
    const Descriptor file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};  // NOLINT(*-vararg): POSIX
    if (file.value() < 0) return not_writable(path, errno, {});
    while (!bytes.empty()) {
        const ssize_t n = ::write(file.value(), bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return not_writable(path, errno, {});
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return {};
}

std::string render(ReportFormat format, const report::Results& results, const report::TextOptions& text) {
    switch (format) {
        case ReportFormat::text: return report::to_text(results, text);
        case ReportFormat::json: return report::to_json(results);
        case ReportFormat::junit: return report::to_junit(results);
        case ReportFormat::tap: return report::to_tap(results);
        case ReportFormat::html: return report::to_html(results);
        case ReportFormat::github: return report::to_github(results);
        case ReportFormat::sarif: return report::to_sarif(results);
        case ReportFormat::har: return report::to_har(results);
    }
    return {};
}

Result<void> write_report(const ReportTarget& target, std::string_view text, Console& out) {
    if (target.path == "-") {
        out.write(text);
        return {};
    }
    if (is_no_file(target.path)) return write_all(target.path, as_bytes(text));
    auto written = write_file(target.path, as_bytes(text));
    if (!written) return Error{written.error().code, "report " + target.path, written.error().detail};
    return {};
}

}  // namespace

Result<std::vector<ReportTarget>> report_targets(const std::vector<std::string>& options) {
    std::vector<ReportTarget> targets;
    for (const std::string& option : options) {
        auto target = read_target(option);
        if (!target) return target.error();
        if (target->path == "-" && takes_stdout(targets))
            return bad_report(option, "another report goes to stdout already");
        targets.push_back(std::move(*target));
    }
    return targets;
}

bool takes_stdout(const std::vector<ReportTarget>& targets) {
    return std::any_of(targets.begin(), targets.end(),
                       [](const ReportTarget& target) { return target.path == "-"; });
}

Result<void> check_writable(const std::vector<ReportTarget>& targets) {
    for (const ReportTarget& target : targets) {
        if (target.path == "-") continue;
        if (const auto checked = check_place(target.path); !checked) return checked.error();
    }
    return {};
}

int write_reports(const std::vector<ReportTarget>& targets, const report::Results& results,
                  const report::TextOptions& text, Console& out) {
    int code = kGood;
    for (const ReportTarget& target : targets) {
        const auto written = write_report(target, render(target.format, results, text), out);
        if (!written) code = fail_output(written.error());
    }
    return code;
}

}  // namespace cupspec::cli
