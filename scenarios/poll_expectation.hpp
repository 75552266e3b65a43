#pragma once

#include "scenarios/expected.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::scenarios {

/// What the gateway is expected to report.
struct RequestExpectation {
    std::optional<std::string> router;
    Expected<std::string> cups_uri;  ///< may hold `{NAME}`
    Expected<std::string> tc_uri;
    std::optional<ExpectedCrc> cups_cred_crc;
    std::optional<ExpectedCrc> tc_cred_crc;
    std::optional<std::string> station;
    std::optional<std::string> model;
    Expected<std::string> package;
    std::optional<std::vector<std::string>> keys;  ///< names of signing keys
};

struct SignatureExpectation {
    Expected<std::int64_t> verified_by;  ///< number of the gateway's key; null: none verifies it
};

struct UpdateExpectation {
    std::optional<std::int64_t> bytes;
    std::optional<std::string> package;
    std::optional<std::string> verdict;
};

/// Credentials in an answer: a set of the PKI, or ones that were made for the gateway on demand.
struct CredentialExpectation {
    std::string set;        ///< whose blob it is; empty: `issued_by`
    std::string issued_by;  ///< an authority: the certificate is its own, and the gateway's
};

struct NextExpectation {
    std::optional<std::string> set;
    std::optional<std::chrono::milliseconds> after;
};

/// What one round shall be like; every part may be left out.
struct PollExpectation {
    std::optional<std::string> server;
    std::optional<std::string> outcome;
    std::optional<std::string> set;
    Expected<std::int64_t> status;
    std::optional<std::string> cups_uri;  ///< may hold `{NAME}`; empty: no such segment
    std::optional<std::string> tc_uri;
    Expected<CredentialExpectation> cups_cred;
    Expected<CredentialExpectation> tc_cred;
    Expected<SignatureExpectation> signature;
    Expected<UpdateExpectation> update;
    bool all_zero = false;  ///< the body is exactly fourteen zero bytes
    std::optional<std::vector<std::string>> committed;
    std::optional<std::vector<std::string>> problems;
    std::optional<NextExpectation> next;
    RequestExpectation request;
};

PollExpectation read_poll_expectation(const json::Cursor& at, const Names& names);

}  // namespace cupspec::scenarios
