#include "pki/firmware.hpp"

#include "base/files.hpp"
#include "base/hex.hpp"
#include "cli/commands.hpp"
#include "cli/signing_key.hpp"
#include "pki/key.hpp"
#include "protocol/crc32.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <utility>

namespace cupspec::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr unsigned kSecret = 0600;
constexpr unsigned kPublic = 0644;

/// "FILE.sig-0" for the key "sig-0.pem": where a server looks for it.
std::string default_signature(const std::string& file, const std::string& key) {
    return file + '.' + fs::path{key}.stem().string();
}

void tell(Context& context, const Json& json, const std::string& text) {
    if (context.common.json) {
        context.out.write(json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
    } else if (!context.common.quiet) {
        context.out.write(text + '\n');
    }
}

std::string crc_text(ByteView bytes) {
    const std::uint32_t crc = protocol::crc32(bytes);
    return to_hex8(crc) + " = " + std::to_string(crc);
}

struct SigningPair {
    std::string secret;  ///< PEM
    Bytes open;          ///< 64 bytes
};

Result<SigningPair> make_pair() {
    const auto key = pki::PrivateKey::generate(pki::KeyKind::p256);
    if (!key) return key.error();
    auto pem = key->pem(pki::KeyForm::sec1);
    if (!pem) return pem.error();
    auto half = pki::public_key(*key);
    if (!half) return half.error();
    return SigningPair{std::move(*pem), std::move(*half)};
}

}  // namespace

int execute(const FirmwareKeyCommand& command, Context& context) {
    std::error_code ignored;
    const bool directory = fs::is_directory(command.target, ignored) || command.target.ends_with('/');
    const std::string prefix = directory ? (fs::path{command.target} / "sig-0").string() : command.target;
    const std::string secret = prefix + ".pem";
    const std::string open = prefix + ".key";
    for (const std::string& file : {secret, open}) {
        if (!command.force && fs::exists(file, ignored))
            return fail(kUsage, file + ": is already there; --force replaces both files");
    }
    const auto pair = make_pair();
    if (!pair) return fail(kEnvironment, describe(pair.error()));
    if (directory) {
        if (const auto made = make_directory(command.target); !made) return fail_output(made.error());
    }
    if (const auto written = write_file(secret, as_bytes(pair->secret), kSecret); !written)
        return fail_output(written.error());
    if (const auto written = write_file(open, pair->open, kPublic); !written)
        return fail_output(written.error());
    tell(context, {{"private", secret}, {"public", open}, {"crc", protocol::crc32(pair->open)}},
         secret + " (private)\n" + open + " (for gateways and servers, CRC-32 " + crc_text(pair->open) + ')');
    return kGood;
}

int execute(const FirmwareSignCommand& command, Context& context) {
    warn_of_open_key(context, command.key);
    const auto key = read_private_key(command.key);
    if (!key) return fail(key.error());
    const auto signature = pki::sign_file(*key, command.file);
    if (!signature) return fail(signature.error());
    const std::string out = command.out.empty() ? default_signature(command.file, command.key) : command.out;
    if (const auto written = write_file(out, *signature); !written) return fail_output(written.error());
    tell(context, {{"signature", out}, {"bytes", signature->size()}},
         out + ": " + report::bytes_text(signature->size()));
    return kGood;
}

int execute(const FirmwareVerifyCommand& command, Context& context) {
    const auto key = read_public_key(command.key);
    if (!key) return fail(key.error());
    const std::string path =
        command.signature.empty() ? default_signature(command.file, command.key) : command.signature;
    const auto signature = read_file(path);
    if (!signature) return fail(signature.error());
    const auto good = pki::verify_file(*key, command.file, *signature);
    if (!good) return fail(good.error());
    tell(context, {{"verified", *good}, {"keyCrc", protocol::crc32(*key)}},
         command.file + (*good ? ": verified by " : ": NOT verified by ") + command.key + " (CRC-32 " +
             crc_text(*key) + ')');
    return *good ? kGood : kFailed;
}

}  // namespace cupspec::cli
