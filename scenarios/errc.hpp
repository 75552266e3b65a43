#pragma once

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <type_traits>

namespace cupspec::scenarios {

/// Why a scenario cannot be read or cannot be set up.
enum class Errc {
    unknown_name = 1,  ///< a reference to a server, gateway, credential set or key that is not there
    bad_name,          ///< a name that could leave its directory
    no_files,          ///< a built-in scenario that names a file
    no_scenario,       ///< a directory without any
    station,           ///< the command that stands in for the emulator could not be started
    server,            ///< a step stops, starts or changes a server that is not in the state for it
};

const boost::system::error_category& category() noexcept;
inline boost::system::error_code make_error_code(Errc e) noexcept {
    return {static_cast<int>(e), category()};
}

}  // namespace cupspec::scenarios

template <>
struct boost::system::is_error_code_enum<cupspec::scenarios::Errc> : std::true_type {};
