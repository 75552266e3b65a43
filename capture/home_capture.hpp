#pragma once

#include "base/result.hpp"
#include "capture/capture.hpp"

#include <filesystem>

namespace cupspec::capture {

/// What a copy of a gateway's home tells of the gateway: settings and router from its station.conf, if any.
/// Lists of file modes beside or in it (`*.modes`) are passed over.
/// @return otherwise the errno of the directory, or why Station would not start with its station.conf
Result<GatewayFacts> read_home_facts(const emulator::HomeFiles& home, const std::string& name);

/// The files themselves, without what is no file of a home's.
Result<emulator::HomeFiles> read_captured_home(const std::filesystem::path& directory);

/// True when something in it is named as a file of a Station's home is.
bool looks_like_home(const emulator::HomeFiles& files);

/// A gateway's home as a capture: its one round has the home and neither request nor answer, for nothing was
/// recorded; `missing` says so.
Result<Capture> read_home_capture(const std::filesystem::path& directory);

}  // namespace cupspec::capture
