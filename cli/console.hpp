#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cupspec::cli {

/// stdout. Whoever reads it may go away at any time: that is noticed, not fatal.
class Console {
public:
    /// Writes all of it at once, unbuffered. After the first failure nothing more is written.
    void write(std::string_view text);

    /// What went wrong, in words; nothing when all is well or the reader just went away.
    std::optional<std::string> trouble() const;

private:
    int error_ = 0;  ///< errno of the first failure
};

/// Closed standard streams are opened on /dev/null, so that no file of ours takes their numbers.
void secure_standard_streams();

bool is_terminal(int descriptor);

/// --color as it was given, with NO_COLOR and TERM for auto. @param descriptor where the text goes
bool wants_colour(std::string_view when, int descriptor);

/// An environment variable; nothing when it is unset.
std::optional<std::string> environment(std::string_view name);

/// All of stdin. @return nothing when it has more than `limit_bytes` or cannot be read
std::optional<std::string> read_stdin(std::size_t limit_bytes);

}  // namespace cupspec::cli
