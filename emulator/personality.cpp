#include "emulator/personality.hpp"

#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace cupspec::emulator {
namespace {

// Each version is the next one without what that brought; protocol.md §12. The build date is the same for
// all: it is the compiler's, not the version's.

constexpr Traits station_2_0_5() {
    Traits traits;
    traits.station = "2.0.5(linux/std) 2022-01-18 10:22:16";
    traits.token = TokenForm::crlf_required;
    traits.syncs = false;
    return traits;
}

constexpr Traits station_2_0_4() {
    Traits traits = station_2_0_5();
    traits.station = "2.0.4(linux/std) 2022-01-18 10:22:16";
    return traits;
}

constexpr Traits station_2_0_3() {
    Traits traits = station_2_0_4();
    traits.station = "2.0.3(linux/std) 2022-01-18 10:22:16";
    traits.sends_content_type = false;
    traits.names_server = false;
    traits.checks_lengths = false;
    traits.begins_update_anew = false;
    traits.removes_refused = false;
    traits.lns_trigger = LnsTrigger::after_30_s;
    traits.no_tc_uri_asks_cups = false;
    return traits;
}

constexpr Traits station_2_0_2() {
    Traits traits = station_2_0_3();
    traits.station = "2.0.2(linux/std) 2022-01-18 10:22:16";
    traits.rotation = Rotation::twice;
    traits.lns_trigger = LnsTrigger::at_once;
    traits.lns_delays_cups = false;
    traits.can_do_without_cups = false;
    return traits;
}

constexpr Traits station_2_0_1() {
    constexpr unsigned kWidth = 4;
    Traits traits = station_2_0_2();
    traits.station = "2.0.1(linux/std) 2022-01-18 10:22:16";
    traits.sends_host = false;
    traits.length_width = kWidth;
    return traits;
}

/// The public sources of version 0.1.0.
constexpr Traits rak_basicstation() {
    Traits traits;
    traits.station = "rak-basicstation 0.1.0";
    traits.model = "chirpstack-concentratord";
    traits.length_width = 0;
    traits.says_null = false;
    traits.filler_bytes = 0;
    traits.tls = TlsLibrary::current;
    traits.token = TokenForm::bare;
    traits.dies_of_large_error = false;
    traits.checks_lengths = false;
    traits.blobs = BlobReader::token_only;
    traits.takes_cups = false;
    traits.takes_firmware = false;
    traits.syncs = false;
    traits.rotation = Rotation::never;
    traits.lns_trigger = LnsTrigger::never;
    traits.no_tc_uri_asks_cups = false;
    traits.lns_delays_cups = false;
    return traits;
}

/// A gateway as the protocol describes it: what Station lets pass against it is an error here.
constexpr Traits strict() {
    Traits traits;
    traits.token = TokenForm::crlf_required;
    traits.strict_head = true;
    traits.dies_of_large_error = false;
    traits.exact_body = true;
    traits.checks_uris = true;
    traits.wants_changes = true;
    traits.blobs = BlobReader::der;
    traits.wants_signature = true;
    traits.wants_key_crc = true;
    return traits;
}

constexpr std::array kPersonalities{
    Personality{"station-2.0.6", {}},
    Personality{"station-2.0.5", station_2_0_5()},
    Personality{"station-2.0.4", station_2_0_4()},
    Personality{"station-2.0.3", station_2_0_3()},
    Personality{"station-2.0.2", station_2_0_2()},
    Personality{"station-2.0.1", station_2_0_1()},
    Personality{"rak-basicstation", rak_basicstation()},
    Personality{"strict", strict()},
};

}  // namespace

std::span<const Personality> personalities() { return kPersonalities; }

Result<Traits> find_personality(std::string_view name) {
    const auto* found = std::find_if(kPersonalities.begin(), kPersonalities.end(),
                                     [name](const Personality& one) { return one.name == name; });
    if (found != kPersonalities.end()) return found->traits;
    std::vector<std::string_view> names;
    names.reserve(kPersonalities.size());
    for (const Personality& one : kPersonalities) names.push_back(one.name);
    return Error{make_error_code(boost::system::errc::invalid_argument), "",
                 '"' + std::string{name} + "\" is no personality; " + suggestion(name, names)};
}

}  // namespace cupspec::emulator
