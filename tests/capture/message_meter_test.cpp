#include "capture/message_meter.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using namespace cupspec;
using capture::MessageMeter;

namespace {

const std::string kChunkedAnswer =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;why=not\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n";

/// Where the message ends, whatever follows it; npos: nowhere in these bytes. However they are cut in two.
std::size_t end_of(MessageMeter::Kind kind, const std::string& text) {
    MessageMeter whole{kind};
    const std::size_t used = whole.feed(as_bytes(text));
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        MessageMeter meter{kind};
        std::size_t so_far = meter.feed(as_bytes(std::string_view{text}.substr(0, cut)));
        if (so_far == cut) so_far += meter.feed(as_bytes(std::string_view{text}.substr(cut)));
        CHECK(so_far == used);
        CHECK(meter.is_whole() == whole.is_whole());
        CHECK(meter.head_bytes() == whole.head_bytes());
    }
    return whole.is_whole() ? used : std::string::npos;
}

std::size_t end_of_request(const std::string& text) { return end_of(MessageMeter::Kind::request, text); }
std::size_t end_of_answer(const std::string& text) { return end_of(MessageMeter::Kind::answer, text); }

}  // namespace

TEST_CASE("MessageMeter ends a request where its Content-Length does, or its head") {
    CHECK(end_of_request("POST / HTTP/1.1\r\ncontent-length:  2 \r\n\r\n{}POST") == 42);
    CHECK(end_of_request("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET") == 29);
}

TEST_CASE("MessageMeter ends a chunked message behind its last chunk and trailer") {
    CHECK(end_of_answer(kChunkedAnswer + "HTTP") == kChunkedAnswer.size());
    CHECK(end_of_answer(kChunkedAnswer.substr(0, kChunkedAnswer.size() - 1)) == std::string::npos);
}

TEST_CASE("MessageMeter counts interim answers to the head of the one they announce") {
    const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    MessageMeter meter{MessageMeter::Kind::answer};
    meter.feed(as_bytes(interim + head + "ab"));
    CHECK(meter.is_whole());
    CHECK(meter.head_bytes() == interim.size() + head.size());
}

TEST_CASE("MessageMeter gives answers without a body none, whatever they announce") {
    const std::string head = "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n";
    CHECK(end_of_answer(head + "x") == head.size());
}

TEST_CASE("MessageMeter finds no end where the connection's end is the message's") {
    const std::string text =
        GENERATE(as<std::string>{}, "HTTP/1.1 200 OK\r\n\r\nabc", "no HTTP\r\n\r\nabc",
                 "HTTP/1.1 200 OK\nContent-Length: 1\n\na", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\na",
                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n");
    CAPTURE(text);
    CHECK(end_of_answer(text) == std::string::npos);
}
