#include "emulator/firmware.hpp"

#include "base/hex.hpp"
#include "protocol/crc32.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::emulator {
namespace {

constexpr unsigned kUpdateMode = 0750;  // cut by the umask; Station 2.0.6, protocol.md §1.2

/// "06212355"
std::string key_crc_word(std::uint32_t crc) {
    std::string text = to_hex8(crc);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

UpdateVerdict refuse(UpdateFile& update, std::string reason, RoundReport& report) {
    report.problem("firmware-dropped");
    update.drop();
    UpdateVerdict verdict;
    verdict.kind = UpdateVerdict::Kind::refused;
    verdict.reason = std::move(reason);
    return verdict;
}

UpdateVerdict accept(const UpdateFile& update, UpdateVerdict::Kind kind, RoundReport& report) {
    report.note("firmware-run");
    UpdateVerdict verdict;
    verdict.kind = kind;
    verdict.file = update.file();
    return verdict;
}

UpdateVerdict judge_unsigned(const Home& home, UpdateFile& update, RoundReport& report) {
    if (home.disk().read(home.file("sig-0.key"))) {
        report.problem("key-present-no-signature:refused");
        return refuse(update, "unsigned, but the gateway has a signing key", report);
    }
    if (update.traits().wants_signature) {
        report.problem("no-signature:refused");
        return refuse(update, "unsigned", report);
    }
    report.note("no-key-no-signature:accepted");
    return accept(update, UpdateVerdict::Kind::unsigned_run, report);
}

/// The first key that verifies the signature; each that does not is a problem.
std::optional<std::size_t> verifying_key(const std::vector<Bytes>& keys, const pki::UpdateDigest& digest,
                                         const SignatureCheck& check, RoundReport& report) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
        // A key file of another size is passed over silently, yet it counts as tried.
        if (keys[i].size() != pki::kPublicKeyBytes) continue;
        const auto told = check.oracle ? check.oracle(i, keys[i]) : std::nullopt;
        if (told ? *told : pki::verify(keys[i], digest, check.signature->der)) return i;
        report.problem("key" + std::to_string(i) + ":not-verified");
    }
    return std::nullopt;
}

}  // namespace

std::filesystem::path UpdateFile::partial() const {
    auto path = file_;
    return path.replace_extension(".bi_");
}

void UpdateFile::begin() {
    const bool goes_on = !traits_.begins_update_anew && disk_->exists(partial());
    failed_ = !goes_on && !disk_->write(partial(), {}, kUpdateMode);
}

void UpdateFile::append(ByteView bytes) {
    hash_.update(bytes);
    if (!failed_) failed_ = !disk_->append(partial(), bytes);
}

void UpdateFile::finish() {
    if (failed_) {
        disk_->remove(partial());
        return;
    }
    disk_->sync(partial());
    // A rename that fails is logged, and what lies there from before is judged and run instead.
    static_cast<void>(disk_->rename(partial(), file_));
    complete_ = true;
    disk_->sync(file_.parent_path());
}

void UpdateFile::drop() {
    if (traits_.removes_refused) disk_->remove(file_);
}

UpdateVerdict judge_update(const Home& home, UpdateFile& update, const SignatureCheck& check,
                           RoundReport& report) {
    if (!update.complete()) {
        report.problem("firmware-not-written");
        return {};
    }
    report.note("firmware-complete");
    if (!check.signature) return judge_unsigned(home, update, report);

    report.note("signature:len=" + std::to_string(check.signature->der.size()) +
                ":keycrc=" + key_crc_word(check.signature->key_crc));
    const auto digest = std::move(update.hash()).finish();
    const auto keys = home.signing_keys();
    const auto key = verifying_key(keys, digest, check, report);
    if (!key) {
        report.problem("no-key-verified:tried=" + std::to_string(keys.size()));
        return refuse(
            update,
            keys.empty() ? "signed, but the gateway has no signing key" : "no key verifies the signature",
            report);
    }
    const std::string name = "key" + std::to_string(*key);
    if (update.traits().wants_key_crc && protocol::crc32(keys[*key]) != check.signature->key_crc) {
        report.problem(name + ":key-crc-differs");
        return refuse(update, "the signature names another key than the one it verifies with", report);
    }
    report.note(name + ":verified");
    auto verdict = accept(update, UpdateVerdict::Kind::verified, report);
    verdict.key = static_cast<unsigned>(*key);
    return verdict;
}

}  // namespace cupspec::emulator
