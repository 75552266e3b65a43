#include "cli/command_options.hpp"

#include <CLI/CLI.hpp>

namespace cupspec::cli {
namespace {

void add_issuer_options(CLI::App& app, ServeCommand& command) {
    const CLI::Range days{1U, 36500U};
    CLI::Option* certificate =
        app.add_option("--issuer-cert", command.issuer_cert,
                       "CA that issues LNS credentials to gateways without files; docs/credentials.md")
            ->type_name("FILE");
    CLI::Option* key =
        app.add_option("--issuer-key", command.issuer_key, "That CA's private key")->type_name("FILE");
    certificate->needs(key);
    key->needs(certificate);
    app.add_option("--min-valid-days", command.min_valid_days,
                   "Issued credentials that last less are followed by new ones (default: 30)")
        ->type_name("N")
        ->check(days)
        ->needs(certificate);
    app.add_option("--valid-days", command.valid_days, "How long issued credentials last (default: 365)")
        ->type_name("N")
        ->check(days)
        ->needs(certificate);
}

void add_limits(CLI::App& app, ServeLimits& limits) {
    const auto seconds = [&app](const char* name, double& value, const char* about) {
        constexpr double kShortest = 0.001;
        constexpr double kLongest = 86'400;
        app.add_option(name, value, about)
            ->check(CLI::Range(kShortest, kLongest))
            ->type_name("SECONDS")
            ->capture_default_str();
    };
    const auto count = [&app](const char* name, std::size_t& value, const char* about, std::size_t most) {
        app.add_option(name, value, about)
            ->check(CLI::Range(std::size_t{1}, most))
            ->type_name("N")
            ->capture_default_str();
    };
    constexpr std::size_t kMillion = 1'000'000;
    constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
    count("--max-connections", limits.connections, "At once, shared evenly by the threads; others wait",
          kMillion);
    count("--max-header", limits.header, "Bytes of a request's head, else 431", kMostBytes);
    count("--max-body", limits.body, "Bytes of a request's body, else 413", kMostBytes);
    seconds("--timeout", limits.request, "For one request's head and body together, else 408");
    seconds("--idle-timeout", limits.idle, "Of silence between requests, or while an answer is not taken");
    seconds("--handshake-timeout", limits.handshake, "For the whole TLS handshake");
    seconds("--drain-timeout", limits.drain, "For answers in progress after SIGTERM or SIGINT");
}

void add_faults(CLI::App& app, ServeCommand& command) {
    app.add_option("--faults", command.faults, "What goes wrong on purpose, a line each; docs/faults.md")
        ->type_name("FILE");
    app.add_option("--break", command.broken, "Break this rule of `check` and no other; repeatable")
        ->allow_extra_args(false)
        ->type_name("RULE");
    app.add_option("--seed", command.seed, "Of the faults that happen by chance (default: 0)");
    app.add_option("--fault-ca", command.fault_ca,
                   "The CA that issues the certificates of TLS faults; gateways trust it")
        ->type_name("FILE");
    app.add_option("--fault-ca-key", command.fault_ca_key, "Its private key")->type_name("FILE");
}

void add_recording(CLI::App& app, ServeCommand& command) {
    CLI::Option* proxy =
        app.add_option("--proxy", command.proxy,
                       "Hand every request on to this server, byte by byte, and its answers back")
            ->type_name("URL");
    app.add_option("--proxy-home", command.proxy_home,
                   "What that server is shown, as a gateway's home: cups.trust, cups.crt, cups.key")
        ->type_name("DIR")
        ->needs(proxy);
    CLI::Option* record =
        app.add_option(
               "--record", command.record,
               "Record what crosses, a file for each gateway, keys and tokens masked; docs/recordings.md")
            ->type_name("DIR");
    app.add_flag("--with-secrets", command.with_secrets,
                 "Recordings hold private keys and tokens as they are")
        ->needs(record);
}

void add_authentication(CLI::App& app, ServeCommand& command) {
    app.add_option("--auth", command.auth,
                   "none, server, mutual, mutual-cn, thumbprint or token (default: mutual with an "
                   "identity, else none)")
        ->check(CLI::IsMember({"none", "server", "mutual", "mutual-cn", "thumbprint", "token"}));
    app.add_option("--client-ca", command.client_ca,
                   "A CA of clients beside NAME.trust, PEM or DER; repeatable")
        ->allow_extra_args(false)
        ->type_name("FILE");
}

void add_bucket(CLI::App& app, BucketSettings& bucket) {
    app.add_option("--s3-endpoint", bucket.endpoint, "Server of an s3:// store (else the environment: below)")
        ->type_name("URL");
    app.add_option("--s3-region", bucket.region, "Its region")->type_name("REGION");
    app.add_option("--s3-access-key-id", bucket.access_key_id, "Who signs requests to it")->type_name("ID");
    app.add_option("--s3-secret-access-key", bucket.secret_access_key,
                   "With what; for a --config only its owner can read, as everybody sees a command line")
        ->type_name("KEY");
}

/// An empty value is a variable that somebody forgot to set, and no wish to do without.
void refuse_empty_values(CLI::App& app) {
    const CLI::Validator not_empty{
        [](const std::string& value) { return std::string{value.empty() ? "is empty" : ""}; }, "", ""};
    for (CLI::Option* option : app.get_options())
        if (option->get_items_expected_max() > 0) option->check(not_empty);
}

}  // namespace

void add_options(CLI::App& app, ServeCommand& command) {
    app.add_option("--root", command.root, "Identity; records, credentials and firmware without --store")
        ->type_name("DIR");
    app.add_option("--config", command.config, "Options from a file; those given here go before")
        ->type_name("FILE");
    const auto text = [&app](const char* name, std::string& value, const char* about, const char* type) {
        app.add_option(name, value, about)->type_name(type);
    };
    const char* const place = "DIR|s3://BUCKET/PREFIX";
    text("--store", command.store, "Records, credentials and firmware: a directory or a bucket", place);
    text("--tc-store", command.tc_store, "LNS credentials (default: --tc-root, else the store)", place);
    add_bucket(app, command.bucket);
    text("--listen", command.listen, "Where; port 0 is any free one", "HOST:PORT");
    text("--identity", command.identity, "The server's NAME.crt, NAME.key and NAME.trust in the root",
         "NAME");
    text("--tc-root", command.tc_root, "LNS credentials (default: the root)", "DIR");
    text("--lns", command.lns, "Start the LNS as well: discovery", "HOST:PORT");
    text("--muxs", command.muxs, "The LNS's muxs (default: any port)", "HOST:PORT");
    text("--admin", command.admin, "Health, metrics, exchanges, reload: docs/operations.md", "HOST:PORT");
    text("--dialect", command.dialect,
         "Answer as another server: the-things-stack, azure, ...; docs/dialects.md", "NAME");
    add_faults(app, command);
    add_authentication(app, command);
    add_recording(app, command);
    app.add_flag("--register-unknown", command.register_unknown,
                 "Give a gateway without a record an empty one, in place of 404");
    app.add_flag("--one-shot", command.one_shot, "Serve each gateway its credentials once, then 403");
    add_issuer_options(app, command);
    app.add_option("--threads", command.threads, "Worker threads on the one port")
        ->check(CLI::Range(1U, 64U));
    add_limits(app, command.limits);
    app.add_flag("--expose", command.expose, "Allow other addresses than loopback; this is a test tool");
    refuse_empty_values(app);
}

}  // namespace cupspec::cli
