#include "report/case_text.hpp"
#include "report/formats.hpp"

namespace cupspec::report {
namespace {

/// What a workflow command's message may not hold as it is.
std::string command_data(std::string_view text) {
    std::string out;
    for (const char c : clean_text(text)) {
        switch (c) {
            case '%': out += "%25"; break;
            case '\r': out += "%0D"; break;
            case '\n': out += "%0A"; break;
            default: out += c;
        }
    }
    return out;
}

/// A property ends at a comma or a colon besides.
std::string command_property(std::string_view text) {
    std::string out;
    for (const char c : command_data(text)) {
        switch (c) {
            case ':': out += "%3A"; break;
            case ',': out += "%2C"; break;
            default: out += c;
        }
    }
    return out;
}

std::string annotation(const Case& one) {
    std::string out = is_fatal(one) ? "::error " : "::warning ";
    const Place place = place_of(one);
    if (!place.file.empty()) {
        out += "file=" + command_property(place.file);
        if (place.line > 0) out += ",line=" + std::to_string(place.line);
        if (place.column > 0) out += ",col=" + std::to_string(place.column);
        out += ',';
    }
    std::string message = reason_of(one);
    if (is_known_failure(one)) message += "\nknown: " + one.known->reason;
    if (!one.harm.empty()) message += '\n' + one.harm;
    if (!one.remedy.empty()) message += '\n' + one.remedy;
    if (!one.reproductions.empty()) message += "\nagain: " + one.reproductions.front().command;
    if (message.empty()) message = to_string(one.verdict);
    return out + "title=" + command_property(case_title(one)) + "::" + command_data(message) + '\n';
}

}  // namespace

std::string to_github(const Results& results) {
    std::string out;
    for (const Case& one : results.cases) {
        if (one.verdict == Verdict::warning || is_bad(one.verdict)) out += annotation(one);
    }
    return out + "::notice title=cupspec " + command_property(results.command) +
           "::" + command_data(results.title + ": " + counts_text(results.cases)) + '\n';
}

}  // namespace cupspec::report
