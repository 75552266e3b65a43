// The parser says the same of a body whole and split in two; what decodes encodes back to the bytes it
// consumed.

#include "protocol/annotate.hpp"
#include "protocol/raw.hpp"
#include "protocol/response.hpp"
#include "tests/fuzz/expect.hpp"

#include <algorithm>
#include <string>

using namespace cupspec;
using namespace cupspec::protocol;
using cupspec::fuzz::expect;

namespace {

/// Everything a parser says, without the places where the pieces were cut.
std::string heard(ResponseParser& parser, ByteView piece, bool& refused) {
    std::string said;
    while (!refused) {
        const auto event = parser.next(piece);
        refused = event.has_error();
        if (refused || !*event) break;
        const auto& e = **event;
        if (e.kind == ResponseParser::Kind::bytes)
            said += as_text(e.bytes);
        else
            said += '<' + std::to_string(static_cast<int>(e.kind)) + ',' +
                    std::to_string(static_cast<int>(e.segment)) + ',' + std::to_string(e.length) + '>';
    }
    return said;
}

void check_split(ByteView body, std::size_t at) {
    bool refused_whole = false;
    bool refused_split = false;
    ResponseParser whole;
    ResponseParser split;
    const std::string said = heard(whole, body, refused_whole);
    std::string said_in_two = heard(split, body.first(at), refused_split);
    said_in_two += heard(split, body.subspan(at), refused_split);
    expect(said == said_in_two);
    expect(refused_whole == refused_split);
    expect(whole.consumed() == split.consumed());
    expect(whole.field() == split.field());
}

void check_notes(ByteView body, bool decodes) {
    const auto notes = annotate_response(body);
    std::size_t at = 0;
    for (const FieldNote& note : notes) {
        expect(note.offset == at);
        at += note.bytes;
    }
    expect(at == body.size());
    expect(decodes || notes.back().broken);
    expect(!render_hex(body, notes).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const ByteView body{data + 1, size - 1};
    check_split(body, body.size() * data[0] / 255);
    const auto decoded = decode_response(body);
    check_notes(body, decoded.has_value());
    if (!decoded) return 0;
    const ByteView consumed = body.first(decoded->consumed);
    const Bytes again = encode(decoded->response).value();
    expect(std::equal(again.begin(), again.end(), consumed.begin(), consumed.end()));
    expect(raw::encode(raw::honest(decoded->response)) == again);
    return 0;
}
