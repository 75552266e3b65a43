#include "cli/check_progress.hpp"

#include "report/style.hpp"

#include <unistd.h>

namespace cupspec::cli {
namespace {

constexpr std::size_t kLineWidth = 79;
constexpr std::string_view kClearLine = "\r\x1B[K";

void show_progress(const std::string& text) {
    // A line that wraps could not be taken back.
    const std::string line = std::string{kClearLine} + text.substr(0, kLineWidth);
    static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size()));
}

}  // namespace

CheckProgress::CheckProgress(const Context& context, std::size_t servers)
    : shown_{is_terminal(STDERR_FILENO) && !context.common.quiet && context.common.log_format != "json"},
      servers_{servers} {}

void CheckProgress::begin(const std::string& url) {
    url_ = url;
    contacts_ = 0;
    ++server_;
    if (shown_) show_progress(url_ + "  ...");
}

void CheckProgress::on_contact(const conformance::Contact& contact) {
    ++contacts_;
    if (!shown_) return;
    std::string text = url_;
    if (servers_ > 1) text += " (" + std::to_string(server_) + " of " + std::to_string(servers_) + ')';
    text += "  " + std::to_string(contacts_) + ": " + std::string{purpose_rule(contact.purpose).says};
    show_progress(report::printable(text));
}

void CheckProgress::end() const {
    if (shown_) show_progress({});
}

}  // namespace cupspec::cli
