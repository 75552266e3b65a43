#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace cupspec::test {
namespace {

namespace fs = std::filesystem;

/// One instruction of a Dockerfile, its continued lines put together.
struct Instruction {
    std::string word;
    std::string rest;
};

std::vector<std::string> lines_in(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> words_in(const std::string& text) {
    std::istringstream stream{text};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

std::vector<Instruction> dockerfile() {
    std::vector<Instruction> found;
    std::string whole;
    for (std::string line :
         lines_in(to_text(read_file(std::string{CUPSPEC_SOURCE} + "/contrib/Dockerfile").value()))) {
        if (line.empty() || line.starts_with('#')) continue;
        const bool goes_on = line.ends_with('\\');
        if (goes_on) line.pop_back();
        whole += line + ' ';
        if (goes_on) continue;
        const auto blank = whole.find(' ');
        found.push_back({whole.substr(0, blank), whole.substr(blank + 1)});
        whole.clear();
    }
    return found;
}

std::vector<std::string> all_of(const std::string& word) {
    std::vector<std::string> found;
    for (const Instruction& one : dockerfile())
        if (one.word == word) found.push_back(one.rest);
    return found;
}

/// The commands of all RUN instructions, apart.
std::vector<std::string> run_commands() {
    std::vector<std::string> commands;
    for (std::string rest : all_of("RUN"))
        for (auto at = rest.find("&&"); !rest.empty(); at = rest.find("&&")) {
            commands.push_back(rest.substr(0, at));
            rest = at == std::string::npos ? "" : rest.substr(at + 2);
        }
    return commands;
}

Ended in_shell(const std::string& command, const std::string& directory) {
    return run_command({"sh", "-c", command}, {}, directory);
}

/// Empty where the sources are no checkout.
std::vector<std::string> tracked_files() { return lines_in(in_shell("git ls-files", CUPSPEC_SOURCE).out); }

/// What a build context would hold at most: the tracked files as they are now, in a directory of their own.
TemporaryDirectory exported() {
    auto directory = TemporaryDirectory::make().value();
    const Ended copied = in_shell("git ls-files -z | tar --null --ignore-failed-read -T - -c | tar -x -C '" +
                                      directory.path().string() + "'",
                                  CUPSPEC_SOURCE);
    INFO(copied.err);
    REQUIRE(copied.exit == 0);
    return directory;
}

/// What `make` is asked for in the image: "deps build".
std::string make_targets() {
    std::string targets;
    for (const std::string& command : run_commands()) {
        const auto words = words_in(command);
        if (words.front() != "make") continue;
        for (std::size_t n = 1; n < words.size(); ++n) targets += words[n] + ' ';
    }
    return targets;
}

}  // namespace

TEST_CASE("The Dockerfile copies what is in the repository, and what its first stage has built") {
    const auto tracked = tracked_files();
    if (tracked.empty()) {
        WARN("the sources are no git checkout");
        return;
    }
    const auto is_tracked = [&tracked](const std::string& path) {
        return path == "." || std::any_of(tracked.begin(), tracked.end(), [&path](const std::string& file) {
                   return file == path || file.starts_with(path + '/');
               });
    };
    std::size_t from_stages = 0;
    for (const std::string& copy : all_of("COPY")) {
        auto words = words_in(copy);
        if (words.front().starts_with("--from=")) {
            ++from_stages;
            // Its own name of the stage, and where make puts the program below the first stage's WORKDIR.
            CHECK(all_of("FROM").front().find(" AS " + words.front().substr(7)) != std::string::npos);
            CHECK(words[1] == words_in(all_of("WORKDIR").front()).front() + "/build/cupspec");
            continue;
        }
        words.pop_back();
        for (const std::string& source : words) {
            CAPTURE(source);
            CHECK(is_tracked(source));
        }
    }
    CHECK(from_stages == 1);
    // What the image's context leaves out: `build*` must not take sources along.
    for (const std::string& pattern : lines_in(
             to_text(read_file(std::string{CUPSPEC_SOURCE} + "/contrib/Dockerfile.dockerignore").value()))) {
        const std::string beginning = pattern.substr(0, pattern.find('*'));
        CAPTURE(pattern);
        CHECK(std::none_of(tracked.begin(), tracked.end(), [&](const std::string& file) {
            return pattern.ends_with('*') ? file.starts_with(beginning)
                                          : file == pattern || file.starts_with(pattern + '/');
        }));
    }
}

#ifndef CUPSPEC_SANITIZED  // a build of its own, which no sanitizer sees
TEST_CASE("The Dockerfile's commands build in a directory that holds the tracked files and nothing else") {
    if (tracked_files().empty()) {
        WARN("the sources are no git checkout");
        return;
    }
    const auto clean = exported();
    const std::string at = clean.path().string();
    const std::string targets = make_targets();
    REQUIRE(targets == "deps build ");
    // The image's make is nobody's child.
    const Ended planned = in_shell("env -u MAKEFLAGS -u MAKELEVEL make -n " + targets, at);
    INFO(planned.err);
    REQUIRE(planned.exit == 0);
    bool configures = false;
    bool builds = false;
    for (std::string command : lines_in(planned.out)) {
        const auto words = words_in(command);
        CAPTURE(command);
        if (words.front() != "cmake") {
            // Installs; here everything is there. The image has the script only if it is among the files.
            CHECK(::access((at + '/' + words.front()).c_str(), X_OK) == 0);
            continue;
        }
        if (const auto target = command.find("--target cupspec"); target != std::string::npos) {
            builds = true;
            // The whole program takes minutes: its graph must be complete, and one library is built.
            const Ended all = in_shell("ninja -C build -n cupspec && ninja -C build -t targets all", at);
            CHECK(all.exit == 0);
            CHECK(all.out.find("\ncupspec: CXX_EXECUTABLE_LINKER") != std::string::npos);
            command.replace(target, std::string::npos, "--target cupspec_base");
        } else {
            configures = true;
            command.insert(command.find('>'),
                           "-DCMAKE_DISABLE_FIND_PACKAGE_Catch2=ON ");  // is not in the image
        }
        const Ended done = in_shell(command, at);
        CHECK(done.err == "");
        CHECK(done.exit == 0);
    }
    CHECK(configures);
    CHECK(builds);
    CHECK(fs::exists(clean.path() / "build/libcupspec_base.a"));
}
#endif

TEST_CASE("The image starts the program it holds with options that serve has, on the ports it names") {
    const auto entry = nlohmann::json::parse(all_of("ENTRYPOINT").front());
    const auto command = nlohmann::json::parse(all_of("CMD").front());
    REQUIRE(entry.size() == 1);
    const auto copies = all_of("COPY");
    CHECK(words_in(copies.back()).back() == entry.front());

    const auto temp = TemporaryDirectory::make().value();
    const std::string absent = (temp.path() / "cupspec.toml").string();
    std::vector<std::string> arguments;
    for (const std::string word : command)
        arguments.push_back(word == "/etc/cupspec/cupspec.toml" ? absent : word);
    REQUIRE(std::find(arguments.begin(), arguments.end(), absent) != arguments.end());
    // The parser takes them, and the file is what is missed first.
    const Ended refused = run_program(arguments);
    CHECK(refused.exit == 2);
    CHECK_THAT(refused.err, Catch::Contains(absent + ": No such file"));

    const std::string config =
        to_text(read_file(std::string{CUPSPEC_SOURCE} + "/contrib/cupspec.example.toml").value());
    for (const std::string& port : words_in(all_of("EXPOSE").front()))
        CHECK_THAT(config, Catch::Contains(":" + port + '"'));
}

}  // namespace cupspec::test
