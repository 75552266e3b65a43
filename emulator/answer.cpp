#include "emulator/answer.hpp"

#include "emulator/credential_blob.hpp"
#include "protocol/crc32.hpp"
#include "protocol/uri.hpp"

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

ResponseParser::Lengths lengths_of(const Traits& traits) {
    return traits.checks_lengths ? ResponseParser::Lengths::checked : ResponseParser::Lengths::unchecked;
}

bool is_usable(Category category, const std::string& uri) {
    return category == Category::cups ? protocol::parse_cups_uri(uri).has_value()
                                      : protocol::parse_tc_uri(uri).has_value();
}

}  // namespace

AnswerReader::AnswerReader(const Home& home, Transaction& transaction, RoundReport& report, Setup setup)
    : home_{home},
      transaction_{transaction},
      report_{report},
      traits_{setup.traits},
      oracle_{std::move(setup.oracle)},
      parser_{lengths_of(traits_)},
      update_{home.disk(), std::move(setup.update_file), traits_} {}

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

AnswerReader::State AnswerReader::on_first_chunk(ByteView chunk, std::size_t body_bytes) {
    if (!uris_fit(chunk)) return State::protocol_error;
    body_bytes_ = body_bytes;
    transaction_.reset();
    report_.response.emplace();
    return on_chunk(chunk);
}

AnswerReader::State AnswerReader::on_chunk(ByteView chunk) {
    for (;;) {
        auto event = parser_.next(chunk);
        if (!event) return refuse_length();
        if (!*event) return State::more;
        const State state = on_event(**event);
        if (state != State::more) return state;
    }
}

AnswerReader::State AnswerReader::refuse(std::string problem) {
    report_.problem(std::move(problem));
    return State::protocol_error;
}

AnswerReader::State AnswerReader::on_event(const ResponseParser::Event& event) {
    switch (event.kind) {
        case ResponseParser::Kind::begin: return begin(event);
        case ResponseParser::Kind::bytes: take(event); return State::more;
        case ResponseParser::Kind::end: return event.length == 0 ? State::more : end(event.segment);
        case ResponseParser::Kind::complete: return complete();
    }
    return State::more;
}

void AnswerReader::take(const ResponseParser::Event& event) {
    if (event.segment == Segment::update) {
        if (has_update_) update_.append(event.bytes);
        return;
    }
    // Only where lengths go unchecked can it be longer; then it is dropped in silence (protocol.md §12).
    if (event.segment == Segment::signature && event.length > protocol::kMaxSignatureSegment) return;
    segment_.insert(segment_.end(), event.bytes.begin(), event.bytes.end());
}

AnswerReader::State AnswerReader::complete() {
    const std::uint64_t trailing = body_bytes_ - parser_.consumed();
    if (traits_.exact_body && trailing != 0) return refuse("trailing-bytes:" + std::to_string(trailing));
    return transaction_.commit() ? State::done : State::crash;
}

bool AnswerReader::ignores(Segment segment) const {
    switch (segment) {
        case Segment::cups_uri:
        case Segment::cups_cred: return !traits_.takes_cups;
        case Segment::update: return !traits_.takes_firmware;
        default: return false;
    }
}

AnswerReader::State AnswerReader::begin(const ResponseParser::Event& event) {
    segment_.clear();
    if (event.length == 0) return State::more;
    if (!is_uri(event.segment))
        report_.note("begin:" + word_of(event.segment) + ':' + std::to_string(event.length));
    if (event.segment == Segment::update) report_.response->update_bytes = event.length;
    if (ignores(event.segment)) return State::more;
    switch (event.segment) {
        // The length alone makes it a change, whatever the bytes turn out to be (protocol.md §7.3).
        case Segment::cups_uri:
        case Segment::cups_cred: report_.cups_changed = true; break;
        case Segment::tc_uri:
        case Segment::tc_cred: report_.tc_changed = true; break;
        case Segment::signature: break;
        case Segment::update: return begin_update();
    }
    return State::more;
}

AnswerReader::State AnswerReader::begin_update() {
    has_update_ = true;
    // The commit point: configuration is in force before the first byte of firmware (protocol.md §1.5).
    if (!transaction_.commit()) return State::crash;
    update_.begin();
    return State::more;
}

AnswerReader::State AnswerReader::end(Segment segment) {
    switch (segment) {
        case Segment::cups_uri:
        case Segment::tc_uri: return end_uri(category_of(segment));
        case Segment::cups_cred:
        case Segment::tc_cred: return end_credentials(category_of(segment));
        case Segment::signature: end_signature(); return State::more;
        case Segment::update:
            report_.note("end:firmware:" + std::to_string(*report_.response->update_bytes));
            if (has_update_) update_.finish();
            return State::more;
    }
    return State::more;
}

AnswerReader::State AnswerReader::end_uri(Category category) {
    const bool cups = category == Category::cups;
    const std::string name = std::string{to_string(category)} + "-uri";
    std::string& uri = cups ? report_.response->cups_uri : report_.response->tc_uri;
    uri = to_text(segment_);
    report_.note("got:" + name);
    if (ignores(cups ? Segment::cups_uri : Segment::tc_uri)) {
        report_.note("ignored:" + name);
        return State::more;
    }
    if (traits_.checks_uris && !is_usable(category, uri)) return refuse("unusable:" + name);
    const UriFile present = home_.uri(category, SetName::regular);
    if (traits_.wants_changes && present.configured() && present.text == uri)
        return refuse("nothing-new:" + name);
    transaction_.stage_uri(category, segment_);
    return State::more;
}

AnswerReader::State AnswerReader::end_credentials(Category category) {
    const bool cups = category == Category::cups;
    auto& summary = cups ? report_.response->cups_cred : report_.response->tc_cred;
    summary = CredentialSummary{segment_.size(), protocol::crc32(segment_)};
    State state = State::more;
    if (ignores(cups ? Segment::cups_cred : Segment::tc_cred)) {
        report_.note("ignored:cups-cred");
    } else if (traits_.blobs == BlobReader::der) {
        state = stage_der(category);
    } else if (traits_.blobs == BlobReader::token_only) {
        stage_token(category);
    } else {
        state = stage_as_station(category);
    }
    if (state == State::more)
        report_.note("end:" + std::string{to_string(category)} + "-cred:" + std::to_string(segment_.size()));
    return state;
}

AnswerReader::State AnswerReader::stage_as_station(Category category) {
    const std::string name{to_string(category)};
    const BlobReading reading = read_blob(segment_);
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
    return State::more;
}

AnswerReader::State AnswerReader::stage_der(Category category) {
    const std::string name{to_string(category)};
    const auto set = protocol::split(segment_);
    if (!set) return refuse("cred-refused:" + name + ':' + set.error().where);
    if (traits_.wants_changes && *set == home_.credentials(category, SetName::regular))
        return refuse("nothing-new:" + name + "-cred");
    transaction_.stage_credentials(category, *set);
    return State::more;
}

void AnswerReader::stage_token(Category category) {
    const auto set = protocol::split(segment_);
    if (set && set->certificate.empty() && !set->key.empty()) {
        transaction_.stage_credentials(category, *set);
    } else {
        report_.note("ignored:" + std::string{to_string(category)} + "-cred:no-token");
        transaction_.touch(category);
    }
    transaction_.stage_blob(category, segment_);
}

void AnswerReader::end_signature() {
    // Shorter only where lengths go unchecked.
    if (segment_.size() < protocol::kKeyCrcBytes) return;
    ReceivedSignature signature;
    for (std::size_t i = 0; i < protocol::kKeyCrcBytes; ++i)
        signature.key_crc |= std::uint32_t{segment_[i]} << (8 * i);
    signature.der.assign(segment_.begin() + protocol::kKeyCrcBytes, segment_.end());
    report_.response->signature = SignatureSummary{signature.key_crc, signature.der.size()};
    signature_ = std::move(signature);
}

AnswerReader::State AnswerReader::refuse_length() {
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
    return judge_update(home_, update_, {signature_, oracle_}, report_);
}

}  // namespace cupspec::emulator
