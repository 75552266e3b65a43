#include "emulator/reply_reader.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace cupspec::emulator {
namespace {

using Event = ReplyReader::Event;

const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n";

ReplyReader::Event feed(ReplyReader& reader, std::string_view text) {
    return reader.on_bytes(as_bytes(text));
}

TEST_CASE("read_head takes the first Content-Length at a line start, decimal or hex") {
    const auto length = [](std::string_view lines) {
        return read_head("HTTP/1.1 200 OK\r\n" + std::string{lines} + "\r\n\r\n").body_length;
    };
    CHECK(length("Content-Length: 41") == 41);
    CHECK(length("CONTENT-LENGTH:41") == 41);
    CHECK(length("content-length:\t  00041 apples") == 41);
    CHECK(length("Content-Length: 0x1F") == 31);
    CHECK(length("Content-Length:\r\n 41") == 41);
    CHECK(length("X-Content-Length: 3\r\nContent-Length: 41\r\nContent-Length: 5") == 41);
    CHECK(length("Content-Length : 41") == 0);
    CHECK(length("Content-Length: many") == 0);
    CHECK(length("Content-Length: 4294967337") == 41);
    CHECK(length("Content-Length: 2147483648") == 0);
    CHECK(length("Server: x") == 0);
}

TEST_CASE("read_head ignores the scheme, the minor version and the reason") {
    CHECK(read_head("HTTP/1.1 200 OK\r\n\r\n").status == 200);
    CHECK(read_head("ICAP/1.0 404\r\n\r\n").status == 404);
    CHECK(read_head("HTTP/2 200\r\n\r\n").status == -1);
    CHECK(read_head("HTTP/1.1 OK\r\n\r\n").status == -1);
    CHECK(read_head("\r\n\r\n").status == -1);
}

TEST_CASE("ReplyReader finds the same answer however it is cut") {
    const std::string answer = kHead + std::string(14, '\0');
    for (std::size_t cut = 1; cut < answer.size(); ++cut) {
        ReplyReader reader{8185};
        CHECK(feed(reader, answer.substr(0, cut)) == Event::more);
        CHECK(feed(reader, answer.substr(cut)) == Event::chunk);
        CHECK(reader.chunk().size() == 14);
        CHECK(reader.last_chunk());
    }
}

TEST_CASE("ReplyReader asks for more at every proper prefix of an answer") {
    const std::string answer = kHead + std::string(14, '\0');
    for (std::size_t size = 0; size < answer.size(); ++size) {
        ReplyReader reader{8185};
        CHECK(feed(reader, answer.substr(0, size)) == Event::more);
    }
}

TEST_CASE("ReplyReader sees bytes beyond the announced length only within the read that completes it") {
    ReplyReader together{8185};
    CHECK(feed(together, kHead + std::string(15, '\0')) == Event::excess);
    CHECK(together.excess_bytes() == 1);
    ReplyReader full{kHead.size() + 14};
    CHECK(full.want() == kHead.size() + 14);
    CHECK(feed(full, kHead + std::string(14, '\0')) == Event::chunk);
}

TEST_CASE("ReplyReader hands a long body out in buffers") {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 250\r\n\r\n";
    ReplyReader reader{100};
    std::size_t got = 0;
    std::string left = head + std::string(250, 'x');
    for (;;) {
        const auto piece = left.substr(0, reader.want());
        left.erase(0, piece.size());
        REQUIRE(feed(reader, piece) == Event::chunk);
        got += reader.chunk().size();
        if (reader.last_chunk()) break;
        reader.next_chunk();
    }
    CHECK(got == 250);
    CHECK(left.empty());
}

TEST_CASE("ReplyReader gives up when the head fills the buffer, and crashes on a large error answer") {
    ReplyReader small{64};
    CHECK(feed(small, "HTTP/1.1 200 OK\r\nX-Pad: " + std::string(40, 'p')) == Event::head_full);
    const std::string error = "HTTP/1.1 502 Bad\r\nContent-Length: 100\r\n\r\n";
    ReplyReader crashing{64};
    CHECK(feed(crashing, error + std::string(64 - error.size(), 'x')) == Event::crash);
    CHECK(ReplyReader::capacity_for(8192, "40001") == 8185);
    CHECK(ReplyReader::capacity_for(8192, "443") == 8187);
}

}  // namespace
}  // namespace cupspec::emulator
