#include "tests/cli/program.hpp"
#include "tests/e2e/plain_client.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <regex>
#include <sstream>

using namespace cupspec;
using namespace cupspec::test;
using server::testing::Copy;

namespace {

std::string contrib(const std::string& name) {
    return to_text(read_file(std::string{CUPSPEC_SOURCE} + "/contrib/" + name).value());
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    REQUIRE(text.find(from) != std::string::npos);
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// A configuration file of its own.
class Config {
public:
    explicit Config(const std::string& text) { write_file(path(), as_bytes(text)).value(); }
    std::string path() const { return (directory_.path() / "serve.toml").string(); }
    std::vector<std::string> serve(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"serve", "--config", path()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
    /// stderr of a start that fails, without the directory's name.
    std::string refusal() const {
        const Ended refused = run_program(serve());
        CHECK(refused.exit == 2);
        CHECK(refused.out.empty());
        const auto at = refused.err.find("serve.toml");
        return at == std::string::npos ? refused.err : refused.err.substr(at);
    }

private:
    TemporaryDirectory directory_ = TemporaryDirectory::make().value();
};

std::string minimal() {
    return "[serve]\nroot = '" + vector_path("session-plain/cups-1") + "'\nauth = 'none'\n";
}

}  // namespace

TEST_CASE("serve starts from the example configuration, reloads, and logs JSON") {
    const Copy copy{"session-tls"};
    std::string text = contrib("cupspec.example.toml");
    replace_all(text, "/var/lib/cupspec/cups-0", copy.path("cups-0").string());
    replace_all(text, "/var/lib/cupspec/tc-0", copy.path("tc-0").string());
    replace_all(text, ":6040", ":0");
    replace_all(text, ":9464", ":0");
    const Config config{text};
    Server server{config.serve({"--json"})};
    const auto urls = nlohmann::json::parse(server.first_line());
    CHECK(urls.at("url").get<std::string>().starts_with("https://127.0.0.1:"));
    const std::string admin = urls.at("admin");
    CHECK(exchange_plainly(admin.substr(admin.rfind(':') + 1), get("/readyz")).ends_with("ready\n"));
    server.signal(SIGHUP);
    CHECK(server.says("\"text\":\"reloaded: "));
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    std::istringstream lines{ended.err};
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        const auto entry = nlohmann::json::parse(line, nullptr, false);
        REQUIRE(entry.is_object());
        CHECK(entry.at("speaker").is_string());
    }
}

TEST_CASE("The example configuration says serve's own defaults and options") {
    const std::string help = run_program({"serve", "--help"}).out;
    const std::string text = contrib("cupspec.example.toml");
    const std::regex entry{R"((?:^|\n)(?:# )?([a-z-]+) = )"};
    std::size_t count = 0;
    for (std::sregex_iterator at{text.begin(), text.end(), entry}, end; at != end; ++at, ++count) {
        CAPTURE((*at)[1].str());
        CHECK((help + "--log-format").find("--" + (*at)[1].str()) != std::string::npos);
    }
    CHECK(count > 15);
}

TEST_CASE("Options on the command line go before those of the file") {
    const Config config{minimal() + "dialect = \"the-things-stack\"\nlisten = \"127.0.0.1:0\"\n"};
    const auto body_of = [&](const std::vector<std::string>& more) {
        Server server{config.serve(more)};
        const std::string answer = exchange_plainly(
            server.port(),
            post(
                "/update-info",
                R"({"router":"::1","cupsUri":"http://localhost:6041","tcUri":"ws://localhost:6038","package":"2.0.0","cupsCredCrc":2071587016,"tcCredCrc":1})"));
        CHECK(server.stop().exit == 0);
        return answer.substr(answer.find("\r\n\r\n") + 4).size();
    };
    CHECK(body_of({"--dialect", "station"}) + 4 == body_of({}));
}

TEST_CASE("A flag, a common option and a repeatable one can stand in the file") {
    const Config config{"quiet = true\n" + minimal() +
                        "register-unknown = false\nexpose = false\nclient-ca = []\nthreads = 2\n"};
    Server server{config.serve()};
    CHECK(exchange_plainly(server.port(), post("/update-info", R"({"router":"::2"})"))
              .starts_with("HTTP/1.1 404"));
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    CHECK(ended.err.empty());
}

TEST_CASE("An error in the file names file, line, name, value and the nearest known name") {
    CHECK_THAT(Config{minimal() + "listn = \"127.0.0.1:0\"\n"}.refusal(),
               Catch::StartsWith(
                   "serve.toml:4: listn = \"127.0.0.1:0\": unknown option: did you mean \"listen\"?\n"));
    CHECK_THAT(Config{"threads = 2\n" + minimal()}.refusal(),
               Catch::StartsWith("serve.toml:1: threads = \"2\": it belongs below a line [serve]\n"));
    CHECK_THAT(Config{minimal() + "threads = \"four\"\n"}.refusal(),
               Catch::StartsWith("serve.toml:4: threads = \"four\": ") && Catch::Contains("--threads"));
    CHECK_THAT(Config{minimal() + "threads = 65\n"}.refusal(),
               Catch::StartsWith("serve.toml:4: threads = \"65\": "));
    CHECK_THAT(Config{minimal() + "\ntimeout = 0\n"}.refusal(),
               Catch::StartsWith("serve.toml:5: timeout = \"0\": "));
    CHECK_THAT(Config{"[serve]\nauth = \"mutal\"\n"}.refusal(),
               Catch::StartsWith("serve.toml:2: auth = \"mutal\": "));
    CHECK_THAT(Config{"[serve]\nexpose = \"127.0.0.1\"\n"}.refusal(),
               Catch::StartsWith("serve.toml:2: expose = \"127.0.0.1\": true or false is needed\n"));
    CHECK_THAT(Config{"[serve]\nroot = [\"a\", \"b\"]\n"}.refusal(),
               Catch::StartsWith("serve.toml:2: root = [\"a\", \"b\"]: "));
    CHECK_THAT(Config{"[server]\nroot = \"a\"\n"}.refusal(),
               Catch::StartsWith("serve.toml:2: section [server]: did you mean \"serve\"?\n"));
    CHECK_THAT(Config{"log-formt = \"json\"\n"}.refusal(), Catch::Contains("did you mean \"log-format\"?"));
    CHECK_THAT(Config{"[serve]\nconfig = \"other\"\n"}.refusal(), Catch::Contains(": unknown option: "));
    CHECK_THAT(Config{"[serve]\nroot\n"}.refusal(),
               Catch::StartsWith("serve.toml:2: \"root\" is no `name = value`\n"));
    const Ended missing = run_program({"serve", "--config", "no-such.toml"});
    CHECK(missing.exit == 2);
    CHECK_THAT(missing.err, Catch::Contains("no-such.toml: No such file"));
}

TEST_CASE("The systemd unit is one systemd takes") {
    if (run_command({"sh", "-c", "command -v systemd-analyze"}).exit != 0) {
        WARN("no systemd-analyze here");
        return;
    }
    const auto temp = TemporaryDirectory::make().value();
    std::string unit = contrib("cupspec-serve.service");
    replace_all(unit, "/usr/local/bin/cupspec", CUPSPEC_PROGRAM);
    const auto path = temp.path() / "cupspec-serve.service";
    write_file(path, as_bytes(unit)).value();
    const Ended verified = run_command({"systemd-analyze", "verify", path.string()});
    CHECK(verified.err == "");
    CHECK(verified.exit == 0);
}

TEST_CASE(
    "The systemd unit and the image start serve with a configuration, and the image has its libraries") {
    const std::string unit = contrib("cupspec-serve.service");
    CHECK_THAT(unit, Catch::Contains("\nDynamicUser=yes\n") &&
                         Catch::Contains("\nExecReload=/bin/kill -HUP $MAINPID\n") &&
                         Catch::Contains("cupspec serve --config /etc/cupspec/cupspec.toml\n"));
    const std::string dockerfile = contrib("Dockerfile");
    CHECK_THAT(dockerfile, Catch::Contains("\nRUN make deps build ") &&
                               Catch::Contains("\nUSER 65532:65532\n") &&
                               Catch::Contains("\"serve\", \"--config\", \"/etc/cupspec/cupspec.toml\""));
    const std::string libraries = run_command({"ldd", CUPSPEC_PROGRAM}).out;
    for (const auto& [library, package] :
         {std::pair{"libssl.so.3", "libssl3"}, std::pair{"libspdlog.so.1.10", "libspdlog1.10"},
          std::pair{"libpugixml.so.1", "libpugixml1v5"}, std::pair{"libmimalloc.so.2", "libmimalloc2.0"}}) {
        CAPTURE(library);
        // A build with sanitizers is linked with fewer.
        if (libraries.find(library) != std::string::npos) CHECK_THAT(dockerfile, Catch::Contains(package));
    }
}
