#include "cli/options.hpp"

#include "base/nearest.hpp"
#include "cli/help.hpp"

#include <CLI/CLI.hpp>

#include <sstream>
#include <utility>

namespace cupspec::cli {
namespace {

constexpr int kUsageExit = 2;

/// The command line as CLI11 sees it, and where its values go.
class Parser {
public:
    Parser()
        : app_{"Emulates and tests both ends of CUPS, the provisioning protocol of LoRa Basics Station.",
               "cupspec"} {
        app_.footer(std::string{footer_of("")});
        app_.require_subcommand(0, 1);
        add_common();
        add_run();
        add_serve();
        add_station();
        add_pki();
        add_firmware();
        add_tools();
    }

    std::variant<Invocation, Answer> parse(int argc, const char* const* argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::CallForHelp& help) {
            return Answer{0, app_.help(), {}};
        } catch (const CLI::ParseError& error) {
            return refuse(error.what());
        }
        if (version_) return Invocation{common_, VersionCommand{}};
        const CLI::App* chosen = deepest();
        if (const auto command = commands_.find(chosen); command != commands_.end())
            return Invocation{common_, command->second()};
        return Answer{kUsageExit, {}, "cupspec: a subcommand is needed\n\n" + app_.help()};
    }

private:
    CLI::App* deepest() {
        CLI::App* app = &app_;
        while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
        return app;
    }

    /// Unknown words are named first: they are the likelier reason for whatever else seems wrong.
    Answer refuse(const std::string& why) {
        const auto unknown = app_.remaining(true);
        std::string text = "cupspec: ";
        text += unknown.empty() ? why : about_unknown(unknown.front());
        return {kUsageExit, {}, text + "\nTry: " + path_of(deepest()) + " --help\n"};
    }

    std::string about_unknown(const std::string& argument) {
        const CLI::App* app = deepest();
        const std::string word = argument.substr(0, argument.find('='));
        const bool option = word.starts_with('-');
        std::vector<std::string> names = option ? options_of(app) : subcommands_of(app);
        if (names.empty()) return "unexpected argument \"" + argument + '"';
        const std::vector<std::string_view> known{names.begin(), names.end()};
        return std::string{option ? "unknown option " : "unknown subcommand "} + word + ": " +
               suggestion(word, known);
    }

    static std::vector<std::string> options_of(const CLI::App* app) {
        std::vector<std::string> names;
        for (; app != nullptr; app = app->get_parent()) {
            for (const CLI::Option* option : app->get_options()) {
                for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
                for (const std::string& name : option->get_snames()) names.push_back('-' + name);
            }
        }
        return names;
    }

    static std::vector<std::string> subcommands_of(const CLI::App* app) {
        std::vector<std::string> names;
        for (const CLI::App* sub : app->get_subcommands([](const CLI::App*) { return true; }))
            names.push_back(sub->get_name());
        return names;
    }

    static std::string path_of(const CLI::App* app) {
        std::string path = app->get_name();
        while ((app = app->get_parent()) != nullptr) path.insert(0, app->get_name() + ' ');
        return path;
    }

    template <class Options>
    CLI::App* add(CLI::App& parent, const std::string& name, const std::string& about,
                  const Options& options) {
        CLI::App* sub = parent.add_subcommand(name, about);
        sub->fallthrough();
        const std::string path = &parent == &app_ ? name : parent.get_name() + ' ' + name;
        sub->footer(std::string{footer_of(path)});
        commands_[sub] = [&options] { return Command{options}; };
        return sub;
    }

    CLI::App* add_group(const std::string& name, const std::string& about) {
        CLI::App* group = app_.add_subcommand(name, about);
        group->fallthrough();
        group->require_subcommand(0, 1);
        group->footer(std::string{footer_of(name)});
        return group;
    }

    /// An option that may be repeated and takes one value each time.
    template <class Values>
    static CLI::Option* repeatable(CLI::App* app, const std::string& name, Values& values,
                                   const std::string& about) {
        return app->add_option(name, values, about)->allow_extra_args(false);
    }

    void add_common() {
        app_.add_flag("--json", common_.json, "One JSON document on stdout, nothing else there");
        app_.add_flag("-v,--verbose", common_.verbose, "Say more; -vv says all");
        app_.add_flag("--quiet", common_.quiet, "Say only what went wrong");
        app_.add_option("--color", common_.color, "auto, always or never; NO_COLOR counts with auto")
            ->check(CLI::IsMember({"auto", "always", "never"}));
        app_.add_option("--log-file", common_.log_file, "The log goes there in place of stderr");
        app_.add_option("--keylog", common_.key_log, "TLS secrets for Wireshark; also SSLKEYLOGFILE");
        app_.add_flag("--version", version_, "As the subcommand version");
    }

    void add_run() {
        CLI::App* run = add(app_, "run", "Run scenarios; without arguments the built-in suite", run_);
        run->add_option("paths", run_.paths, "Scenario files; directories mean every *.json below them")
            ->type_name("FILE|DIR");
        repeatable(run, "--against", run_.against, "NAME=URL: a foreign server in place of the scenario's")
            ->type_name("NAME=URL");
        run->add_option("--station", run_.station,
                        "A real Station's command in place of the emulator; {home} is substituted")
            ->type_name("CMD");
        run->add_option("-j,--jobs", run_.jobs, "Scenarios side by side")->check(CLI::Range(1U, 256U));
        repeatable(run, "--filter", run_.filters, "Only scenarios of such a name")->type_name("GLOB");
        repeatable(run, "--tag", run_.tags, "Only scenarios with this tag")->type_name("T");
        run->add_flag("--fail-fast", run_.fail_fast, "Stop at the first failure");
        run->add_option("--retries", run_.retries, "Repeat a failed scenario up to N times")->type_name("N");
        run->add_option("--seed", run_.seed, "For everything that varies")->type_name("N");
        run->add_option("--keep", run_.keep, "PKI, homes and exchanges stay there")->type_name("DIR");
        run->add_option("--shard", run_.shard, "The I-th of N equal parts")->type_name("I/N");
        repeatable(run, "--report", run_.reports, "Write a report; repeatable")->type_name("FORMAT:PATH");
    }

    void add_serve() {
        CLI::App* serve = add(app_, "serve", "The reference CUPS server on a directory", serve_);
        serve
            ->add_option("--root", serve_.root, "Identity; records, credentials and firmware without --store")
            ->type_name("DIR");
        serve
            ->add_option("--store", serve_.store,
                         "Records, credentials and firmware: a directory or a bucket")
            ->type_name("DIR|s3://BUCKET/PREFIX");
        serve
            ->add_option("--tc-store", serve_.tc_store,
                         "LNS credentials (default: --tc-root, else the store)")
            ->type_name("DIR|s3://BUCKET/PREFIX");
        serve->add_option("--listen", serve_.listen, "Where; port 0 is any free one")->type_name("HOST:PORT");
        serve
            ->add_option("--identity", serve_.identity,
                         "The server's NAME.crt, NAME.key and NAME.trust in the root")
            ->type_name("NAME");
        serve->add_option("--tc-root", serve_.tc_root, "LNS credentials (default: the root)")
            ->type_name("DIR");
        serve->add_option("--lns", serve_.lns, "Start the LNS as well: discovery")->type_name("HOST:PORT");
        serve->add_option("--muxs", serve_.muxs, "The LNS's muxs (default: any port)")
            ->type_name("HOST:PORT");
        serve
            ->add_option(
                "--auth", serve_.auth,
                "none, server, mutual, mutual-cn or token (default: mutual with an identity, else none)")
            ->check(CLI::IsMember({"none", "server", "mutual", "mutual-cn", "token"}));
        serve->add_option("--threads", serve_.threads, "Worker threads on the one port")
            ->check(CLI::Range(1U, 64U));
        serve->add_flag("--expose", serve_.expose,
                        "Allow other addresses than loopback; this is a test tool");
    }

    void add_station() {
        CLI::App* station = add(app_, "station", "Be one gateway on a Station home directory", station_);
        station->add_option("--home", station_.home, "The home directory")->required()->type_name("DIR");
        auto* once = station->add_flag("--once", station_.once, "One CUPS round");
        station->add_option("--rounds", station_.rounds, "N CUPS rounds")
            ->check(CLI::Range(1U, 1'000'000'000U))
            ->excludes(once)
            ->type_name("N");
        station
            ->add_option("--until", station_.until,
                         "steady: a round without updates; lns: configured by the LNS")
            ->check(CLI::IsMember({"steady", "lns"}));
        station->add_option("--time-scale", station_.time_scale, "So many times faster")
            ->check(CLI::Range(0.001, 1e6))
            ->type_name("X");
        station->add_flag("--no-lns", station_.no_lns, "CUPS only, Station's -N");
        station->add_option("--router", station_.router, "EUI (default: routerid of station.conf)")
            ->type_name("EUI");
        station->add_option("--update", station_.update, "What is done with a firmware Station would run")
            ->check(CLI::IsMember({"record", "run", "refuse"}));
        station
            ->add_option("--update-file", station_.update_file,
                         "Where firmware goes (default: update.bin in --temp)")
            ->type_name("PATH");
        station
            ->add_option("--temp", station_.temp,
                         "Default: private, removed at the end unless firmware lies there")
            ->type_name("DIR");
        station
            ->add_option("--as", station_.personality,
                         "Personality: station-2.0.6 (default), an older one, ...; docs/personalities.md")
            ->type_name("NAME");
        station->add_option("--station-string", station_.station_string, "The request's station field")
            ->type_name("TEXT");
        station->add_option("--model", station_.model, "The request's model field")->type_name("TEXT");
    }

    void add_pki() {
        CLI::App* pki = add_group("pki", "Keys, certificates and credential blobs");
        CLI::App* build = add(*pki, "build", "Build a PKI from a plan", pki_build_);
        build->add_option("plan", pki_build_.plan, "The plan, JSON with comments")
            ->required()
            ->type_name("PLAN");
        build->add_option("out", pki_build_.out, "Directory for the files")->required()->type_name("OUT");
        CLI::App* inspect = add(*pki, "inspect", "Show what files hold", pki_inspect_);
        inspect->add_option("files", pki_inspect_.files, "Certificates, keys, blobs")
            ->required()
            ->type_name("FILE");
        CLI::App* lint = add(*pki, "lint", "Say what a Station would dislike in its home", pki_lint_);
        lint->add_option("home", pki_lint_.home, "The home directory")->required()->type_name("HOME");
        lint->add_option("--at", pki_lint_.at,
                         "Judge certificates at that time: 2036-11-18, +30d (default: now)")
            ->type_name("TIME");
    }

    void add_firmware() {
        CLI::App* firmware = add_group("firmware", "Signing keys and signatures of firmware");
        CLI::App* key = add(*firmware, "key", "Make a signing key", firmware_key_);
        key->add_option("target", firmware_key_.target, "Directory, or prefix of the two files")
            ->required()
            ->type_name("DIR|PREFIX");
        key->add_flag("--force", firmware_key_.force, "Replace existing keys");
        CLI::App* sign = add(*firmware, "sign", "Sign a firmware", firmware_sign_);
        sign->add_option("--key", firmware_sign_.key, "The private key, sig-N.pem")
            ->required()
            ->type_name("PEM");
        sign->add_option("file", firmware_sign_.file, "The firmware")->required()->type_name("FILE");
        sign->add_option("-o,--out", firmware_sign_.out, "The signature (default: FILE.sig-N)")
            ->type_name("SIG");
        CLI::App* verify = add(*firmware, "verify", "Verify a signature as Station does", firmware_verify_);
        verify->add_option("--key", firmware_verify_.key, "sig-N.key or sig-N.pem")
            ->required()
            ->type_name("KEY");
        verify->add_option("--signature", firmware_verify_.signature, "The signature (default: FILE.sig-N)")
            ->type_name("SIG");
        verify->add_option("file", firmware_verify_.file, "The firmware")->required()->type_name("FILE");
    }

    void add_tools() {
        CLI::App* crc = add(app_, "crc", "CRC-32 of credential sets and signing keys", crc_);
        crc->add_option("paths", crc_.paths, "A Station home, or files")->required()->type_name("HOME|FILE");
        CLI::App* decode = add(app_, "decode", "Explain a request or a response body", decode_);
        decode->add_option("file", decode_.file, "- reads stdin")->required()->type_name("FILE");
        add(app_, "version", "Versions of the program and what it is built on", version_command_);
    }

    CLI::App app_;
    bool version_ = false;
    CommonOptions common_;
    RunCommand run_;
    ServeCommand serve_;
    StationCommand station_;
    PkiBuildCommand pki_build_;
    PkiInspectCommand pki_inspect_;
    PkiLintCommand pki_lint_;
    FirmwareKeyCommand firmware_key_;
    FirmwareSignCommand firmware_sign_;
    FirmwareVerifyCommand firmware_verify_;
    CrcCommand crc_;
    DecodeCommand decode_;
    VersionCommand version_command_;
    std::map<const CLI::App*, std::function<Command()>> commands_;
};

}  // namespace

std::variant<Invocation, Answer> parse_arguments(int argc, const char* const* argv) {
    Parser parser;
    return parser.parse(argc, argv);
}

}  // namespace cupspec::cli
