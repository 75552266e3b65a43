#include "base/result.hpp"

#include <stdexcept>

namespace cupspec {

std::string describe(const Error& error) {
    std::string text = error.where;
    const auto append = [&text](const std::string& part) {
        if (part.empty()) return;
        if (!text.empty()) text += ": ";
        text += part;
    };
    append(error.code.message());
    append(error.detail);
    return text;
}

void throw_exception_from_error(const Error& error, const boost::source_location& /*location*/) {
    throw std::runtime_error{describe(error)};
}

}  // namespace cupspec
