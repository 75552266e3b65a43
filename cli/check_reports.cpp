#include "cli/check_reports.hpp"

#include "base/files.hpp"
#include "base/nearest.hpp"
#include "report/check_json.hpp"
#include "report/check_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::cli {
namespace {

struct CheckFormatRow {
    std::string_view name;
    CheckFormat format;
};
constexpr std::array kCheckFormats{CheckFormatRow{"text", CheckFormat::text},
                                   CheckFormatRow{"json", CheckFormat::json}};

Error bad_report(const std::string& text, std::string detail) {
    return {make_error_code(boost::system::errc::invalid_argument), "--report " + text, std::move(detail)};
}

Result<CheckReport> check_report(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || colon + 1 == text.size())
        return bad_report(text, "FORMAT:PATH is needed, such as json:check.json");
    const std::string name = text.substr(0, colon);
    const auto* found = std::ranges::find(kCheckFormats, name, &CheckFormatRow::name);
    if (found != kCheckFormats.end()) return CheckReport{found->format, text.substr(colon + 1)};
    std::vector<std::string_view> known;
    known.reserve(kCheckFormats.size());
    for (const CheckFormatRow& row : kCheckFormats) known.push_back(row.name);
    return bad_report(text, "unknown format: " + suggestion(name, known));
}

std::string rendered(const CheckReport& report, const std::vector<conformance::CheckResult>& results) {
    if (report.format == CheckFormat::json) return report::to_json(results);
    std::string out;
    for (const auto& result : results) out += report::check_text(result, {{}, true, false});
    return out;
}

}  // namespace

Result<std::vector<CheckReport>> check_reports(const std::vector<std::string>& texts) {
    std::vector<CheckReport> reports;
    for (const std::string& text : texts) {
        auto report = check_report(text);
        if (!report) return report.error();
        reports.push_back(std::move(*report));
    }
    return reports;
}

bool taken_by_report(const std::vector<CheckReport>& reports) {
    return std::ranges::any_of(reports, [](const CheckReport& report) { return report.path == "-"; });
}

int write_check_reports(const std::vector<CheckReport>& reports,
                        const std::vector<conformance::CheckResult>& results, Context& context) {
    int code = kGood;
    for (const CheckReport& report : reports) {
        const std::string text = rendered(report, results);
        if (report.path == "-") {
            context.out.write(text);
            continue;
        }
        const auto written = write_file(report.path, as_bytes(text));
        if (!written) code = fail_output(written.error());
    }
    return code;
}

}  // namespace cupspec::cli
