#include "cli/context.hpp"

#include "base/files.hpp"
#include "pki/key.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace cupspec::cli {
namespace {

namespace fs = std::filesystem;

void print_error(std::string_view text) {
    const std::string line = "cupspec: " + std::string{text} + '\n';
    static_cast<void>(!::write(STDERR_FILENO, line.data(), line.size()));
}

bool open_to_others(const fs::path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0;
}

bool holds_private_key(const fs::path& file) {
    constexpr std::uint64_t kLimit = 64U << 10U;
    const auto bytes = read_file(file, kLimit);
    return bytes && pki::PrivateKey::parse(*bytes);
}

}  // namespace

int exit_code_of(const Error& error) {
    if (std::string_view{error.code.category().name()}.starts_with("cupspec")) return kUsage;
    constexpr std::array kInput{ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EFBIG, EINVAL};
    return std::find(kInput.begin(), kInput.end(), error.code.value()) == kInput.end() ? kEnvironment
                                                                                       : kUsage;
}

int fail(const Error& error) { return fail(exit_code_of(error), describe(error)); }

int fail(int code, std::string_view text) {
    print_error(text);
    return code;
}

int fail_output(const Error& error) { return fail(kEnvironment, describe(error)); }

void warn(const Context& context, std::string_view text) {
    if (context.common.log_format == "json") {
        context.log.write(LogLevel::warning, "SYS", text);
        return;
    }
    if (!context.common.quiet) print_error("warning: " + std::string{text});
}

void warn_of_open_key(const Context& context, const std::string& file) {
    if (open_to_others(file) && holds_private_key(file))
        warn(context, file + ": a private key that others can read (chmod o-r)");
}

void warn_of_open_keys(const Context& context, const std::string& directory) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{directory, ignored}) {
        const bool key = entry.path().extension() == ".key" || entry.path().extension() == ".pem";
        if (key && open_to_others(entry.path()) && holds_private_key(entry.path()))
            names.push_back(entry.path().filename().string());
    }
    if (names.empty()) return;
    std::sort(names.begin(), names.end());
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    warn(context, directory + ": private keys that others can read (chmod o-r): " + list);
}

}  // namespace cupspec::cli
