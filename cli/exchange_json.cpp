#include "cli/exchange_json.hpp"

#include "emulator/round_report.hpp"
#include "protocol/crc32.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <utility>

namespace cupspec::cli {
namespace {

using Json = nlohmann::ordered_json;
using protocol::ResponseParser;
using protocol::Segment;

/// Puts an answer together by sizes and checksums while its bytes pass by.
class Summary {
public:
    void take(const ResponseParser::Event& event) {
        if (event.kind == ResponseParser::Kind::begin && event.length > 0) begin(event);
        if (event.kind == ResponseParser::Kind::bytes) add(event);
    }

    emulator::ResponseSummary response;

private:
    void begin(const ResponseParser::Event& event) {
        const emulator::CredentialSummary credential{event.length, 0};
        if (event.segment == Segment::cups_cred) response.cups_cred = credential;
        if (event.segment == Segment::tc_cred) response.tc_cred = credential;
        if (event.segment == Segment::signature)
            response.signature = emulator::SignatureSummary{0, event.length - protocol::kKeyCrcBytes};
        if (event.segment == Segment::update) response.update_bytes = event.length;
        key_bytes_ = 0;
    }

    void add(const ResponseParser::Event& event) {
        const auto text = as_text(event.bytes);
        switch (event.segment) {
            case Segment::cups_uri: response.cups_uri += text; break;
            case Segment::tc_uri: response.tc_uri += text; break;
            case Segment::cups_cred: add_crc(response.cups_cred, event.bytes); break;
            case Segment::tc_cred: add_crc(response.tc_cred, event.bytes); break;
            case Segment::signature: add_key_crc(event.bytes); break;
            case Segment::update: break;
        }
    }

    static void add_crc(std::optional<emulator::CredentialSummary>& credential, ByteView bytes) {
        if (credential) credential->crc = protocol::crc32(bytes, credential->crc);
    }

    /// The first four bytes, little-endian. Source: protocol.md §5.1.
    void add_key_crc(ByteView bytes) {
        constexpr unsigned kBitsPerByte = 8;
        for (const std::uint8_t byte : bytes) {
            if (!response.signature || key_bytes_ >= protocol::kKeyCrcBytes) return;
            response.signature->key_crc |= std::uint32_t{byte} << (kBitsPerByte * key_bytes_++);
        }
    }

    std::size_t key_bytes_ = 0;
};

/// @return nothing for an answer that is none to Station (a dialect's may be)
std::optional<emulator::ResponseSummary> summary_of(const protocol::Exchange& exchange) {
    Summary summary;
    ResponseParser parser;
    ByteView left{exchange.response_body};
    for (;;) {
        const auto event = parser.next(left);
        if (!event) return std::nullopt;
        if (!*event) break;
        summary.take(**event);
    }
    summary.response.bytes = exchange.response_body.size() + exchange.update_omitted;
    if (parser.complete()) summary.response.trailing_bytes = left.size();
    return summary.response;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json exchange_json(const server::Served& served) {
    constexpr unsigned kGood = 200;
    emulator::RoundReport round;
    round.request = served.request;
    round.exchange.status = served.status;
    if (served.status == kGood) round.response = summary_of(served.exchange);
    const Json spoken = Json::parse(emulator::to_json(round));
    return {{"at_ms", served.exchange.started.time_since_epoch().count()},
            {"peer", served.exchange.peer},
            {"tls", text_or_null(served.exchange.tls.version)},
            {"clientName", text_or_null(served.exchange.tls.peer_common_name)},
            {"took_ms", served.exchange.took.count()},
            {"request", spoken.at("request")},
            {"status", spoken.at("status")},
            {"response", spoken.at("response")},
            {"decision", served.decision},
            {"warnings", served.warnings}};
}

}  // namespace

std::string to_json(const std::vector<server::Served>& exchanges) {
    Json list = Json::array();
    for (const server::Served& served : exchanges) list.push_back(exchange_json(served));
    // Clients may send bytes that are no UTF-8; JSON may not.
    return list.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace cupspec::cli
