#include "probe/words.hpp"

#include <boost/asio/error.hpp>

namespace cupspec::probe {

std::string no_answer_within(std::chrono::milliseconds limit) {
    constexpr int kSecond = 1000;
    const bool whole = limit.count() % kSecond == 0;
    return "no answer within " +
           (whole ? std::to_string(limit.count() / kSecond) + " s" : std::to_string(limit.count()) + " ms");
}

std::string io_words(const error_code& error, std::chrono::milliseconds limit) {
    if (error == boost::asio::error::timed_out) return no_answer_within(limit);
    if (error == boost::asio::error::eof) return "connection closed";
    return error.message();
}

}  // namespace cupspec::probe
