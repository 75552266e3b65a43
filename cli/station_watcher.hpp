#pragma once

#include "cli/context.hpp"
#include "emulator/station_loop.hpp"

#include <filesystem>

namespace cupspec::cli {

/// Shows a station's life as it happens. Rounds go to stdout as JSON Lines, or field by field when the life
/// has a bound; every event is a line of the log, those that stdout shows already at debug level.
class StationWatcher final : public emulator::StationWatcher {
public:
    /// @param bounded the life ends by itself, so that a reader waits for its result
    StationWatcher(Context& context, bool bounded);

    void on_round(const emulator::RoundReport& round) override;
    void on_lns(const emulator::LnsReport& lns) override;
    void on_lns_lost() override;
    void on_update_run(const emulator::UpdateRunResult& result) override;
    void on_update_found(const std::filesystem::path& file) override;
    void on_cups_disabled() override;

private:
    void show(const emulator::RoundReport& round);
    void show(const emulator::LnsReport& lns);

    Context& context_;
    bool in_full_;  ///< field by field on stdout
};

}  // namespace cupspec::cli
