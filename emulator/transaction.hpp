#pragma once

#include "emulator/home.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::emulator {

/// What an answer does to the home directory, in Station's order of operations: staging files, roll-forward
/// markers, the one-time backup. One object lives as long as the gateway's process.
/// Source: protocol.md §1.4 to §1.7.
class Transaction {
public:
    explicit Transaction(Home home, const Traits& traits = {})
        : home_{std::move(home)}, syncs_{traits.syncs} {}

    /// At process start, CUPS before TC: finishes interrupted commits and backups, notes existing backups.
    /// @return a rename or a backup that failed, after which Station would exit
    Result<void> recover();

    /// Copies the regular set to the backup set, once in the life of the directory. @return true when it did
    /// so now; after a failure the next answer tries again
    bool backup(Category category);

    /// Throws away what an earlier answer left staged. The start of every answer with status 200.
    void reset();

    /// @param uri as on the wire; cut at the first NUL
    void stage_uri(Category category, ByteView uri);
    /// All three files, empty ones for absent elements, up to the first that cannot be written.
    void stage_credentials(Category category, const protocol::CredentialSet& set);
    /// The segment as it came, to lie beside the set it belongs to.
    void stage_blob(Category category, ByteView blob);
    /// Counts the category as touched although its credentials could not be read.
    void touch(Category category) { slot(category).touched = true; }

    /// Moves what is staged into the regular sets, CUPS before TC; once per answer, later calls do nothing. A
    /// category whose marker cannot be made stays as it is.
    /// @return a rename that failed, after which Station would exit
    Result<void> commit();

    /// Categories of which the last commit changed a file.
    const std::vector<Category>& committed() const { return committed_; }

private:
    struct Slot {
        bool touched = false;
        bool poisoned = false;     ///< a URI could not be staged: nothing of this category is committed
        Bytes blob;                ///< to be kept as it came; as a rule none
        bool backup_done = false;  ///< for the life of the process, never cleared
    };

    Slot& slot(Category category) { return slots_[static_cast<std::size_t>(category)]; }
    void sync() const;
    bool write_marker(Category category, SetName set, std::string_view extension);
    Result<bool> roll_forward(Category category);
    Result<void> commit_category(Category category);
    bool copy_to_backup(Category category);
    bool clear_backup(Category category);
    void write_blob(Category category);

    Home home_;
    bool syncs_;
    Slot slots_[2];  // NOLINT(*-avoid-c-arrays): indexed by Category
    std::vector<Category> committed_;
    bool commit_ran_ = false;
};

}  // namespace cupspec::emulator
