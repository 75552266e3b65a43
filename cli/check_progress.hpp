#pragma once

#include "cli/progress_line.hpp"
#include "conformance/evidence.hpp"

#include <cstddef>
#include <string>

namespace cupspec::cli {

/// Tells of each contact while a check runs.
class CheckProgress {
public:
    CheckProgress(const Context& context, std::size_t servers) : line_{context}, servers_{servers} {}

    void begin(const std::string& url);
    void on_contact(const conformance::Contact& contact);
    /// The line is gone.
    void end() { line_.show({}); }

private:
    std::string head() const;

    ProgressLine line_;
    std::size_t servers_;
    std::size_t server_ = 0;
    std::size_t contacts_ = 0;
    std::string url_;
};

}  // namespace cupspec::cli
