#pragma once

#include "base/log.hpp"
#include "base/result.hpp"
#include "cli/console.hpp"
#include "cli/options.hpp"
#include "net/tls.hpp"
#include "report/style.hpp"

#include <string>
#include <string_view>

namespace cupspec::cli {

inline constexpr int kGood = 0;
inline constexpr int kFailed = 1;       ///< a peer's fault
inline constexpr int kUsage = 2;        ///< or an input that is missing or unparsable
inline constexpr int kEnvironment = 3;  ///< port, permission, disk

/// What a subcommand works with; borrowed.
struct Context {
    CommonOptions common;
    Console& out;
    Log& log;
    report::Style style;  ///< of stdout
    net::KeyLog key_log;
};

/// 2 for an input that is missing or unparsable, 3 for the machine's fault (port, permission, disk).
int exit_code_of(const Error& error);

/// Tells the user on stderr. @return exit_code_of(error)
int fail(const Error& error);
/// A sentence on stderr. @return `code`
int fail(int code, std::string_view text);
/// Something could not be written. @return 3
int fail_output(const Error& error);
/// A sentence on stderr that changes nothing; not with --quiet.
void warn(const Context& context, std::string_view text);

/// Warns when private keys among these files are readable by others than owner and group.
/// Public sig-N.key files are none.
void warn_of_open_keys(const Context& context, const std::string& directory);
void warn_of_open_key(const Context& context, const std::string& file);

}  // namespace cupspec::cli
