#include "cli/store_place.hpp"

#include "base/files.hpp"
#include "server/directory_store.hpp"
#include "server/errc.hpp"

#include <initializer_list>
#include <utility>

namespace cupspec::cli {
namespace {

using server::Errc;

constexpr std::string_view kSystemTrust = "/etc/ssl/certs/ca-certificates.crt";  // Debian's ca-certificates

/// The first of these variables that is set; nothing when none is.
std::optional<std::string> first_set(const Environment& environment,
                                     std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        auto value = environment(name);
        if (value && !value->empty()) return value;
    }
    return std::nullopt;
}

Result<std::string> needed(const Environment& environment, std::initializer_list<std::string_view> names) {
    auto value = first_set(environment, names);
    if (value) return std::move(*value);
    std::string text;
    for (const std::string_view name : names) text.append(text.empty() ? "" : " or ").append(name);
    return Error{Errc::bad_option, text, "must be set in the environment for an s3:// store"};
}

Result<server::S3Endpoint> endpoint_of(const Environment& environment, const std::string& region) {
    for (const std::string_view name : {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"}) {
        const auto text = first_set(environment, {name});
        if (!text) continue;
        auto endpoint = server::parse_s3_endpoint(*text);
        if (!endpoint)
            return Error{Errc::bad_option, std::string{name} + '=' + *text, endpoint.error().detail};
        return std::move(*endpoint);
    }
    return server::amazon_endpoint(region);
}

Result<net::TlsContext> tls_of(const Environment& environment, const std::string& host) {
    const std::string file = first_set(environment, {"AWS_CA_BUNDLE"}).value_or(std::string{kSystemTrust});
    auto trust = read_file(file);
    if (!trust) return trust.error();
    net::ClientTlsOptions options;
    options.trust = std::move(*trust);
    options.server_name = host;
    auto context = net::TlsContext::client(options);
    if (!context) return Error{context.error().code, file, context.error().detail};
    return std::move(*context);
}

Result<server::S3Options> find_bucket(const std::string& text, const Environment& environment) {
    server::S3Options options;
    auto place = server::parse_s3_uri(text);
    if (!place) return place.error();
    options.place = std::move(*place);
    auto id = needed(environment, {"AWS_ACCESS_KEY_ID"});
    if (!id) return id.error();
    auto secret = needed(environment, {"AWS_SECRET_ACCESS_KEY"});
    if (!secret) return secret.error();
    options.keys = {std::move(*id), std::move(*secret),
                    first_set(environment, {"AWS_SESSION_TOKEN"}).value_or("")};
    auto region = needed(environment, {"AWS_REGION", "AWS_DEFAULT_REGION"});
    if (!region) return region.error();
    options.region = std::move(*region);
    auto endpoint = endpoint_of(environment, options.region);
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

Result<StorePlace> find_store(const std::string& text, const Environment& environment) {
    StorePlace place;
    if (!server::is_s3_uri(text)) {
        std::error_code ec;
        if (!std::filesystem::is_directory(text, ec))
            return Error{Errc::missing_file, text, "no directory, and no s3://BUCKET/PREFIX"};
        place.directory = text;
        return place;
    }
    auto bucket = find_bucket(text, environment);
    if (!bucket) return bucket.error();
    place.s3 = std::move(*bucket);
    return place;
}

}  // namespace cupspec::cli
