#include "cli/store_place.hpp"

#include "base/files.hpp"
#include "server/directory_store.hpp"
#include "server/errc.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace cupspec::cli {
namespace {

using server::Errc;

constexpr std::string_view kSystemTrust = "/etc/ssl/certs/ca-certificates.crt";  // Debian's ca-certificates

struct Variable {
    std::string name;
    std::string value;
};

/// The first of these variables that is set; nothing when none is.
std::optional<Variable> first_set(const Environment& environment,
                                  std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        auto value = environment(name);
        if (value && !value->empty()) return Variable{std::string{name}, std::move(*value)};
    }
    return std::nullopt;
}

/// What goes into a header, or is signed with one: a line end, as files of secrets have, spoils it.
Result<std::string> plain_text(Variable variable) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::none_of(variable.value.begin(), variable.value.end(), is_control))
        return std::move(variable.value);
    return Error{Errc::bad_option, std::move(variable.name), "holds a line end or another control character"};
}

/// One that an option of `serve` may say as well, and then does.
struct Needed {
    std::string_view option;
    std::string BucketSettings::*setting;
    std::initializer_list<std::string_view> names;
};

Result<std::string> find_needed(const Environment& environment, const BucketSettings& settings,
                                const Needed& needed) {
    if (const std::string& value = settings.*needed.setting; !value.empty())
        return plain_text({std::string{needed.option}, value});
    if (auto variable = first_set(environment, needed.names)) return plain_text(std::move(*variable));
    std::string text;
    for (const std::string_view name : needed.names) text.append(text.empty() ? "" : " or ").append(name);
    return Error{Errc::bad_option, text,
                 "must be set in the environment for an s3:// store; serve takes " +
                     std::string{needed.option} + " as well"};
}

Result<server::S3Endpoint> endpoint_of(const Environment& environment, const BucketSettings& settings,
                                       const std::string& region) {
    auto url = first_set(environment, {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
    if (!settings.endpoint.empty()) url = Variable{"--s3-endpoint", settings.endpoint};
    if (!url) return server::amazon_endpoint(region);
    auto endpoint = server::parse_s3_endpoint(url->value);
    if (!endpoint) return Error{Errc::bad_option, url->name + '=' + url->value, endpoint.error().detail};
    return std::move(*endpoint);
}

Result<net::TlsContext> tls_of(const Environment& environment, const std::string& host) {
    const auto bundle = first_set(environment, {"AWS_CA_BUNDLE"});
    const std::string file = bundle ? bundle->value : std::string{kSystemTrust};
    auto trust = read_file(file);
    if (!trust) {
        return Error{trust.error().code, bundle ? bundle->name + '=' + file : file,
                     "the CAs that an https:// store is verified by; AWS_CA_BUNDLE names their file"};
    }
    net::ClientTlsOptions options;
    options.trust = std::move(*trust);
    options.server_name = host;
    auto context = net::TlsContext::client(options);
    if (!context) return Error{context.error().code, file, context.error().detail};
    return std::move(*context);
}

Result<server::S3Options> find_bucket(const std::string& text, const Environment& environment,
                                      const BucketSettings& settings) {
    server::S3Options options;
    auto place = server::parse_s3_uri(text);
    if (!place) return place.error();
    options.place = std::move(*place);
    const auto find = [&](const Needed& needed) { return find_needed(environment, settings, needed); };
    auto id = find({"--s3-access-key-id", &BucketSettings::access_key_id, {"AWS_ACCESS_KEY_ID"}});
    if (!id) return id.error();
    auto secret =
        find({"--s3-secret-access-key", &BucketSettings::secret_access_key, {"AWS_SECRET_ACCESS_KEY"}});
    if (!secret) return secret.error();
    options.keys = {std::move(*id), std::move(*secret), {}};
    auto token = first_set(environment, {"AWS_SESSION_TOKEN"});
    if (token && settings.access_key_id.empty()) {
        auto plain = plain_text(std::move(*token));
        if (!plain) return plain.error();
        options.keys.session_token = std::move(*plain);
    }
    auto region = find({"--s3-region", &BucketSettings::region, {"AWS_REGION", "AWS_DEFAULT_REGION"}});
    if (!region) return region.error();
    options.region = std::move(*region);
    auto endpoint = endpoint_of(environment, settings, options.region);
    if (!endpoint) return endpoint.error();
    options.endpoint = std::move(*endpoint);
    if (!options.endpoint.tls) return options;
    auto tls = tls_of(environment, options.endpoint.host);
    if (!tls) return tls.error();
    options.tls = std::move(*tls);
    return options;
}

}  // namespace

std::unique_ptr<server::Store> StorePlace::open() const {
    if (s3) return std::make_unique<server::S3Store>(*s3);
    return std::make_unique<server::DirectoryStore>(directory);
}

Result<StorePlace> find_store(const std::string& text, const Environment& environment,
                              const BucketSettings& settings) {
    StorePlace place;
    if (!server::is_s3_uri(text)) {
        std::error_code ec;
        if (!std::filesystem::is_directory(text, ec))
            return Error{Errc::missing_file, text, "no directory, and no s3://BUCKET/PREFIX"};
        place.directory = text;
        return place;
    }
    auto bucket = find_bucket(text, environment, settings);
    if (!bucket) return bucket.error();
    place.s3 = std::move(*bucket);
    return place;
}

}  // namespace cupspec::cli
