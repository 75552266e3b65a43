#include "emulator/answer.hpp"

#include "emulator/credential_blob.hpp"
#include "protocol/crc32.hpp"

#include <utility>

namespace cupspec::emulator {
namespace {

using protocol::ResponseParser;
using protocol::Segment;

constexpr std::size_t kUriLengths = 2;

bool is_uri(Segment segment) { return segment == Segment::cups_uri || segment == Segment::tc_uri; }

Category category_of(Segment segment) {
    return segment == Segment::cups_uri || segment == Segment::cups_cred ? Category::cups : Category::tc;
}

std::string word_of(Segment segment) {
    switch (segment) {
        case Segment::cups_cred: return "cups-cred";
        case Segment::tc_cred: return "tc-cred";
        case Segment::signature: return "signature";
        case Segment::update: return "firmware";
        default: return "uri";
    }
}

}  // namespace

AnswerReader::AnswerReader(const Home& home, Transaction& transaction, RoundReport& report,
                           std::filesystem::path update_file)
    : home_{home}, transaction_{transaction}, report_{report}, update_{home.disk(), std::move(update_file)} {}

bool AnswerReader::uris_fit(ByteView chunk) {
    if (chunk.size() >= kUriLengths) {
        const std::size_t cups = chunk[0];
        const std::size_t rest = kUriLengths + cups;
        // The second length byte stands behind the first URI; both URIs and one byte more must be there.
        const std::size_t tc = rest <= chunk.size() ? chunk[rest - 1] : 0;
        if (chunk.size() > rest + tc) return true;
    }
    report_.problem("uri-segments-do-not-fit:body=" + std::to_string(chunk.size()));
    return false;
}

AnswerReader::State AnswerReader::on_chunk(ByteView chunk, bool first) {
    if (first) {
        if (!uris_fit(chunk)) return State::protocol_error;
        transaction_.reset();
        report_.response.emplace();
    }
    for (;;) {
        auto event = parser_.next(chunk);
        if (!event) return refuse_length(event.error());
        if (!*event) return State::more;
        const State state = on_event(**event);
        if (state != State::more) return state;
    }
}

AnswerReader::State AnswerReader::on_event(const ResponseParser::Event& event) {
    switch (event.kind) {
        case ResponseParser::Kind::begin: return begin(event);
        case ResponseParser::Kind::bytes:
            if (event.segment == Segment::update) {
                update_.append(event.bytes);
            } else {
                segment_.insert(segment_.end(), event.bytes.begin(), event.bytes.end());
            }
            return State::more;
        case ResponseParser::Kind::end: return event.length == 0 ? State::more : end(event.segment);
        case ResponseParser::Kind::complete: return transaction_.commit() ? State::done : State::crash;
    }
    return State::more;
}

AnswerReader::State AnswerReader::begin(const ResponseParser::Event& event) {
    segment_.clear();
    if (event.length == 0) return State::more;
    if (!is_uri(event.segment))
        report_.note("begin:" + word_of(event.segment) + ':' + std::to_string(event.length));
    switch (event.segment) {
        // The length alone makes it a change, whatever the bytes turn out to be (protocol.md §7.3).
        case Segment::cups_uri:
        case Segment::cups_cred: report_.cups_changed = true; break;
        case Segment::tc_uri:
        case Segment::tc_cred: report_.tc_changed = true; break;
        case Segment::signature: break;
        case Segment::update:
            report_.response->update_bytes = event.length;
            has_update_ = true;
            // The commit point: configuration is in force before the first byte of firmware (protocol.md
            // §1.5).
            if (!transaction_.commit()) return State::crash;
            update_.begin();
            break;
    }
    return State::more;
}

AnswerReader::State AnswerReader::end(Segment segment) {
    switch (segment) {
        case Segment::cups_uri:
        case Segment::tc_uri: end_uri(category_of(segment)); return State::more;
        case Segment::cups_cred:
        case Segment::tc_cred: return end_credentials(category_of(segment));
        case Segment::signature: end_signature(); return State::more;
        case Segment::update:
            report_.note("end:firmware:" + std::to_string(*report_.response->update_bytes));
            update_.finish();
            return State::more;
    }
    return State::more;
}

void AnswerReader::end_uri(Category category) {
    (category == Category::cups ? report_.response->cups_uri : report_.response->tc_uri) = to_text(segment_);
    report_.note("got:" + std::string{to_string(category)} + "-uri");
    transaction_.stage_uri(category, segment_);
}

AnswerReader::State AnswerReader::end_credentials(Category category) {
    const std::string name{to_string(category)};
    const BlobReading reading = read_blob(segment_);
    auto& summary = category == Category::cups ? report_.response->cups_cred : report_.response->tc_cred;
    summary = CredentialSummary{segment_.size(), protocol::crc32(segment_)};
    if (reading.beyond_blob) report_.problem("reads-beyond-blob:" + name);
    if (reading.fate == BlobReading::Fate::crash) {
        report_.problem("credential-crash:" + name);
        return State::crash;
    }
    if (reading.cut) {
        report_.note("part:trust:" + std::to_string(reading.trust_bytes));
        report_.note("part:cert:" + std::to_string(reading.certificate_bytes));
        report_.note("part:key:" + std::to_string(reading.key_bytes));
    }
    if (reading.fate == BlobReading::Fate::accepted) {
        transaction_.stage_credentials(category, reading.set);
    } else {
        report_.problem("cred-refused:" + name + ':' + reading.refusal);
        transaction_.touch(category);
    }
    report_.note("end:" + name + "-cred:" + std::to_string(segment_.size()));
    return State::more;
}

void AnswerReader::end_signature() {
    ReceivedSignature signature;
    for (std::size_t i = 0; i < protocol::kKeyCrcBytes; ++i)
        signature.key_crc |= std::uint32_t{segment_[i]} << (8 * i);
    signature.der.assign(segment_.begin() + protocol::kKeyCrcBytes, segment_.end());
    report_.response->signature = SignatureSummary{signature.key_crc, signature.der.size()};
    signature_ = std::move(signature);
}

AnswerReader::State AnswerReader::refuse_length(const Error& /*error*/) {
    constexpr std::uint32_t kTopBit = 0x8000'0000;
    const std::uint32_t length = parser_.length();
    if (length >= kTopBit) {
        report_.problem("length-of-2g-or-more:segment" + std::to_string(static_cast<int>(parser_.segment())));
    } else {
        report_.note("begin:signature:" + std::to_string(length));
        report_.problem("signature-length-refused:" + std::to_string(length));
    }
    return State::protocol_error;
}

std::optional<UpdateVerdict> AnswerReader::judge() {
    if (!has_update_) return std::nullopt;
    return judge_update(home_, update_, signature_, report_);
}

}  // namespace cupspec::emulator
