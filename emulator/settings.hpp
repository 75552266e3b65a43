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

/// station.conf (JSON with /* */ comments, an object `station_conf` in it) over environment variables of the
/// same names (each value JSON; of the EUIs only STATION_EUIPREFIX, as it is) over Station's defaults.
/// Members nobody uses here are skipped. A value that makes no sense is an error, though Station would keep
/// its default.
/// @param text the file; @param name for error messages
/// @return otherwise the json error with file, line and column
Result<Settings> parse_settings(std::string text, const std::string& name, const Environment& environment);

/// The gateway's EUI: a MAC-48 gets the prefix, a full EUI-64 stays. Source: protocol.md §3.3.
protocol::Eui64 derive_eui(protocol::Eui64 router_id, protocol::Eui64 prefix);

}  // namespace cupspec::emulator
