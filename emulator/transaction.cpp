#include "emulator/transaction.hpp"

#include <algorithm>
#include <array>

namespace cupspec::emulator {
namespace {

constexpr unsigned kFileMode = 0640;  // cut by the umask; Station 2.0.6, protocol.md §1.2
constexpr std::array kCategories{Category::cups, Category::tc};

}  // namespace

void Transaction::sync() const {
    if (syncs_) home_.disk().sync(home_.directory());
}

bool Transaction::write_marker(Category category, SetName set, std::string_view extension) {
    const auto marker = home_.file(category, set, extension);
    if (home_.disk().write(marker, {}, kFileMode)) return true;
    home_.disk().remove(marker);
    return false;
}

Result<void> Transaction::recover() {
    for (const Category category : kCategories) {
        if (home_.disk().exists(home_.file(category, SetName::temporary, "upd"))) {
            if (auto moved = roll_forward(category); !moved) return moved.error();
        }
        const auto copying = home_.file(category, SetName::temporary, "cpy");
        if (home_.disk().exists(copying) && !copy_to_backup(category))
            return Error{make_error_code(boost::system::errc::io_error), copying.string(), "backup"};
        if (home_.disk().exists(home_.file(category, SetName::backup, "done")))
            slot(category).backup_done = true;
    }
    return {};
}

bool Transaction::backup(Category category) {
    if (slot(category).backup_done) return false;
    if (!write_marker(category, SetName::temporary, "cpy")) return false;
    sync();
    return copy_to_backup(category);
}

bool Transaction::clear_backup(Category category) {
    Disk& disk = home_.disk();
    return disk.remove(home_.file(category, SetName::backup, "done")) &&
           std::all_of(kSetExtensions.begin(), kSetExtensions.end(), [&](std::string_view extension) {
               return disk.remove(home_.file(category, SetName::backup, extension));
           });
}

// Whatever fails ends it there, with its marker left for the next start.
bool Transaction::copy_to_backup(Category category) {
    Disk& disk = home_.disk();
    if (!clear_backup(category)) return false;
    for (const std::string_view extension : kSetExtensions) {
        const auto content = disk.read(home_.file(category, SetName::regular, extension));
        const auto copy = home_.file(category, SetName::backup, extension);
        if (content && !disk.write(copy, *content, kFileMode)) return false;
    }
    if (!disk.write(home_.file(category, SetName::backup, "done"), {}, kFileMode)) return false;
    sync();
    disk.remove(home_.file(category, SetName::temporary, "cpy"));
    sync();
    return slot(category).backup_done = true;
}

void Transaction::reset() {
    for (const Category category : kCategories) {
        slot(category).touched = false;
        slot(category).poisoned = false;
        slot(category).blob.clear();
        home_.disk().remove(home_.file(category, SetName::temporary, "upd"));
        for (const std::string_view extension : kSetExtensions)
            home_.disk().remove(home_.file(category, SetName::temporary, extension));
    }
    sync();
    committed_.clear();
    commit_ran_ = false;
}

void Transaction::stage_uri(Category category, ByteView uri) {
    const auto nul = std::find(uri.begin(), uri.end(), std::uint8_t{0});
    const ByteView text = uri.first(static_cast<std::size_t>(nul - uri.begin()));
    slot(category).touched = true;
    if (!home_.disk().write(home_.file(category, SetName::temporary, "uri"), text, kFileMode))
        slot(category).poisoned = true;
}

void Transaction::stage_credentials(Category category, const protocol::CredentialSet& set) {
    slot(category).touched = true;
    const std::array<const Bytes*, 3> elements{&set.trust, &set.certificate, &set.key};
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto file = home_.file(category, SetName::temporary, kSetExtensions.at(i));
        // Station does not poison the transaction for these (protocol.md §1.5), but writes no further one.
        if (!home_.disk().write(file, *elements.at(i), kFileMode)) return;
    }
}

void Transaction::stage_blob(Category category, ByteView blob) {
    slot(category).blob.assign(blob.begin(), blob.end());
}

Result<void> Transaction::commit() {
    if (commit_ran_) return {};
    commit_ran_ = true;
    for (const Category category : kCategories)
        if (slot(category).poisoned) return {};
    for (const Category category : kCategories) {
        if (!slot(category).touched) continue;
        if (auto done = commit_category(category); !done) return done;
    }
    return {};
}

Result<void> Transaction::commit_category(Category category) {
    if (!write_marker(category, SetName::temporary, "upd")) return {};
    sync();
    auto moved = roll_forward(category);
    if (!moved) return moved.error();
    if (*moved) committed_.push_back(category);
    write_blob(category);
    return {};
}

void Transaction::write_blob(Category category) {
    const Bytes& blob = slot(category).blob;
    if (blob.empty()) return;
    const auto file = home_.file(category, SetName::regular, kBlobExtension);
    static_cast<void>(home_.disk().write(file, blob, kFileMode));
}

Result<bool> Transaction::roll_forward(Category category) {
    Disk& disk = home_.disk();
    bool any = false;
    for (const std::string_view extension : kSetExtensions) {
        const auto staged = home_.file(category, SetName::temporary, extension);
        if (!disk.exists(staged)) continue;
        if (auto moved = disk.rename(staged, home_.file(category, SetName::regular, extension)); !moved)
            return moved.error();
        any = true;
    }
    sync();
    disk.remove(home_.file(category, SetName::temporary, "upd"));
    return any;
}

}  // namespace cupspec::emulator
