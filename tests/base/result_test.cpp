#include "base/result.hpp"

#include "tests/result_text.hpp"

#include <boost/system/errc.hpp>
#include <catch2/catch.hpp>

using namespace cupspec;

TEST_CASE("describe leaves out what is empty") {
    const auto code = make_error_code(boost::system::errc::no_such_file_or_directory);
    const std::string message = code.message();
    CHECK(describe({code, "cups.uri", "make it"}) == "cups.uri: " + message + ": make it");
    CHECK(describe({code, "", "make it"}) == message + ": make it");
    CHECK(describe({code, "cups.uri", ""}) == "cups.uri: " + message);
}

TEST_CASE("value() of a failed Result throws what describe says") {
    const Error error{make_error_code(boost::system::errc::io_error), "here", "why"};
    const Result<int> failed{error};
    CHECK_THROWS_WITH(failed.value(), describe(error));
}
