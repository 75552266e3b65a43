#pragma once

#include "cli/context.hpp"
#include "cli/options.hpp"

namespace cupspec::cli {

/// One subcommand each, in the file of its name. @return the exit code
int execute(const RunCommand& command, Context& context);
int execute(const ServeCommand& command, Context& context);
int execute(const StationCommand& command, Context& context);
int execute(const PkiBuildCommand& command, Context& context);
int execute(const PkiInspectCommand& command, Context& context);
int execute(const PkiLintCommand& command, Context& context);
int execute(const FirmwareKeyCommand& command, Context& context);
int execute(const FirmwareSignCommand& command, Context& context);
int execute(const FirmwareVerifyCommand& command, Context& context);
int execute(const FirmwarePublishCommand& command, Context& context);
int execute(const CheckCommand& command, Context& context);
int execute(const NewProfileCommand& command, Context& context);
int execute(const NewScenarioCommand& command, Context& context);
int execute(const NewCiCommand& command, Context& context);
int execute(const CrcCommand& command, Context& context);
int execute(const DecodeCommand& command, Context& context);
int execute(const ReplayCommand& command, Context& context);
int execute(const DiagnoseCommand& command, Context& context);
int execute(const VersionCommand& command, Context& context);

}  // namespace cupspec::cli
