// Whatever a log says, its rounds can be written down and played.

#include "capture/recording.hpp"
#include "capture/replay.hpp"
#include "capture/station_log.hpp"
#include "tests/fuzz/expect.hpp"

using namespace cupspec;
using namespace cupspec::capture;
using cupspec::fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = read_station_log(as_text({data, size}), "log");
    if (!read) {
        expect(read.error().code.failed());
        return 0;
    }
    constexpr std::size_t kMuchFirmware = std::size_t{1} << 20U;
    for (const Round& round : read->rounds)
        if (round.answer.size() > kMuchFirmware) return 0;  // it is the same thing again, only slower
    std::string written = header_line(read->gateway, read->is_masked);
    for (const Round& round : read->rounds) written += round_line(round);
    const auto again = parse_recording(written, "log");
    expect(again.has_value());
    expect(again->rounds.size() == read->rounds.size());
    expect(replay(*read).has_value());
    return 0;
}
