#include "protocol/response.hpp"
#include "tests/protocol/vectors.hpp"
#include "tests/result_text.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace cupspec;
using namespace cupspec::protocol;

namespace {

using Kind = ResponseParser::Kind;

/// What the events of a body say, however the pieces were cut: one line for each segment.
struct Listener {
    ResponseParser parser;
    std::string said;

    /// @return false when the parser refused
    bool feed(ByteView piece) {
        for (;;) {
            const auto event = parser.next(piece);
            if (!event) return false;
            if (!*event) break;
            hear(**event);
        }
        return true;
    }

    void hear(const ResponseParser::Event& event) {
        const std::string name{rule_of(event.segment).name};
        if (event.kind == Kind::begin) said += name + ' ' + std::to_string(event.length) + ' ';
        if (event.kind == Kind::bytes) {
            CHECK_FALSE(event.bytes.empty());
            said += as_text(event.bytes);
        }
        if (event.kind == Kind::end) said += " end\n";
        if (event.kind == Kind::complete) said += "complete\n";
    }
};

std::string heard(const std::vector<ByteView>& pieces) {
    Listener listener;
    for (const ByteView piece : pieces) REQUIRE(listener.feed(piece));
    return listener.said + std::to_string(listener.parser.consumed());
}

std::vector<Kind> kinds(ByteView body) {
    ResponseParser parser;
    std::vector<Kind> found;
    for (;;) {
        const auto event = parser.next(body).value();
        if (!event) return found;
        found.push_back(event->kind);
    }
}

const Response kSmall{"https://c:1", "", Bytes{'a', 'b'}, {}, Signature{1, Bytes(4, 's')}, Bytes(20, 'u')};

}  // namespace

TEST_CASE("The answer that changes nothing is six absent segments") {
    const Bytes body(kNullResponseBytes, 0);
    CHECK(heard({body}) ==
          "cupsUri 0  end\ntcUri 0  end\ncupsCred 0  end\ntcCred 0  end\nsig 0  end\nupdData 0  "
          "end\ncomplete\n14");
    std::vector<Kind> expected;
    for (std::size_t i = 0; i < kSegments; ++i) expected.insert(expected.end(), {Kind::begin, Kind::end});
    expected.push_back(Kind::complete);
    CHECK(kinds(body) == expected);
}

TEST_CASE("ResponseParser says the same however an answer is split in two") {
    const Bytes body = encode(kSmall).value();
    const std::string whole = heard({body});
    for (std::size_t at = 0; at <= body.size(); ++at)
        CHECK(heard({ByteView{body}.first(at), ByteView{body}.subspan(at)}) == whole);
}

TEST_CASE("ResponseParser says the same of a recording split in two at every offset") {
    const Bytes body = vector_file("session-tls/resp-2.bin");
    const std::string whole = heard({body});
    bool same = true;
    for (std::size_t at = 0; at <= body.size(); ++at)
        same = same && heard({ByteView{body}.first(at), ByteView{body}.subspan(at)}) == whole;
    CHECK(same);
}

TEST_CASE("ResponseParser says the same byte by byte and in random pieces") {
    const Bytes body = vector_file("session-plain/resp-2.bin");
    const std::string whole = heard({body});
    std::vector<ByteView> single;
    for (std::size_t i = 0; i < body.size(); ++i) single.push_back(ByteView{body}.subspan(i, 1));
    CHECK(heard(single) == whole);
    std::mt19937 random{20};  // any seed will do; a fixed one can be repeated
    for (int round = 0; round < 200; ++round) {
        std::vector<ByteView> pieces;
        for (ByteView rest = body; !rest.empty();) {
            const std::size_t size = std::min<std::size_t>(random() % 150, rest.size());
            pieces.push_back(rest.first(size));
            rest = rest.subspan(size);
        }
        CHECK(heard(pieces) == whole);
    }
}

TEST_CASE("ResponseParser borrows the bytes of the input") {
    const Bytes body = encode(kSmall).value();
    ByteView input = body;
    ResponseParser parser;
    CHECK(parser.next(input).value()->kind == Kind::begin);
    const auto event = parser.next(input).value();
    CHECK(event->bytes.data() == body.data() + 1);
    CHECK(event->bytes.size() == kSmall.cups_uri.size());
    CHECK(input.data() == body.data() + 12);
}

TEST_CASE("ResponseParser takes nothing behind the update") {
    Bytes body = encode(kSmall).value();
    const std::size_t size = body.size();
    body.insert(body.end(), {'x', 'y', 'z'});
    ByteView input = body;
    ResponseParser parser;
    while (parser.next(input).value()) CHECK(parser.consumed() <= size);
    CHECK(parser.complete());
    CHECK(parser.consumed() == size);
    CHECK(input.size() == 3);
    CHECK_FALSE(parser.next(input).value());
}

TEST_CASE("ResponseParser knows the field it is in") {
    const Bytes body{1, 'x', 0, 2, 0, 'a', 'b', 0};
    const auto field_after = [&body](std::size_t bytes) {
        Listener listener;
        CHECK(listener.feed(ByteView{body}.first(bytes)));
        return std::string{listener.parser.field()};
    };
    CHECK(field_after(0) == "cupsUriLen");
    CHECK(field_after(1) == "cupsUri");
    CHECK(field_after(2) == "tcUriLen");
    CHECK(field_after(3) == "cupsCredLen");
    CHECK(field_after(4) == "cupsCredLen");
    CHECK(field_after(6) == "cupsCred");
    CHECK(field_after(8) == "tcCredLen");
    Listener done;
    CHECK(done.feed(Bytes(kNullResponseBytes, 0)));
    CHECK(done.parser.field().empty());
    CHECK(done.parser.complete());
    CHECK(done.parser.segment() == Segment::update);
}

TEST_CASE("A length out of its range sticks and names what was refused") {
    const auto [body, segment, length] = GENERATE(table<Bytes, Segment, std::uint32_t>({
        {{0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0}, Segment::signature, 7},
        {{0, 0, 0, 0, 0, 0, 133, 0, 0, 0, 0, 0, 0, 0}, Segment::signature, 133},
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80}, Segment::update, 0x80000000},
        {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF}, Segment::update, 0xFFFFFFFF},
    }));
    Listener listener;
    CHECK_FALSE(listener.feed(body));
    CHECK(listener.parser.segment() == segment);
    CHECK(listener.parser.length() == length);
    CHECK(listener.parser.field() == rule_of(segment).length_name);
    CHECK_FALSE(listener.parser.complete());
    ByteView more = body;
    const auto again = listener.parser.next(more);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Errc::length_range);
    CHECK(again.error().where == rule_of(segment).length_name);
    CHECK(more.size() == body.size());
}

TEST_CASE("The lengths at the borders of their ranges are taken") {
    for (const std::uint8_t length : Bytes{8, 132}) {
        Listener listener;
        CHECK(listener.feed(Bytes{0, 0, 0, 0, 0, 0, length, 0, 0, 0}));
        CHECK(listener.parser.length() == length);
    }
    Listener listener;
    CHECK(listener.feed(Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F}));
    CHECK(listener.parser.length() == 0x7FFFFFFF);
}
