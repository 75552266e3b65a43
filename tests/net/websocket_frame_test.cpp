#include "net/websocket_frame.hpp"

#include "net/errc.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace cupspec;
using namespace cupspec::net;

namespace {

constexpr std::size_t kStationBuffer = std::size_t{40} * 1024;

struct Taken {
    std::vector<Frame> frames;
    bool refused = false;
};

/// Everything the pieces hold, one fed after the other.
Taken take(std::initializer_list<std::string_view> pieces, std::size_t buffer = kStationBuffer) {
    FrameReader reader{buffer};
    Taken taken;
    for (const std::string_view piece : pieces) {
        reader.feed(as_bytes(piece));
        for (;;) {
            const auto next = reader.next();
            taken.refused = taken.refused || next.has_error();
            if (!next || !*next) break;
            taken.frames.push_back(**next);
        }
    }
    return taken;
}

/// An unmasked text of `size` bytes with a length of 16 bits.
std::string long_text(std::size_t size) {
    return std::string{"\x81\x7e"} + static_cast<char>(size >> 8) + static_cast<char>(size) +
           std::string(size, 'x');
}

// The unmasked text and the unmasked ping of RFC 6455 §5.7, a close with 1001, and a text of 256 bytes.
std::string several() {
    return std::string{"\x81\x05Hello"} + "\x89\x05Hello" + std::string{"\x88\x02\x03\xe9", 4} +
           long_text(256);
}

}  // namespace

TEST_CASE("FrameReader takes the frames of RFC 6455 cut in two at every byte") {
    const std::string bytes = several();
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
        CAPTURE(at);
        const std::string_view all{bytes};
        const Taken taken = take({all.substr(0, at), all.substr(at)});
        CHECK_FALSE(taken.refused);
        REQUIRE(taken.frames.size() == 4);
        CHECK(taken.frames[0].opcode == Opcode::text);
        CHECK(taken.frames[0].payload == "Hello");
        CHECK(taken.frames[1].opcode == Opcode::ping);
        CHECK(taken.frames[2].opcode == Opcode::close);
        CHECK(close_code_in(taken.frames[2].payload) == 1001);
        CHECK(taken.frames[3].payload == std::string(256, 'x'));
    }
}

TEST_CASE("FrameReader waits for the rest of every frame that is cut off") {
    const std::string bytes = long_text(256);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const Taken taken = take({std::string_view{bytes}.substr(0, size)});
        CHECK_FALSE(taken.refused);
        CHECK(taken.frames.empty());
    }
}

TEST_CASE("FrameReader refuses fragments, reserved bits, masks and lengths of 64 bits at their second byte") {
    using namespace std::string_literals;
    // RFC 6455 §5.7: the first fragment of "Hello", its last one is a frame of its own to Station.
    for (const std::string& head : {"\x01\x03"s, "\xc1\x05"s, "\xa1\x05"s, "\x91\x05"s, "\x81\x85"s,
                                    "\x81\x7f"s, "\x81\xff"s, "\x00\x00"s, "\x09\x00"s}) {
        CAPTURE(head);
        CHECK_FALSE(take({head.substr(0, 1)}).refused);
        const Taken taken = take({"\x81\x02hi", head});
        CHECK(taken.refused);
        CHECK(taken.frames.size() == 1);
    }
}

TEST_CASE("FrameReader hands on frames of a kind without a name") {
    const Taken taken = take({"\x80\x02lo\x83\x01x\x81\x02hi"});
    CHECK_FALSE(taken.refused);
    REQUIRE(taken.frames.size() == 3);
    CHECK(taken.frames[0].opcode == Opcode::continuation);
    CHECK(taken.frames[2].payload == "hi");
}

TEST_CASE("FrameReader takes what fits into Station's buffer, of which its head and a byte are not free") {
    const Taken fits = take({long_text(kStationBuffer - 5)});
    REQUIRE(fits.frames.size() == 1);
    CHECK(fits.frames[0].payload.size() == 40955);
    const std::string too_long = long_text(kStationBuffer - 4);
    CHECK(take({std::string_view{too_long}.substr(0, 4)}).refused);
    CHECK(take({"\x81\x06Hello!"}, 8).refused);
    CHECK(take({"\x81\x05Hello"}, 8).frames.size() == 1);
}

TEST_CASE("client_frame masks with Station's constant") {
    // protocol.md §9.3, measured: FIN and opcode, mask 01 01 01 01.
    CHECK(client_frame(Opcode::text, "{\"a\"}") == std::string{"\x81\x85\x01\x01\x01\x01z#`#|"});
    CHECK(client_frame(Opcode::pong, "").size() == 6);
    CHECK(client_frame(Opcode::text, std::string(125, 'b')).size() == 2 + 4 + 125);
    const std::string longer = client_frame(Opcode::text, std::string(258, 'b'));
    CHECK(longer == std::string{"\x81\xfe\x01\x02\x01\x01\x01\x01"} + std::string(258, 'c'));
    CHECK(client_frame(Opcode::text, std::string(kLongestFrame, 'b')).substr(0, 4) == "\x81\xfe\xff\xff");
}

TEST_CASE("client_close_frame masks with zeros and sends 1000 for no code at all") {
    using namespace std::string_literals;
    CHECK(client_close_frame(1000) == "\x88\x82\0\0\0\0\x03\xe8"s);
    CHECK(client_close_frame(0) == "\x88\x82\0\0\0\0\x03\xe8"s);
    CHECK(client_close_frame(4321) == "\x88\x82\0\0\0\0\x10\xe1"s);
    CHECK(close_code_in("\x03") == 0);
}
