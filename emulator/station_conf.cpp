#include "emulator/station_conf.hpp"

#include "json/document.hpp"

#include <utility>

namespace cupspec::emulator {
namespace {

/// The settings of one object `station_conf`. @return false when it is no object
bool take_settings(std::string_view text, const StationMember& object, StationConf& conf) {
    // The whole file was read before: what can be wrong here is that this is no object.
    StationObject inner = read_station_object(text.substr(object.at, object.size));
    if (!inner.problem.empty()) return false;
    for (StationMember& setting : inner.members) {
        setting.name_at += object.at;
        setting.at += object.at;
        conf.settings.push_back(std::move(setting));
    }
    return true;
}

}  // namespace

Result<StationConf> read_station_conf(std::string_view text, const std::string& name) {
    StationObject file = read_station_object(text);
    if (!file.problem.empty())
        return Error{json::Errc::syntax, place_in_conf(text, name, file.problem_at), file.problem};
    StationConf conf;
    for (StationMember& member : file.members) {
        if (member.name != "station_conf") {
            conf.others.push_back(std::move(member));
        } else if (!take_settings(text, member, conf)) {
            return Error{json::Errc::wrong_type, place_in_conf(text, name, member.at) + ": /station_conf",
                         "expected an object"};
        }
    }
    return conf;
}

std::string place_in_conf(std::string_view text, const std::string& name, std::size_t offset) {
    const auto at = json::position_of(text, offset);
    return name + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

}  // namespace cupspec::emulator
