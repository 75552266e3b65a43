#pragma once

#include "base/result.hpp"
#include "emulator/setting_values.hpp"
#include "protocol/eui64.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::emulator {

/// What the emulator uses of station.conf; the defaults are Station's (protocol.md §10).
struct Settings {
    std::optional<protocol::Eui64> router;             ///< derived from routerid and euiprefix
    std::size_t cups_buffer = 8192;                    ///< CUPS_BUFSZ, bytes
    std::chrono::milliseconds cups_timeout{60'000};    ///< CUPS_CONN_TIMEOUT
    std::chrono::milliseconds resync{60'000};          ///< CUPS_RESYNC_INTV
    std::chrono::milliseconds oksync{24 * 3'600'000};  ///< CUPS_OKSYNC_INTV
    std::chrono::milliseconds tc_timeout{60'000};      ///< TC_TIMEOUT
    bool tls_sni = true;                               ///< TLS_SNI: SNI and name check
};

/// Looks an environment variable up; handed in because libraries do not read the environment.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// The text of the file a routerid names; nothing when there is none to be read, for then the routerid is
/// an EUI itself. Handed in because a path is the calling process's business.
using EuiFile = std::function<std::optional<std::string>(const std::string& path)>;

/// What Station looks at besides station.conf. Both may be empty.
struct Surroundings {
    Environment environment = {};
    EuiFile eui_file =
        {};  ///< empty: a routerid with a slash in it is the path of a file nobody can see here
};

/// A setting whose value makes no sense: Station logs an error and keeps the value it had.
struct IgnoredSetting {
    std::string name;
    Error why;  ///< `where`: file, line, column and pointer, or "environment NAME"
};

/// What station.conf and its surroundings come to.
struct ReadSettings {
    Settings settings = {};
    std::vector<IgnoredSetting> ignored = {};  ///< in the order in which they were met
    std::string router_file = {};              ///< that routerid names and nobody could see; no router then
};

/// station.conf (JSON with /* */ comments, an object `station_conf` in it) over environment variables of the
/// same names (each value JSON; of the EUIs only STATION_EUIPREFIX, as it is) over Station's defaults. Of a
/// name given twice the last value counts that makes sense. Members nobody uses here are skipped.
/// @param text the file; @param name for error messages
/// @return otherwise the json error with file, line and column for which Station would exit with 1: no JSON,
/// or no EUI where one belongs. Source: Station 2.0.6, protocol.md §10, s2conf.c and sys_linux.c
Result<ReadSettings> parse_settings(std::string_view text, const std::string& name,
                                    const Surroundings& around);

/// The gateway's EUI: a MAC-48 gets the prefix, a full EUI-64 stays. Source: protocol.md §3.3.
protocol::Eui64 derive_eui(protocol::Eui64 router_id, protocol::Eui64 prefix);

}  // namespace cupspec::emulator
