#pragma once

#include <catch2/catch.hpp>

#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace cupspec::test {

/// A page in Prometheus' text format 0.0.4, read as strictly as that says: each family has one HELP and one
/// TYPE line before its samples, in one block; histograms add up.
class MetricsPage {
public:
    explicit MetricsPage(const std::string& text) {
        REQUIRE(text.ends_with("\n"));
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);) take(line);
        for (const auto& [name, type] : types_) {
            if (type == "histogram") check_histogram(name);
        }
    }

    /// @param sample as it stands on the page: `name` or `name{label="value"}`; -1: there is none
    double operator[](const std::string& sample) const {
        const auto found = samples_.find(sample);
        return found == samples_.end() ? -1 : found->second;
    }
    bool has_family(const std::string& name) const { return types_.count(name) == 1; }

private:
    void take(const std::string& line) {
        static const std::regex help{"# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) .+"};
        static const std::regex type{
            "# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)"};
        static const std::regex sample{
            R"re((([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_]\w*="([^"\\]|\\[\\"n])*")re"
            R"re((,[a-zA-Z_]\w*="([^"\\]|\\[\\"n])*")*\})?) )re"
            R"re((-?[0-9.]+(e[-+]?[0-9]+)?|[+-]Inf|NaN))re"};
        CAPTURE(line);
        std::smatch match;
        if (std::regex_match(line, match, help)) {
            CHECK(helps_.insert(match[1]).second);
        } else if (std::regex_match(line, match, type)) {
            CHECK(types_.emplace(match[1], match[2]).second);
            CHECK(helps_.count(match[1]) == 1);
            family_ = match[1];
        } else {
            REQUIRE(std::regex_match(line, match, sample));
            CHECK(family_of(match[2]) == family_);
            CHECK(samples_.emplace(match[1], std::stod(match[7])).second);
        }
    }

    std::string family_of(std::string name) const {
        if (types_.at(family_) != "histogram") return name;
        for (const char* const suffix : {"_bucket", "_sum", "_count"}) {
            if (name == family_ + suffix) return family_;
        }
        return name;
    }

    void check_histogram(const std::string& name) {
        std::map<double, double> buckets;
        const std::string before = name + "_bucket{le=\"";
        for (const auto& [sample, value] : samples_) {
            if (sample.starts_with(before)) buckets[std::stod(sample.substr(before.size()))] = value;
        }
        double last = 0;
        for (const auto& [bound, value] : buckets) {
            CHECK(value >= last);
            last = value;
        }
        CHECK(buckets.size() > 5);
        CHECK((*this)[name + "_bucket{le=\"+Inf\"}"] == (*this)[name + "_count"]);
        CHECK((*this)[name + "_sum"] >= 0);
    }

    std::set<std::string> helps_;
    std::map<std::string, std::string> types_;
    std::map<std::string, double> samples_;
    std::string family_;
};

}  // namespace cupspec::test
