#include "scenarios/answer_cut.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace cupspec::scenarios {
namespace {

using protocol::Segment;

/// "A", "BC", no CUPS credentials, 3 bytes of LNS credentials, no signature; 5 bytes of firmware follow.
/// By hand, after protocol.md §5.1.
const Bytes kHead{1, 'A', 2, 'B', 'C', 0, 0, 3, 0, 'D', 'E', 'F', 0, 0, 0, 0, 5, 0, 0, 0};

class Firmware final : public net::BodySource {
public:
    std::uint64_t size() const override { return 5; }
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
        const std::size_t most = std::min<std::size_t>(buffer.size(), 5 - sent_);
        for (std::size_t i = 0; i < most; ++i) buffer[i] = static_cast<std::uint8_t>('v' + sent_++);
        return most;
    }

private:
    std::size_t sent_ = 0;
};

net::HttpAnswer whole() {
    net::HttpAnswer answer;
    answer.body = kHead;
    answer.rest = std::make_unique<Firmware>();
    return answer;
}

/// What goes out before the source runs dry.
std::string sent(net::HttpAnswer& answer) {
    std::string text = to_text(answer.body);
    Bytes block(2);
    for (;;) {
        const auto got = answer.rest->read(block);
        if (!got || *got == 0) return text;
        text.append(reinterpret_cast<const char*>(block.data()), *got);
    }
}

std::string all() { return to_text(kHead) + "vwxyz"; }

TEST_CASE("A cut answer announces everything and ends where it was told to") {
    struct Case {
        Segment segment;
        std::uint32_t at;
        std::size_t bytes;  ///< offset in the whole body
    };
    const auto [segment, at, bytes] = GENERATE(values<Case>({
        {Segment::cups_uri, 0, 1},
        {Segment::tc_uri, 0, 3},
        {Segment::tc_uri, 1, 4},
        {Segment::tc_cred, 0, 9},
        {Segment::tc_cred, 2, 11},
        {Segment::update, 0, 20},
        {Segment::update, 1, 21},
        {Segment::update, 4, 24},
    }));
    net::HttpAnswer answer = whole();
    cut_answer({segment, at}, answer);
    CHECK(answer.body.size() + answer.rest->size() == all().size());
    CHECK(sent(answer) == all().substr(0, bytes));
}

TEST_CASE("An answer without the byte at which it is to be cut stays whole") {
    for (const CutPlan plan : {CutPlan{Segment::cups_cred, 0}, CutPlan{Segment::signature, 0},
                               CutPlan{Segment::tc_uri, 2}, CutPlan{Segment::update, 5}}) {
        net::HttpAnswer answer = whole();
        cut_answer(plan, answer);
        CHECK(sent(answer) == all());
    }
}

TEST_CASE("An error status is never cut") {
    net::HttpAnswer answer = whole();
    answer.status = 404;
    cut_answer({Segment::cups_uri, 0}, answer);
    CHECK(sent(answer) == all());
}

TEST_CASE("An answer without firmware is cut as well") {
    net::HttpAnswer answer;
    answer.body = {1, 'A', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    cut_answer({Segment::cups_uri, 0}, answer);
    CHECK(answer.body == Bytes{1});
    REQUIRE(answer.rest);
    CHECK(answer.rest->size() == 14);
    CHECK(sent(answer).size() == 1);
}

}  // namespace
}  // namespace cupspec::scenarios
