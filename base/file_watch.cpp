#include "base/file_watch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/magic.h>
#include <optional>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace cupspec {
namespace {

constexpr std::uint32_t kChanges = IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE |
                                   IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
/// What may let a path lead elsewhere, of a directory on its way.
constexpr std::uint32_t kTurns = IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF;
/// After these the queue does not say all that has happened, or the directory is no longer watched.
constexpr std::uint32_t kLosses = IN_Q_OVERFLOW | IN_IGNORED | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr std::size_t kEventBytes = 4096;
constexpr int kMostReads = 64;  ///< whoever writes more than is read is not followed

/// File systems that only this kernel writes to.
bool is_local(const std::string& directory) {
    constexpr std::array<unsigned long, 5> kLocal{EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC,
                                                  TMPFS_MAGIC, F2FS_SUPER_MAGIC};
    struct statfs at {};
    return ::statfs(directory.c_str(), &at) == 0 &&
           std::find(kLocal.begin(), kLocal.end(), static_cast<unsigned long>(at.f_type)) != kLocal.end();
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> place_of(const std::string& directory) {
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0) return std::nullopt;
    return std::pair<std::uint64_t, std::uint64_t>{status.st_dev, status.st_ino};
}

std::string directory_part(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// The directories a path leads through, without the root and itself.
std::vector<std::string> directories_above(const std::string& path) {
    std::vector<std::string> above;
    for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
        above.push_back(path.substr(0, slash));
    return above;
}

bool is_link(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) != 0 || S_ISLNK(status.st_mode);
}

/// Whatever changes it does so under this name: a file of one name that is no link and not mounted, or none
/// at all.
bool is_reached_by_name_alone(const std::string& path) {
    struct statx found {};
    if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_NLINK, &found) != 0)
        return errno == ENOENT;
    const bool tells_mounts = (found.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
    const bool is_mounted = (found.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    return S_ISREG(found.stx_mode) && found.stx_nlink == 1 && tells_mounts && !is_mounted;
}

}  // namespace

FileWatch::~FileWatch() { clear(); }

void FileWatch::clear() {
    if (queue_ >= 0) ::close(queue_);
    queue_ = -1;
    watches_.clear();
    directories_.clear();
    ++round_;
}

bool FileWatch::is_where_it_was() const {
    return std::all_of(directories_.begin(), directories_.end(), [](const auto& one) {
        return one.second.is_told_of || place_of(one.first) == one.second.place;
    });
}

/// @return false: where the path leads has to be looked up
bool FileWatch::watch_way_to(const std::string& path) {
    const auto above = directories_above(path);
    return !is_link(path) && std::all_of(above.begin(), above.end(), [this](const std::string& directory) {
        return ::inotify_add_watch(queue_, directory.c_str(),
                                   kTurns | IN_ONLYDIR | IN_DONT_FOLLOW | IN_MASK_ADD) >= 0;
    });
}

/// @return false: more has happened than the events say
bool FileWatch::take(std::string_view events) {
    while (events.size() >= sizeof(inotify_event)) {
        inotify_event event{};
        std::memcpy(&event, events.data(), sizeof event);
        events.remove_prefix(sizeof event);
        // Padded with zeros; without a name it is the directory itself.
        const std::string_view padded = events.substr(0, event.len);
        const std::string name{padded.substr(0, padded.find('\0'))};
        events.remove_prefix(padded.size());
        if ((event.mask & kLosses) != 0) return false;
        const auto watch = watches_.find(event.wd);
        if (watch == watches_.end()) return false;
        if (name.empty() || watch->second->names.contains(name)) ++round_;
    }
    return true;
}

std::uint64_t FileWatch::round() {
    if (queue_ < 0) return round_;
    std::array<char, kEventBytes> events{};
    ssize_t got = 0;
    bool knows_all = true;
    for (int reads = 0; knows_all && (got = ::read(queue_, events.data(), events.size())) > 0; ++reads)
        knows_all = reads < kMostReads && take({events.data(), static_cast<std::size_t>(got)});
    if (!knows_all || (got < 0 && errno != EAGAIN) || !is_where_it_was()) clear();
    return round_;
}

FileWatch::Directory* FileWatch::directory_of(const std::string& path) {
    if (const auto found = directories_.find(path); found != directories_.end()) return &found->second;
    const auto place = place_of(path);
    if (!place || !is_local(path)) return nullptr;
    if (queue_ < 0) queue_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (queue_ < 0) return nullptr;
    const bool is_told_of = watch_way_to(path);
    const int watch = ::inotify_add_watch(queue_, path.c_str(), kChanges | IN_ONLYDIR);
    // Two paths to one directory would share a watch; and whether it is the one that was looked at shows
    // afterwards.
    if (watch < 0 || watches_.contains(watch) || place_of(path) != place) return nullptr;
    Directory& directory = directories_[path];
    directory.place = *place;
    directory.is_told_of = is_told_of;
    watches_[watch] = &directory;
    return &directory;
}

bool FileWatch::add(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
        Directory* directory = directory_of(directory_part(path));
        if (directory == nullptr) return false;
        directory->names.insert(path.substr(path.rfind('/') + 1));
        if (!is_reached_by_name_alone(path)) return false;
    }
    return true;
}

}  // namespace cupspec
