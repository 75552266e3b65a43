// Answers beside the recorded ones: what Station makes of heads nobody recorded. Each row names its source.

#include "emulator/reply_reader.hpp"
#include "emulator/round_report.hpp"
#include "played_gateway.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace cupspec::test {
namespace {

using emulator::Outcome;
using emulator::read_head;

constexpr std::size_t kCapacity = 8192 - 6;  // port 6040, protocol.md §4.2

struct LengthRow {
    std::string lines;
    std::size_t length;
    std::string source;
};

TEST_CASE("read_head finds the Content-Length where Station finds it") {
    const LengthRow row = GENERATE(values<LengthRow>({
        {"Content-Length: 0X1f", 31, "§4.1: hex with 0x prefix"},
        {"Content-Length: 0x", 0, "§4.1: not a number"},
        {"Content-Length: 0xg", 0, "§4.1: not a number"},
        {"Content-Length: 010", 10, "§4.1: decimal, http-cl-leading-zeros"},
        {"Content-Length: +41", 0, "§4.1: not a number"},
        {"Content-Length: -41", 0, "§4.1: not a number"},
        {"Content-Length: 41.9", 41, "§4.1: rest of line ignored"},
        {"Content-Length: 41, 41", 41, "§4.1: rest of line ignored"},
        {"Content-Length: 4 1", 4, "§4.1: rest of line ignored"},
        {"Content-Length: \"41\"", 0, "§4.1: not a number"},
        {"Content-Length: 2147483647", 2147483647, "§4.1: cut to 32-bit signed"},
        {"Content-Length: 4294967295", 0, "§4.1: cut to 32-bit signed, which is -1"},
        {"Content-Length: 0x100000029", 41, "§4.1: cut to 32-bit signed"},
        {"Content-Length: 18446744073709551657", 41, "§4.1: cut to 32-bit signed"},
        {"Content-Length:\r\n\t \r\n  41", 41, "§4.1: folds are skipped"},
        {"Content-Length:\n 41", 0, "§4.1: a fold begins with CRLF"},
        {"Content-Length:", 0, "§4.1: not a number"},
        {"Content-Length: x\r\nContent-Length: 41", 0, "§4.1: the first occurrence wins"},
        {"Content-Length: 7\r\nContent-Length: 41", 7, "§4.1: the first occurrence wins"},
        {"Content-Length\t: 41", 0, "§4.1: colon directly after the name"},
        {" Content-Length: 41", 0, "§4.1: at a line start"},
        {"X: y\r\n Content-Length: 41", 0, "§4.1: at a line start"},
        {"X: y\nContent-Length: 41", 41, "§4.1: a line feed starts a line"},
        {"X: y\rContent-Length: 41", 0, "§4.1: a carriage return does not"},
        {std::string{"X: \0\r\nContent-Length: 41", 24}, 41, "§4.1: the search goes by the empty line"},
        {"Transfer-Encoding: chunked\r\nContent-Length: 41", 41, "§4.1: never looked at"},
    }));
    CAPTURE(row.lines, row.source);
    CHECK(read_head("HTTP/1.1 200 OK\r\n" + row.lines + "\r\n\r\n").body_length == row.length);
}

struct StatusRow {
    std::string line;
    int status;
    std::string source;
};

TEST_CASE("read_head takes a status for what Station takes it") {
    const StatusRow row = GENERATE(values<StatusRow>({
        {"HTTP/1.9 200", 200, "§4.1: the minor version is ignored"},
        {"http/1.1 200", 200, "§4.1: characters 0 to 3 are ignored"},
        {"ICY /1.1 200", 200, "§4.1: characters 0 to 3 are ignored"},
        {"ICY 1.1 200", -1, "§4.1: character 4 is a slash"},
        {"HTTP/1.1 200OK", 200, "§4.1: number from character 9"},
        {"HTTP/1.1 2000", 2000, "§4.1: the whole number"},
        {"HTTP/1.1 0200", 200, "§4.1: decimal"},
        {"HTTP/1.1 0xC8 OK", 200, "§4.1: read as a Content-Length is"},
        {"HTTP/1.1 0x", -1, "§4.1: no number"},
        {"HTTP/1.1 65736", 200, "§4.1: -1 is logged as 65535, so 16 bits are kept"},
        {"HTTP/1.1  200", -1, "§4.1: number from character 9"},
        {"HTTP/1.1\t200", -1, "§4.1: character 8 is a blank"},
        {"HTTP/1.1 -200", -1, "§4.1: no number"},
        {"HTTP/2 200 OK", -1, "§4.1: recorded"},
        {"HTTP/1.10 200", -1, "§4.1: character 8 is a blank"},
        {" HTTP/1.1 200", -1, "§4.1: character 4 is a slash"},
        {"\r\nHTTP/1.1 200 OK", -1, "§4.1: character 4 is a slash"},
        {"HTTP/1.1 ", -1, "§4.1: no number"},
        {"", -1, "§4.1: shorter than a status line"},
    }));
    CAPTURE(row.line, row.source);
    CHECK(read_head(row.line + "\r\nContent-Length: 14\r\n\r\n").status == row.status);
}

/// A head of exactly so many bytes.
std::string head_of(std::size_t bytes, const std::string& status_line, std::size_t length) {
    std::string head = status_line + "\r\nContent-Length: " + std::to_string(length) + "\r\nX: ";
    return head + std::string(bytes - head.size() - 4, 'x') + "\r\n\r\n";
}

struct FillRow {
    std::size_t head;
    std::string status_line;
    std::size_t length;
    Outcome outcome;
    std::string source;
};

TEST_CASE("An answer around the size of the buffer ends as Station's buffer lets it") {
    const std::string ok = "HTTP/1.1 200 OK";
    const std::string bad = "HTTP/1.1 502 Bad Gateway";
    const FillRow row = GENERATE_COPY(values<FillRow>({
        {kCapacity - 3, ok, 14, Outcome::no_updates, "§5.2: 2 + 0 + 0 + 1 bytes of the body fit"},
        {kCapacity - 2, ok, 14, Outcome::protocol_error, "§5.2: one byte too few"},
        {kCapacity - 1, ok, 14, Outcome::protocol_error, "§5.2: one byte too few"},
        {kCapacity, ok, 14, Outcome::protocol_error, "§4.2/1: accepted, the first chunk has 0 bytes"},
        {kCapacity + 1, ok, 14, Outcome::closed, "§4.2/1: the next read has size 0"},
        {kCapacity - 100, bad, 100, Outcome::rejected, "§4.4: header and body fit exactly"},
        {kCapacity - 100, bad, 101, Outcome::crashed, "§4.4: one byte more"},
        {kCapacity, bad, 0, Outcome::rejected, "§4.4: nothing is to come"},
        {kCapacity, bad, 1, Outcome::crashed, "§4.4: more than CAP - header"},
        {kCapacity + 1, bad, 0, Outcome::closed, "§4.2/1: the next read has size 0"},
    }));
    CAPTURE(row.head, row.length, row.source);
    PlayedGateway played{"station-2.0.6"};
    const auto report =
        played.answered(head_of(row.head, row.status_line, row.length) + std::string(row.length, '\0'));
    CHECK(report.outcome == row.outcome);
}

struct ExcessRow {
    std::string first_read;
    std::string second_read;
    Outcome outcome;
    std::string source;
};

TEST_CASE("Bytes too many matter only in the read that completes the chunk") {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n";
    const std::string nothing(14, '\0');
    const ExcessRow row = GENERATE_COPY(values<ExcessRow>({
        {head + nothing, "x", Outcome::no_updates, "§4.2/4: comes later"},
        {head + nothing + "x", "", Outcome::closed, "§4.2/4: in the same read"},
        {head, nothing + "x", Outcome::closed, "§4.2/4: in the same read"},
        {head + nothing.substr(1), std::string{"\0x", 2}, Outcome::closed, "§4.2/4: in the same read"},
        {"HTTP/1.1 204 No\r\n\r\n", "x", Outcome::rejected, "§4.4: body in a later packet"},
        {"HTTP/1.1 204 No\r\n\r\nx", "", Outcome::closed, "§4.4: body in the same read as the header"},
        {"HTTP/1.1 200 OK\r\n\r", "\nx", Outcome::closed, "§4.4: without Content-Length"},
        {"HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\nabcd", "e", Outcome::rejected, "§4.2/2: all of it"},
    }));
    CAPTURE(row.source);
    PlayedGateway played{"station-2.0.6"};
    auto& round = played.gateway.begin_round();
    REQUIRE(round.start());
    round.on_bytes(as_bytes(row.first_read));
    if (!round.finished()) round.on_bytes(as_bytes(row.second_read));
    CHECK(played.gateway.end_round(false).outcome == row.outcome);
}

TEST_CASE("A request that outgrows the buffer is cut where the buffer ends") {
    // protocol.md §3.2: it must fit, which nothing enforces; §4.2: the buffer. The body is written piece by
    // piece.
    auto files = PlayedGateway::plain_home();
    files["home/version.txt"] = Bytes(9000, 'v');
    const std::string cut = PlayedGateway{"station-2.0.6", files}.request();
    CHECK(cut.size() == kCapacity);
    CHECK(cut.ends_with("vvv"));
    const auto head = cut.find("\r\n\r\n") + 4;
    CHECK(cut.find("\r\nContent-Length:  " + std::to_string(kCapacity - head) + "\r\n") != std::string::npos);
    files["home/sig-0.key"] = Bytes(64, 'k');
    const std::string with_key = PlayedGateway{"station-2.0.6", files}.request();
    CHECK(with_key == cut.substr(0, kCapacity - 1) + '\0');
    CHECK(PlayedGateway{"rak-basicstation", files}.request().size() > 9000);
}

TEST_CASE("A request that fills the buffer exactly is whole") {
    auto files = PlayedGateway::plain_home();
    files["home/version.txt"] = {};
    const std::size_t empty = PlayedGateway{"station-2.0.6", files}.request().size();
    for (const std::size_t over : {0U, 1U, 2U}) {
        files["home/version.txt"] = Bytes(kCapacity - empty + over, 'v');
        const std::string request = PlayedGateway{"station-2.0.6", files}.request();
        CHECK(request.size() == kCapacity);
        CHECK(request.ends_with(std::string{"\"keys\":[]}"}.substr(0, 10 - over)));
    }
}

}  // namespace
}  // namespace cupspec::test
