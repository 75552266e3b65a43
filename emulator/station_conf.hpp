#pragma once

#include "base/result.hpp"
#include "emulator/station_json.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::emulator {

/// station.conf taken apart by Station's own reader. All offsets count bytes in the file.
struct StationConf {
    std::vector<StationMember> settings;  ///< of every object `station_conf`, in the order of the file
    std::vector<StationMember> others;    ///< what stands beside `station_conf`
};

/// Names that come twice are all there: Station takes one after the other.
/// @param name of the file, for the error
/// @return otherwise the json error, with file, line and column, for which Station would exit with 1
Result<StationConf> read_station_conf(std::string_view text, const std::string& name);

/// "station.conf:3:7", lines and columns counted from 1.
std::string place_in_conf(std::string_view text, const std::string& name, std::size_t offset);

}  // namespace cupspec::emulator
