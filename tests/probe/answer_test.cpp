#include "probe/answer_head.hpp"
#include "probe/answer_taker.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using probe::agrees;
using probe::AnswerTaker;
using probe::read_answer_head;

namespace {

AnswerTaker taken(std::string_view text) {
    AnswerTaker taker;
    taker.on_bytes(as_bytes(text));
    return taker;
}

}  // namespace

TEST_CASE("An answer's head is read as HTTP writes it") {
    const auto head = read_answer_head("HTTP/1.1 404 Not Found\r\ncontent-length:  12\r\n\r\n");
    CHECK(head.status == 404);
    CHECK(head.length == 12);
    CHECK(head.sound);
    CHECK(read_answer_head("HTTP/1.0 200\r\n\r\n").status == 200);
}

TEST_CASE("What is no HTTP/1.x status line has no status") {
    for (const char* line :
         {"POST /update-info HTTP/1.1", "HTTP/2 200 OK", "HTTP/1.1 2000", "HTTP/1.1 20", "", "ICY 200"}) {
        CAPTURE(line);
        const auto head = read_answer_head(std::string{line} + "\r\n\r\n");
        CHECK(head.status == 0);
        CHECK_FALSE(head.sound);
    }
}

TEST_CASE("Two lengths, one that is no number and a transfer coding are unsound") {
    for (const char* line : {"Content-Length: 1\r\nContent-Length: 1", "Content-Length: 0x10",
                             "Content-Length: ", "Content-Length: -1", "Transfer-Encoding: chunked"}) {
        CAPTURE(line);
        CHECK_FALSE(read_answer_head("HTTP/1.1 200 OK\r\n" + std::string{line} + "\r\n\r\n").sound);
    }
}

TEST_CASE("Head and body agree where the body has the announced length") {
    const auto head = read_answer_head("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    CHECK(agrees(head, 5));
    CHECK_FALSE(agrees(head, 4));
    CHECK_FALSE(agrees(head, 6));
    CHECK(agrees(read_answer_head("HTTP/1.1 204 No Content\r\n\r\n"), 0));
    CHECK_FALSE(agrees(read_answer_head("HTTP/1.1 200 OK\r\n\r\n"), 3));
}

TEST_CASE("An answer is whole at its last announced byte, however it is split") {
    constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
    for (std::size_t cut = 0; cut < kAnswer.size(); ++cut) {
        CAPTURE(cut);
        auto taker = taken(kAnswer.substr(0, cut));
        CHECK_FALSE(taker.whole());
        CHECK_FALSE(taker.endless());
        taker.on_bytes(as_bytes(kAnswer.substr(cut)));
        CHECK(taker.whole());
        protocol::Exchange exchange;
        taker.give(exchange);
        CHECK(exchange.status == 200);
        CHECK(to_text(exchange.response_body) == "abc");
    }
}

TEST_CASE("Bytes behind the announced length count") {
    const auto taker = taken("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef");
    CHECK(taker.whole());
    CHECK(taker.body_bytes() == 6);
}

TEST_CASE("What is no HTTP has no end and is kept as the body") {
    const auto taker = taken("SSH-2.0-OpenSSH_9.2\r\n");
    CHECK(taker.endless());
    protocol::Exchange exchange;
    taker.give(exchange);
    CHECK(exchange.status == 0);
    CHECK(to_text(exchange.response_body) == "SSH-2.0-OpenSSH_9.2\r\n");
}

TEST_CASE("Of a large body 256 KiB are kept, and more than 8 MiB are too much") {
    auto taker = taken("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
    const std::string mebibyte(std::size_t{1} << 20U, 'x');
    for (unsigned i = 0; i < 8; ++i) taker.on_bytes(as_bytes(mebibyte));
    CHECK_FALSE(taker.too_much());
    taker.on_bytes(as_bytes("x"));
    CHECK(taker.too_much());
    protocol::Exchange exchange;
    taker.give(exchange);
    CHECK(exchange.response_body.size() == 256 * 1024);
    CHECK(exchange.update_omitted == (std::size_t{8} << 20U) + 1 - 256 * 1024);
}
