#pragma once

#include "cli/context.hpp"
#include "conformance/evidence.hpp"

#include <cstddef>
#include <string>

namespace cupspec::cli {

/// One line on stderr that changes while a check runs; nothing where stderr is no terminal.
class CheckProgress {
public:
    CheckProgress(const Context& context, std::size_t servers);

    void begin(const std::string& url);
    void on_contact(const conformance::Contact& contact);
    /// The line is gone.
    void end() const;

private:
    bool shown_;
    std::size_t servers_;
    std::size_t server_ = 0;
    std::size_t contacts_ = 0;
    std::string url_;
};

}  // namespace cupspec::cli
