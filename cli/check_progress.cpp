#include "cli/check_progress.hpp"

namespace cupspec::cli {

void CheckProgress::begin(const std::string& url) {
    url_ = url;
    contacts_ = 0;
    ++server_;
    line_.show(head() + "  ...");
}

void CheckProgress::on_contact(const conformance::Contact& contact) {
    line_.show(head() + "  " + std::to_string(++contacts_) + ": " +
               std::string{purpose_rule(contact.purpose).says});
}

std::string CheckProgress::head() const {
    if (servers_ == 1) return url_;
    return url_ + " (" + std::to_string(server_) + " of " + std::to_string(servers_) + ')';
}

}  // namespace cupspec::cli
