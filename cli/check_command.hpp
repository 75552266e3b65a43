#pragma once

#include <string>
#include <vector>

namespace cupspec::cli {

struct CheckCommand {
    std::vector<std::string> urls;
    std::string home;
    std::string profile;
    std::string router;
    std::string package;
    std::string package_after;
    std::string trust;
    std::string personality;  ///< empty: the default
    std::vector<std::string> rules;
    std::vector<std::string> skips;
    std::vector<std::string> tags;
    std::vector<std::string> allow;
    std::string known;
    bool list = false;
    bool markdown = false;  ///< of the list: docs/rules.md
    std::string explain;
    bool strict = false;
    bool fail_fast = false;
    bool diff = false;
    unsigned retries = 0;
    double timeout = 0;  ///< seconds; 0: the profile's, else 5
    double wait = 0;     ///< seconds
    std::vector<std::string> reports;
};

struct NewProfileCommand {
    std::string url;
    std::string home;
    std::string router;
    std::string trust;
    std::string out;  ///< empty: stdout
    double timeout = 0;
};

/// A starter scenario on stdout.
struct NewScenarioCommand {};

struct NewCiCommand {
    std::string kind;  ///< github, gitlab
};

}  // namespace cupspec::cli
