#pragma once

#include "conformance/evidence.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::conformance {

/// One thing in which two servers' answers to the same request differ.
struct AnswerDifference {
    std::string what;  ///< "status", "header Server", "cupsCred"
    std::string one;
    std::string other;
};

/// The contacts of one purpose at both servers.
struct ContactDifference {
    Purpose purpose = Purpose::life;
    std::size_t number = 1;  ///< of that purpose, from 1
    std::vector<AnswerDifference> differences;
};

/// Where the answers of two conversations differ, contact by contact; those that agree are left out. Dates,
/// times and keys are masked: they differ between any two answers. Each server's own address counts as the
/// same.
std::vector<ContactDifference> differences(const Evidence& one, const Evidence& other);

}  // namespace cupspec::conformance
