#include "scenarios/server_files.hpp"

#include "base/files.hpp"
#include "pki/firmware.hpp"
#include "scenarios/home_files.hpp"
#include "scenarios/names.hpp"
#include "server/gateway_files.hpp"

#include <nlohmann/json.hpp>

namespace cupspec::scenarios {
namespace {

constexpr unsigned kFileMode = 0644;

Result<void> put(const std::filesystem::path& path, ByteView bytes) {
    return write_file(path, bytes, kFileMode, false);
}

Result<void> write_record(const std::filesystem::path& root, const RecordPlan& record,
                          const FillIn& fill_in) {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    if (record.cups_uri) json["cupsUri"] = fill_in(*record.cups_uri);
    if (record.cups_id) json["cupsId"] = *record.cups_id;
    if (record.tc_uri) json["tcUri"] = fill_in(*record.tc_uri);
    if (record.version) json["version"] = *record.version;
    const std::string file = "cups-router-" + server::file_ids(record.router).back() + ".cfg";
    return put(root / file, as_bytes(json.dump()));
}

Result<Bytes> make_signature(const SignaturePlan& plan, const FirmwarePlan& firmware,
                             const Keyring& keyring) {
    const auto key = keyring.private_key(plan.by);
    if (!key) return key.error();
    auto signature = pki::sign(*key, pki::update_digest(as_bytes(plan.over.value_or(firmware.text))));
    // The last byte belongs to the number s: still DER, no longer a signature of these bytes.
    if (signature && plan.flip_bit) signature->back() ^= 1U;
    return signature;
}

Result<void> write_firmware(const std::filesystem::path& root, const FirmwarePlan& firmware,
                            const Keyring& keyring) {
    const std::string object = firmware.version + ".bin";
    const std::string prefix = object + '.';
    if (auto written = put(root / object, as_bytes(firmware.text)); !written) return written;
    for (const SignaturePlan& plan : firmware.signatures) {
        const std::string slot = "sig-" + std::to_string(signing_key_number(plan.key).value_or(0));
        const auto key = keyring.public_key(plan.key);
        if (!key) return key.error();
        const auto signature = make_signature(plan, firmware, keyring);
        if (!signature) return signature.error();
        if (auto written = put(root / (slot + ".key"), *key); !written) return written;
        if (auto written = put(root / (prefix + slot), *signature); !written) return written;
    }
    return {};
}

/// The three files of a set; an element it has not goes.
Result<void> put_set(const std::filesystem::path& stem, const std::string& name, const Keyring& keyring) {
    const auto set = keyring.stored(name);
    if (!set) return set.error();
    for (const auto& [extension, bytes] :
         {std::pair{".trust", &set->trust}, std::pair{".crt", &set->certificate},
          std::pair{".key", &set->key}}) {
        const std::filesystem::path path = stem.string() + extension;
        std::error_code ignored;
        if (bytes->empty()) std::filesystem::remove(path, ignored);
        if (bytes->empty()) continue;
        if (auto written = put(path, *bytes); !written) return written;
    }
    return {};
}

}  // namespace

Result<void> write_server_files(const CupsPlan& plan, const Keyring& keyring, const FillIn& fill_in) {
    const std::filesystem::path root = keyring.directory() / plan.directory;
    for (const RecordPlan& record : plan.records)
        if (auto written = write_record(root, record, fill_in); !written) return written;
    for (const FirmwarePlan& firmware : plan.firmware)
        if (auto written = write_firmware(root, firmware, keyring); !written) return written;
    return {};
}

Result<void> change_server_files(const CupsPlan& plan, const CupsChange& change, const Keyring& keyring,
                                 const FillIn& fill_in) {
    CupsPlan changed;
    changed.directory = plan.directory;
    changed.records = change.records;
    changed.firmware = change.firmware;
    if (auto written = write_server_files(changed, keyring, fill_in); !written) return written;
    const std::filesystem::path root = keyring.directory() / plan.directory;
    const std::filesystem::path tc_root = keyring.directory() / plan.tc_root;
    for (const auto& [stem, set] : change.credentials) {
        const bool is_of_lns = stem.starts_with("tc-");
        if (auto put = put_set((is_of_lns ? tc_root : root) / stem, set, keyring); !put) return put;
    }
    for (const auto& [name, text] : change.files)
        if (auto written = put(root / name, as_bytes(fill_in(text))); !written) return written;
    for (const std::string& name : change.removed)
        if (auto removed = remove_file(root / name); !removed) return removed;
    return {};
}

}  // namespace cupspec::scenarios
