#include "scenarios/observe.hpp"

#include "protocol/crc32.hpp"
#include "protocol/response.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::scenarios {
namespace {

using protocol::Segment;

constexpr unsigned kObservedOk = 200;

/// Notes one whole segment of the answer.
void note(emulator::ResponseSummary& summary, Segment segment, const Bytes& bytes) {
    if (bytes.empty()) return;
    const emulator::CredentialSummary credentials{bytes.size(), protocol::crc32(bytes)};
    switch (segment) {
        case Segment::cups_uri: summary.cups_uri = to_text(bytes); break;
        case Segment::tc_uri: summary.tc_uri = to_text(bytes); break;
        case Segment::cups_cred: summary.cups_cred = credentials; break;
        case Segment::tc_cred: summary.tc_cred = credentials; break;
        case Segment::signature: {
            emulator::SignatureSummary signature;
            signature.bytes = bytes.size() - std::min(bytes.size(), protocol::kKeyCrcBytes);
            for (std::size_t i = protocol::kKeyCrcBytes; i-- > 0 && i < bytes.size();)
                signature.key_crc = signature.key_crc << 8U | bytes[i];
            summary.signature = signature;
            break;
        }
        case Segment::update: break;  // noted by its length: the bytes may be left out
    }
}

/// The answer read so far, and the bytes of the segment that is being read.
struct Reading {
    emulator::ResponseSummary summary;
    Bytes segment;

    void take(const protocol::ResponseParser::Event& event) {
        using Kind = protocol::ResponseParser::Kind;
        if (event.kind == Kind::begin) segment.clear();
        if (event.kind == Kind::begin && event.segment == Segment::update && event.length > 0)
            summary.update_bytes = event.length;
        if (event.kind == Kind::bytes) segment.insert(segment.end(), event.bytes.begin(), event.bytes.end());
        if (event.kind == Kind::end) note(summary, event.segment, segment);
    }
};

/// As far as the bytes go; a firmware that was streamed is not among them.
emulator::ResponseSummary summarise(ByteView body) {
    protocol::ResponseParser parser;
    Reading reading;
    while (!parser.complete()) {
        const auto event = parser.next(body);
        if (!event || !*event) break;
        reading.take(**event);
    }
    return std::move(reading.summary);
}

}  // namespace

emulator::RoundReport observe(const server::Served& served) {
    emulator::RoundReport round;
    round.exchange = served.exchange;
    round.request = served.request;
    if (served.status == kObservedOk) {
        round.response = summarise(served.exchange.response_body);
        round.response->bytes = served.exchange.response_body.size() + served.exchange.update_omitted;
    }
    return round;
}

}  // namespace cupspec::scenarios
