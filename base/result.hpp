#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <string>

namespace cupspec {

using boost::system::error_code;

/// The one shape of failure in this tree: what happened, where, and what a reader needs to mend it.
struct Error {
    error_code code;     ///< compare with an enumerator: `error.code == Errc::truncated`
    std::string where;   ///< field, JSON pointer, `file:line:column` or peer: "response.sig", "/steps/3/poll"
    std::string detail;  ///< the offending value and the way out; may be empty
};

/// "where: message: detail", leaving out what is empty. The only rendering of an Error.
std::string describe(const Error& error);

/// A value or an Error. Dropping one is a compiler warning, hence an error in CI.
template <class T>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
public:
    using boost::system::result<T, Error>::result;
};

/// Called by Result::value() only; tests use value(), product code tests the Result first.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& location);

}  // namespace cupspec
