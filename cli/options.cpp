#include "cli/options.hpp"

#include "base/nearest.hpp"
#include "cli/command_options.hpp"
#include "cli/config_options.hpp"
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
        add_commands();
    }

    std::variant<Invocation, Answer> parse(int argc, const char* const* argv, const FileReader& read) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::CallForHelp& help) {
            return Answer{0, app_.help(), {}};
        } catch (const CLI::ParseError& error) {
            return refuse(error.what());
        }
        if (version_) return Invocation{common_, VersionCommand{}};
        CLI::App* chosen = deepest();
        if (!serve_.config.empty())
            if (auto refused = read_config(*chosen, read)) return std::move(*refused);
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

    /// @return an answer when the file is not usable
    std::optional<Answer> read_config(CLI::App& command, const FileReader& read) {
        const std::string& file = serve_.config;
        const auto bytes = read(file);
        if (!bytes) return refuse("--config: " + describe(bytes.error()));
        const auto entries = parse_config(as_text(*bytes), file);
        if (!entries) return refuse(entries.error().where + ": " + entries.error().detail);
        const auto wrong = apply_config(app_, command, *entries, file);
        return wrong ? std::optional{refuse(*wrong)} : std::nullopt;
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
    void add(CLI::App& parent, const std::string& name, const std::string& about, Options& options) {
        CLI::App* sub = parent.add_subcommand(name, about);
        sub->fallthrough();
        const std::string path = &parent == &app_ ? name : parent.get_name() + ' ' + name;
        sub->footer(std::string{footer_of(path)});
        add_options(*sub, options);
        commands_[sub] = [&options] { return Command{options}; };
    }

    CLI::App* add_group(const std::string& name, const std::string& about) {
        CLI::App* group = app_.add_subcommand(name, about);
        group->fallthrough();
        group->require_subcommand(0, 1);
        group->footer(std::string{footer_of(name)});
        return group;
    }

    void add_common() {
        app_.add_flag("--json", common_.json, "One JSON document on stdout, nothing else there");
        app_.add_flag("-v,--verbose", common_.verbose, "Say more; -vv says all");
        app_.add_flag("--quiet", common_.quiet, "Say only what went wrong");
        app_.add_option("--color", common_.color, "auto, always or never; NO_COLOR counts with auto")
            ->check(CLI::IsMember({"auto", "always", "never"}));
        app_.add_option("--log-file", common_.log_file, "The log goes there in place of stderr");
        app_.add_option("--log-format", common_.log_format, "text, or json: one object a line")
            ->check(CLI::IsMember({"text", "json"}));
        app_.add_option("--keylog", common_.key_log, "TLS secrets for Wireshark; also SSLKEYLOGFILE");
        app_.add_flag("--version", version_, "As the subcommand version");
    }

    void add_commands() {
        add(app_, "run", "Run scenarios; without arguments the built-in suite", run_);
        add(app_, "serve", "The reference CUPS server on a directory", serve_);
        add(app_, "station", "Be one gateway on a Station home directory", station_);
        add(app_, "check", "Conformance of CUPS servers: what a gateway would make of their answers", check_);
        CLI::App* fresh = add_group("new", "Write a commented starter file");
        add(*fresh, "scenario", "A scenario that runs as it is", new_scenario_);
        add(*fresh, "profile", "What `check` should know of a server, found out by looking at it",
            new_profile_);
        add(*fresh, "ci", "A snippet that runs `check` in continuous integration", new_ci_);
        CLI::App* pki = add_group("pki", "Keys, certificates and credential blobs");
        add(*pki, "build", "Build a PKI from a plan", pki_build_);
        add(*pki, "inspect", "Show what files hold", pki_inspect_);
        add(*pki, "lint", "Say what a Station would dislike in its home", pki_lint_);
        CLI::App* firmware = add_group("firmware", "Signing keys, signatures and roll-out of firmware");
        add(*firmware, "key", "Make a signing key", firmware_key_);
        add(*firmware, "sign", "Sign a firmware", firmware_sign_);
        add(*firmware, "verify", "Verify a signature as Station does", firmware_verify_);
        add(*firmware, "publish", "Put a firmware into a store, for some gateways", firmware_publish_);
        add(app_, "crc", "CRC-32 of credential sets and signing keys", crc_);
        add(app_, "decode", "Explain a request or a response body", decode_);
        add(app_, "replay", "Play back what was captured, and say whether the symptom comes back", replay_);
        add(app_, "diagnose", "From a symptom or a log to the known bug, its cure and its scenario",
            diagnose_);
        add(app_, "version", "Versions of the program and what it is built on", version_command_);
    }

    CLI::App app_;
    bool version_ = false;
    CommonOptions common_;
    RunCommand run_;
    ServeCommand serve_;
    StationCommand station_;
    CheckCommand check_;
    NewProfileCommand new_profile_;
    NewScenarioCommand new_scenario_;
    NewCiCommand new_ci_;
    PkiBuildCommand pki_build_;
    PkiInspectCommand pki_inspect_;
    PkiLintCommand pki_lint_;
    FirmwareKeyCommand firmware_key_;
    FirmwareSignCommand firmware_sign_;
    FirmwareVerifyCommand firmware_verify_;
    FirmwarePublishCommand firmware_publish_;
    CrcCommand crc_;
    DecodeCommand decode_;
    ReplayCommand replay_;
    DiagnoseCommand diagnose_;
    VersionCommand version_command_;
    std::map<const CLI::App*, std::function<Command()>> commands_;
};

}  // namespace

std::variant<Invocation, Answer> parse_arguments(int argc, const char* const* argv, const FileReader& read) {
    Parser parser;
    return parser.parse(argc, argv, read);
}

}  // namespace cupspec::cli
