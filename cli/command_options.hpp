#pragma once

#include "cli/options.hpp"

namespace CLI {
class App;
}

namespace cupspec::cli {

/// Each command's options and arguments: names, types, what --help says, and where the values go.
void add_options(CLI::App& app, RunCommand& command);
void add_options(CLI::App& app, ServeCommand& command);
void add_options(CLI::App& app, StationCommand& command);
void add_options(CLI::App& app, PkiBuildCommand& command);
void add_options(CLI::App& app, PkiInspectCommand& command);
void add_options(CLI::App& app, PkiLintCommand& command);
void add_options(CLI::App& app, FirmwareKeyCommand& command);
void add_options(CLI::App& app, FirmwareSignCommand& command);
void add_options(CLI::App& app, FirmwareVerifyCommand& command);
void add_options(CLI::App& app, FirmwarePublishCommand& command);
void add_options(CLI::App& app, CheckCommand& command);
void add_options(CLI::App& app, NewProfileCommand& command);
void add_options(CLI::App& app, NewScenarioCommand& command);
void add_options(CLI::App& app, NewCiCommand& command);
void add_options(CLI::App& app, CrcCommand& command);
void add_options(CLI::App& app, DecodeCommand& command);
void add_options(CLI::App& app, ReplayCommand& command);
void add_options(CLI::App& app, DiagnoseCommand& command);
inline void add_options(CLI::App& /*app*/, VersionCommand& /*command*/) {}

}  // namespace cupspec::cli
