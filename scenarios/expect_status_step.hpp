#pragma once

#include "net/stream.hpp"
#include "scenarios/expected.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::scenarios {

class Stage;
struct StepResult;

/// One HTTP request no gateway would make, and the status it is answered with.
struct ExpectStatusStep {
    std::string server;
    std::string method = "GET";
    std::string path = "/update-info";
    std::string body;
    std::vector<std::pair<std::string, std::string>> send;  ///< further request headers
    std::string as;  ///< credential set shown to a TLS server; empty: none
    std::optional<unsigned> status;
    std::vector<std::pair<std::string, std::string>> headers;  ///< of the answer

    std::string subject() const { return method + ' ' + path + " at " + server; }
    static ExpectStatusStep read(const json::Cursor& at, const Names& names);
};

net::awaitable<void> run(const ExpectStatusStep& step, Stage& stage, StepResult& result);

}  // namespace cupspec::scenarios
