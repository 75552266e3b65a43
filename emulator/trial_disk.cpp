#include "emulator/trial_disk.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::emulator {
namespace {

using boost::system::errc::errc_t;

Error failure(errc_t why, const std::filesystem::path& file) {
    return {boost::system::errc::make_error_code(why), file.string(), {}};
}

}  // namespace

std::optional<Bytes> TrialDisk::read(const std::filesystem::path& file) {
    const auto found = files_.find(file.filename());
    if (found == files_.end() || found->second.kind != HomeEntry::Kind::file) return std::nullopt;
    last_read_ = found->first;
    return found->second.content;
}

bool TrialDisk::exists(const std::filesystem::path& file) { return files_.contains(file.filename()); }

bool TrialDisk::executable(const std::filesystem::path& file) {
    constexpr unsigned kAnyExecute = 0111;
    const auto found = files_.find(file.filename());
    return found != files_.end() && (found->second.mode & kAnyExecute) != 0;
}

Result<void> TrialDisk::write(const std::filesystem::path& file, ByteView bytes, unsigned mode) {
    const std::string name = file.filename();
    const auto [at, made] = files_.try_emplace(name);
    HomeEntry& entry = at->second;
    if (entry.kind != HomeEntry::Kind::file) return failure(errc_t::is_a_directory, file);
    if (made) entry.mode = mode;
    entry.content.assign(bytes.begin(), bytes.end());
    // A gateway copies by reading one file and writing the same bytes into another.
    const auto source = files_.find(last_read_);
    origins_.erase(name);
    if (source != files_.end() && source->second.content == entry.content)
        origins_[name] = origin(last_read_);
    return {};
}

Result<void> TrialDisk::append(const std::filesystem::path& file, ByteView bytes) {
    const auto found = files_.find(file.filename());
    if (found == files_.end()) return failure(errc_t::no_such_file_or_directory, file);
    found->second.content.insert(found->second.content.end(), bytes.begin(), bytes.end());
    return {};
}

Result<void> TrialDisk::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
    const auto source = files_.find(from.filename());
    if (source == files_.end()) return failure(errc_t::no_such_file_or_directory, from);
    const auto target = files_.find(to.filename());
    const auto is_directory = [](const auto& entry) {
        return entry->second.kind == HomeEntry::Kind::directory;
    };
    if (target != files_.end() && is_directory(source) != is_directory(target))
        return failure(is_directory(target) ? errc_t::is_a_directory : errc_t::not_a_directory, from);
    std::string first_home = origin(from);
    HomeEntry moved = std::move(source->second);
    files_.erase(source);
    origins_.erase(from.filename());
    files_[to.filename()] = std::move(moved);
    origins_[to.filename()] = std::move(first_home);
    return {};
}

bool TrialDisk::remove(const std::filesystem::path& file) {
    const auto found = files_.find(file.filename());
    if (found == files_.end()) return true;
    if (found->second.kind == HomeEntry::Kind::directory) return false;
    origins_.erase(found->first);
    files_.erase(found);
    return true;
}

void TrialDisk::replace(HomeFiles files) {
    files_ = std::move(files);
    origins_.clear();
    last_read_.clear();
}

void TrialDisk::sync(const std::filesystem::path& /*directory*/) {}

std::string TrialDisk::origin(const std::filesystem::path& file) const {
    const auto found = origins_.find(file.filename());
    return found == origins_.end() ? file.filename().string() : found->second;
}

}  // namespace cupspec::emulator
