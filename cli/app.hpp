#pragma once

namespace cupspec::cli {

/// The whole program. @return the exit code
int run_program(int argc, const char* const* argv);

}  // namespace cupspec::cli
