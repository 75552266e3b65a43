#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace cupspec {

/// Notices that files change without asking for each of them: the kernel tells what happens in their
/// directories. Source: inotify(7). What it cannot be relied on for it does not watch: links, files that are
/// mounted or have another name, file systems somebody else may write to. Three things it overlooks: writes
/// through a mapping while it is open, those through a name that was given to the file later, and what is
/// mounted over a directory later; so look at the files themselves now and then.
class FileWatch {
public:
    FileWatch() = default;
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;
    ~FileWatch();

    /// Another number each time something may have happened to a file that is watched; never 0. Directories
    /// whose path leads over links are looked up again, in case that another one lies there.
    std::uint64_t round();

    /// Watches these from now on, whether they are there or not. What happens later gives another round; so
    /// look at them after this. @return false: at least one cannot be watched
    bool add(const std::vector<std::string>& paths);

    /// Watches nothing more.
    void clear();

private:
    /// Which directory it is.
    using Place = std::pair<std::uint64_t, std::uint64_t>;  ///< device and inode
    struct Directory {
        Place place;
        bool is_told_of = false;                ///< when another one comes to lie at its path
        std::unordered_set<std::string> names;  ///< of files that are watched
    };

    Directory* directory_of(const std::string& path);
    bool take(std::string_view events);
    bool is_where_it_was() const;
    bool watch_way_to(const std::string& path);

    int queue_ = -1;
    std::uint64_t round_ = 1;
    std::map<std::string, Directory> directories_;  ///< by path
    std::map<int, Directory*> watches_;             ///< by the queue's number
};

}  // namespace cupspec
