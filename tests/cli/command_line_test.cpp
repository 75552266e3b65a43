#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using test::run_program;

TEST_CASE("The command line proposes the nearest option and exits with 2") {
    const auto ended = run_program({"run", "--filtre", "x"});
    CHECK(ended.exit == 2);
    CHECK(ended.out.empty());
    CHECK(ended.err ==
          "cupspec: unknown option --filtre: did you mean \"--filter\"?\nTry: cupspec run --help\n");
}

TEST_CASE("The command line names an unknown option before a missing argument") {
    const auto ended = run_program({"decode", "--jsno"});
    CHECK(ended.exit == 2);
    CHECK(ended.err ==
          "cupspec: unknown option --jsno: did you mean \"--json\"?\nTry: cupspec decode --help\n");
}

TEST_CASE("The command line proposes the nearest subcommand, also in a group") {
    CHECK(run_program({"sreve"}).err ==
          "cupspec: unknown subcommand sreve: did you mean \"serve\"?\nTry: cupspec --help\n");
    const auto nested = run_program({"pki", "bild"});
    CHECK(nested.exit == 2);
    CHECK(nested.err ==
          "cupspec: unknown subcommand bild: did you mean \"build\"?\nTry: cupspec pki --help\n");
}

TEST_CASE("A program called without a subcommand shows its help on stderr and exits with 2") {
    const auto ended = run_program({});
    CHECK(ended.exit == 2);
    CHECK(ended.out.empty());
    CHECK(ended.err.find("Subcommands:\n  run ") != std::string::npos);
}

TEST_CASE("Every subcommand has help with two examples and its exit codes") {
    const std::vector<std::vector<std::string>> commands{{"run"},
                                                         {"serve"},
                                                         {"station"},
                                                         {"pki", "build"},
                                                         {"pki", "inspect"},
                                                         {"pki", "lint"},
                                                         {"firmware", "key"},
                                                         {"firmware", "sign"},
                                                         {"firmware", "verify"},
                                                         {"crc"},
                                                         {"decode"},
                                                         {"diagnose"},
                                                         {"version"}};
    for (auto arguments : commands) {
        std::string name = "  cupspec";
        for (const std::string& word : arguments) name += ' ' + word;
        CAPTURE(name);
        arguments.emplace_back("--help");
        const auto ended = run_program(arguments);
        CHECK(ended.exit == 0);
        CHECK(ended.err.empty());
        const auto first = ended.out.find("\nExamples:\n");
        CHECK(first != std::string::npos);
        CHECK(ended.out.rfind(name) != ended.out.find(name, first));
        CHECK(ended.out.find("\nExit: 0") != std::string::npos);
    }
}

TEST_CASE("Common options are understood before and after the subcommand") {
    const auto after = run_program({"version", "--json"});
    CHECK(after.exit == 0);
    CHECK(after.out.find("{\"cupspec\":\"") == 0);
    CHECK(run_program({"--json", "version"}).out == after.out);
}

TEST_CASE("version names the personality table, OpenSSL and Boost") {
    const auto ended = run_program({"version"});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("cupspec 0.") == 0);
    CHECK(ended.out.find("\npersonality table 1\nOpenSSL 3.") != std::string::npos);
    CHECK(ended.out.find("\nBoost 1.") != std::string::npos);
}

TEST_CASE("An input that is missing exits with 2 and is named") {
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"run", "/no/such"},
                                               {"decode", "/no/such"},
                                               {"crc", "/no/such"},
                                               {"station", "--home", "/no/such"},
                                               {"serve", "--root", "/no/such"},
                                               {"pki", "build", "/no/such", "out"},
                                               {"pki", "inspect", "/no/such"},
                                               {"firmware", "sign", "--key", "/no/such", "x"},
                                               {"firmware", "verify", "--key", "/no/such", "x"}}) {
        const auto ended = run_program(arguments);
        CAPTURE(arguments.front());
        CHECK(ended.exit == 2);
        CHECK(ended.out.empty());
        CHECK(ended.err.find("/no/such") != std::string::npos);
    }
}

TEST_CASE("run refuses an unknown report format with the nearest and the known ones") {
    const auto ended = run_program({"run", "--report", "jnuit:x.xml"});
    CHECK(ended.exit == 2);
    CHECK(ended.err.find("did you mean \"junit\"? known: text, json, junit") != std::string::npos);
}

TEST_CASE("run tells before anything runs that a report cannot be written") {
    const auto directory = TemporaryDirectory::make().value();
    const std::string file = (directory.path() / "file").string();
    REQUIRE(write_file(file, {}).has_value());
    for (const std::string& path :
         {directory.path().string(), file + "/x", directory.path().string() + "/no/x"}) {
        const auto ended = run_program({"run", "plain-http", "--report", "html:" + path});
        CAPTURE(ended.err);
        CHECK(ended.exit == 3);
        CHECK(ended.out.empty());
        CHECK(ended.err.find(path + ": ") != std::string::npos);
    }
}

TEST_CASE("run gives stdout to one report alone") {
    CHECK(run_program({"run", "plain-http", "--report", "tap:-", "--report", "har:-"}).exit == 2);
    CHECK(run_program({"run", "plain-http", "--json", "--report", "tap:-"}).exit == 2);
    CHECK(run_program({"run", "plain-http", "--report", "tap:-"})
              .out.starts_with("TAP version 14\n1..1\nok 1 - plain-http"));
}

TEST_CASE("run shows the same with and without a report into a file") {
    const auto directory = TemporaryDirectory::make().value();
    const auto report = [&](const std::string& format) {
        return format + ':' + (directory.path() / format).string();
    };
    const auto ended =
        run_program({"run", "redirect-only", "--report", report("junit"), "--report", report("tap"),
                     "--report", report("html"), "--report", report("github"), "--report", report("sarif"),
                     "--report", report("har"), "--report", "junit:/dev/null"});
    CHECK(ended.exit == 0);
    CHECK(ended.out.find("1 passed, 0 failed") != std::string::npos);
    CHECK(std::distance(std::filesystem::directory_iterator{directory.path()}, {}) == 6);
    CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("run says so when a filter selects nothing") {
    const auto ended = run_program({"run", "--filter", "bootstrp"});
    CHECK(ended.exit == 2);
    CHECK(ended.err.find("bootstrap") != std::string::npos);
}

TEST_CASE("serve refuses an address that others reach, unless told") {
    const auto ended = run_program({"serve", "--root", ".", "--listen", "0.0.0.0:0"});
    CHECK(ended.exit == 2);
    CHECK(ended.err.find("--expose") != std::string::npos);
}

TEST_CASE("serve refuses a listening address it cannot read") {
    for (const std::string listen : {"127.0.0.1", ":0", "127.0.0.1:x", "127.0.0.1:65536", "::1:0", "[]:0"}) {
        CAPTURE(listen);
        CHECK(run_program({"serve", "--root", ".", "--listen", listen}).exit == 2);
    }
}

TEST_CASE("A log file that cannot be opened is the environment's fault") {
    const auto ended = run_program({"version", "--log-file", "/no/such/file"});
    CHECK(ended.exit == 3);
    CHECK(ended.err == "cupspec: /no/such/file: No such file or directory: --log-file\n");
}

TEST_CASE("A full disk behind stdout exits with 3, a reader who left does not") {
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    REQUIRE(full >= 0);
    test::Process on_full{{CUPSPEC_PROGRAM, "version"}, "", "", full};
    CHECK(on_full.wait().exit == 3);
    ::close(full);

    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    ::close(ends[0]);
    test::Process on_closed{{CUPSPEC_PROGRAM, "version"}, "", "", ends[1]};
    CHECK(on_closed.wait().exit == 0);
    ::close(ends[1]);
}
