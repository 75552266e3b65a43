#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/signing_key.hpp"
#include "cli/store_place.hpp"
#include "pki/firmware.hpp"
#include "protocol/crc32.hpp"
#include "server/errc.hpp"
#include "server/file_source.hpp"
#include "server/publish.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <charconv>
#include <exception>
#include <optional>
#include <utility>

namespace cupspec::cli {
namespace {

using Json = nlohmann::ordered_json;

Error usage(std::string option, std::string why) {
    return Error{make_error_code(boost::system::errc::invalid_argument), std::move(option), std::move(why)};
}

/// "4047409090" or "0xF13E5C02".
Result<std::uint32_t> read_crc(std::string_view text) {
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    const std::string_view digits = is_hex ? text.substr(2) : text;
    std::uint32_t crc = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), crc, is_hex ? 16 : 10);
    if (error == std::errc{} && end == digits.data() + digits.size() && !digits.empty()) return crc;
    return usage("--key-crc " + std::string{text}, "a number below 4294967296 is needed, decimal or 0x...");
}

Result<void> read_routers(const FirmwarePublishCommand& command, server::Publication& publication) {
    for (const std::string& text : command.routers) {
        const auto router = protocol::parse_eui64(text);
        if (!router) return Error{router.error().code, "--router", router.error().detail};
        publication.routers.push_back(*router);
    }
    return {};
}

/// A signature made here, and the public half of its key.
Result<void> make_signature(const FirmwarePublishCommand& command, server::Publication& publication) {
    const auto key = read_private_key(command.key);
    if (!key) return key.error();
    auto half = pki::public_key(*key);
    if (!half) return Error{half.error().code, command.key, half.error().detail};
    auto signature = pki::sign_file(*key, command.file);
    if (!signature) return signature.error();
    publication.key = std::move(*half);
    publication.key_crc = protocol::crc32(publication.key);
    publication.signature = std::move(*signature);
    return {};
}

/// The one that is given, with what it is verified by.
Result<void> read_signature(const FirmwarePublishCommand& command, server::Publication& publication) {
    if (command.signature.empty() || command.key_crc.empty())
        return usage("firmware publish", "--key PEM, or --signature SIG and --key-crc N are needed");
    const auto crc = read_crc(command.key_crc);
    if (!crc) return crc.error();
    publication.key_crc = *crc;
    auto signature = read_file(command.signature);
    if (!signature) return signature.error();
    publication.signature = std::move(*signature);
    if (command.verify_key.empty()) return {};
    auto key = read_public_key(command.verify_key);
    if (!key) return key.error();
    publication.key = std::move(*key);
    return {};
}

Result<server::Publication> read_publication(const FirmwarePublishCommand& command) {
    server::Publication publication;
    if (const auto read = read_routers(command, publication); !read) return read.error();
    publication.package = command.package;
    publication.force = command.force;
    publication.firmware = [file = command.file] { return server::FileSource::open(file, file); };
    // Before it is read for the signature: a pipe would wait for ever.
    if (const auto opened = publication.firmware(); !opened) return opened.error();
    const auto read =
        command.key.empty() ? read_signature(command, publication) : make_signature(command, publication);
    if (!read) return read.error();
    return publication;
}

Result<StorePlace> find_place(const FirmwarePublishCommand& command) {
    if (command.root.empty() && command.store.empty())
        return usage("firmware publish", "--root DIR or --store DIR|s3://BUCKET/PREFIX is needed");
    if (server::is_s3_uri(command.root)) return usage("--root", "a directory is needed; --store takes s3://");
    return find_store(command.root.empty() ? command.store : command.root, environment);
}

/// Runs it to its end. What it throws is ours to see.
Result<server::Published> run_publish(server::Store& store, server::Publication publication) {
    net::asio::io_context io{1};
    std::exception_ptr thrown;
    std::optional<Result<server::Published>> published;
    net::asio::co_spawn(io, server::publish(store, std::move(publication)),
                        [&](const std::exception_ptr& error, Result<server::Published> result) {
                            thrown = error;
                            published = std::move(result);
                        });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*published);
}

int fail_publish(const Error& error) {
    using server::Errc;
    if (error.code == Errc::bad_signature) return fail(kFailed, describe(error));
    if (error.code == Errc::store_unavailable) return fail(kEnvironment, describe(error));
    if (error.code != Errc::other_firmware) return fail(error);
    return fail(kUsage, describe(error) + "; use another --package, or --force");
}

Json json_of(const server::Published& published, std::uint32_t key_crc) {
    Json records = Json::array();
    for (const auto& record : published.records) {
        records.push_back(
            {{"router", protocol::to_id6(record.router)}, {"record", record.name}, {"new", record.is_new}});
    }
    return {{"object", published.object},
            {"bytes", published.bytes},
            {"put", !published.was_there},
            {"keyCrc", key_crc},
            {"keyPut", published.key.empty() ? Json(nullptr) : Json(published.key)},
            {"records", std::move(records)}};
}

std::string text_of(const server::Published& published, const server::Store& store) {
    std::string text = store.where(published.object) + ": " + std::to_string(published.bytes) + " bytes" +
                       (published.was_there ? ", was there\n" : "\n");
    if (!published.key.empty()) text += store.where(published.key) + ": the signing key\n";
    for (const auto& record : published.records) {
        text += store.where(record.name) + ": " + protocol::to_id6(record.router) +
                (record.is_new ? ", a new record\n" : "\n");
    }
    return text;
}

}  // namespace

int execute(const FirmwarePublishCommand& command, Context& context) {
    if (!command.key.empty()) warn_of_open_key(context, command.key);
    const auto place = find_place(command);
    if (!place) return fail(place.error());
    auto publication = read_publication(command);
    if (!publication) return fail(publication.error());
    const std::uint32_t key_crc = publication->key_crc;
    const std::unique_ptr<server::Store> store = place->open();
    const auto published = run_publish(*store, std::move(*publication));
    if (!published) return fail_publish(published.error());
    if (context.common.json) {
        context.out.write(json_of(*published, key_crc).dump() + '\n');
    } else if (!context.common.quiet) {
        context.out.write(text_of(*published, *store));
    }
    return kGood;
}

}  // namespace cupspec::cli
