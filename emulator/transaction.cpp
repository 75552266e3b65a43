#include "emulator/transaction.hpp"

#include <algorithm>
#include <array>

namespace cupspec::emulator {
namespace {

constexpr unsigned kFileMode = 0640;  // cut by the umask; Station 2.0.6, protocol.md §1.2
constexpr std::array kCategories{Category::cups, Category::tc};
// The order of the renames decides which mixtures a power cut can leave; Station 2.0.6, protocol.md §1.5 step
// G.
constexpr std::array<std::string_view, 4> kExtensions{"trust", "crt", "key", "uri"};

}  // namespace

void Transaction::sync() const {
    if (syncs_) home_.disk().sync(home_.directory());
}

void Transaction::write_marker(Category category, SetName set, std::string_view extension) {
    // A marker that cannot be made only costs the roll-forward, as it does on the gateway.
    static_cast<void>(home_.disk().write(home_.file(category, set, extension), {}, kFileMode));
}

Result<void> Transaction::recover() {
    for (const Category category : kCategories) {
        if (home_.disk().exists(home_.file(category, SetName::temporary, "upd"))) {
            if (auto moved = roll_forward(category); !moved) return moved.error();
        }
        if (home_.disk().exists(home_.file(category, SetName::temporary, "cpy"))) copy_to_backup(category);
        if (home_.disk().exists(home_.file(category, SetName::backup, "done")))
            slot(category).backup_done = true;
    }
    return {};
}

bool Transaction::backup(Category category) {
    if (slot(category).backup_done) return false;
    write_marker(category, SetName::temporary, "cpy");
    sync();
    copy_to_backup(category);
    return true;
}

void Transaction::copy_to_backup(Category category) {
    Disk& disk = home_.disk();
    disk.remove(home_.file(category, SetName::backup, "done"));
    for (const std::string_view extension : kExtensions)
        disk.remove(home_.file(category, SetName::backup, extension));
    for (const std::string_view extension : kExtensions) {
        const auto content = disk.read(home_.file(category, SetName::regular, extension));
        if (content) {
            static_cast<void>(
                disk.write(home_.file(category, SetName::backup, extension), *content, kFileMode));
        }
    }
    write_marker(category, SetName::backup, "done");
    sync();
    disk.remove(home_.file(category, SetName::temporary, "cpy"));
    sync();
    slot(category).backup_done = true;
}

void Transaction::reset() {
    for (const Category category : kCategories) {
        slot(category).touched = false;
        slot(category).poisoned = false;
        slot(category).blob.clear();
        home_.disk().remove(home_.file(category, SetName::temporary, "upd"));
        for (const std::string_view extension : kExtensions)
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
        const auto file = home_.file(category, SetName::temporary, kExtensions.at(i));
        // Station does not poison the transaction for these (protocol.md §1.5).
        static_cast<void>(home_.disk().write(file, *elements.at(i), kFileMode));
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
        write_marker(category, SetName::temporary, "upd");
        sync();
        auto moved = roll_forward(category);
        if (!moved) return moved.error();
        if (*moved) committed_.push_back(category);
        write_blob(category);
    }
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
    for (const std::string_view extension : kExtensions) {
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
