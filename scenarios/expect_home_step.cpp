#include "scenarios/expect_home_step.hpp"

#include "base/files.hpp"
#include "emulator/home.hpp"
#include "net/event.hpp"
#include "scenarios/errc.hpp"
#include "scenarios/judge.hpp"
#include "scenarios/poll_judge.hpp"
#include "scenarios/stage.hpp"

#include <array>

namespace cupspec::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kLookAtHomeEvery{100};
constexpr std::array<std::string_view, 6> kHomeSets{"cups", "cups-bak", "cups-boot",
                                                    "tc",   "tc-bak",   "tc-boot"};

unsigned read_mode(const json::Cursor& at) {
    constexpr std::size_t kMostDigits = 4;
    const std::string text = at.text();
    const bool octal = !text.empty() && text.find_first_not_of("01234567") == std::string::npos;
    unsigned mode = 0;
    for (const char digit : text) mode = mode << 3U | (static_cast<unsigned>(digit - '0') & 7U);
    constexpr unsigned kMost = 0777;
    if (!octal || text.size() > kMostDigits || mode > kMost)
        at.fail(json::Errc::bad_value, R"(expected permission bits in octal, "0640")");
    return mode;
}

std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    return text;
}

std::string shown_mode(unsigned mode) {
    constexpr unsigned kOctalDigit = 7;
    std::string text = "0";
    for (const unsigned shift : {6U, 3U, 0U}) text += static_cast<char>('0' + (mode >> shift & kOctalDigit));
    return text;
}

std::string mode_of(const fs::path& file) {
    std::error_code failed;
    const auto status = fs::status(file, failed);
    if (failed || !fs::exists(status)) return "no such file";
    return shown_mode(static_cast<unsigned>(status.permissions() & fs::perms::all));
}

std::string text_of(const fs::path& file) {
    const auto bytes = read_file(file);
    return bytes ? Judge::quoted(trimmed(to_text(*bytes))) : "no such file";
}

std::uint32_t crc_of(const fs::path& home, const std::string& set) {
    emulator::PosixDisk disk{emulator::PosixDisk::Durability::relaxed};
    protocol::CredentialSet found;
    found.trust = disk.read(home / (set + ".trust")).value_or(Bytes{});
    found.certificate = disk.read(home / (set + ".crt")).value_or(Bytes{});
    found.key = disk.read(home / (set + ".key")).value_or(Bytes{});
    return protocol::crc(found);
}

Judge look(const ExpectHomeStep& step, const Stage& stage, const fs::path& home) {
    Judge judge;
    const auto state = [&home](const std::string& name) {
        std::error_code ignored;
        return std::string{fs::exists(home / name, ignored) ? "present" : "absent"};
    };
    for (const auto& [set, crc] : step.crcs)
        judge.same("crc." + set, shown_crc(crc, stage), shown_crc(crc, crc_of(home, set), stage));
    for (const auto& [name, text] : step.files) {
        judge.same("files." + name, Judge::quoted(trimmed(stage.servers().fill_in(text))),
                   text_of(home / name));
    }
    for (const auto& [name, mode] : step.modes)
        judge.same("modes." + name, shown_mode(mode), mode_of(home / name));
    for (const std::string& name : step.present) judge.same(name, "present", state(name));
    for (const std::string& name : step.absent) judge.same(name, "absent", state(name));
    return judge;
}

}  // namespace

ExpectHomeStep ExpectHomeStep::read(const json::Cursor& at, const Names& names) {
    at.only({"gateway", "crc", "files", "modes", "present", "absent"});
    ExpectHomeStep step;
    step.gateway = read_gateway_name(at, names);
    if (const auto crc = at.find("crc")) {
        crc->only({"cups", "cups-bak", "cups-boot", "tc", "tc-bak", "tc-boot"});
        for (const std::string_view set : kHomeSets)
            if (const auto found = read_crc(crc->find(set), names)) step.crcs.emplace_back(set, *found);
    }
    if (const auto files = at.find("files")) step.files = read_files(*files, names);
    if (const auto modes = at.find("modes")) {
        for (const auto& [name, mode] : modes->members()) {
            check_file_name(mode, name);
            step.modes.emplace_back(name, read_mode(mode));
        }
    }
    if (const auto present = at.find("present")) step.present = file_names(*present);
    if (const auto absent = at.find("absent")) step.absent = file_names(*absent);
    return step;
}

net::awaitable<void> run(const ExpectHomeStep& step, Stage& stage, StepResult& result) {
    const Device& device = stage.device(step.gateway);
    const auto deadline = std::chrono::steady_clock::now() + stage.options().station_wait;
    Judge judge = look(step, stage, device.home());
    // A real gateway commits after its server has seen everything there is to see.
    while (!judge.ok() && !device.is_emulated() && std::chrono::steady_clock::now() < deadline) {
        co_await net::sleep_for(kLookAtHomeEvery);
        judge = look(step, stage, device.home());
    }
    std::move(judge).finish(result);
}

}  // namespace cupspec::scenarios
