#include "cli/app.hpp"

int main(int argc, char** argv) { return cupspec::cli::run_program(argc, argv); }
