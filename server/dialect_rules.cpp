#include "server/dialect_rules.hpp"

#include "base/ascii.hpp"
#include "json/cursor.hpp"
#include "json/errc.hpp"
#include "protocol/errc.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace cupspec::server {
namespace {

constexpr std::size_t kFirmwareLengthBytes = 4;
constexpr std::size_t kNoSignatureBytes = 4;

constexpr unsigned kTooLarge = 413;

std::string too_large(const DialectTraits& traits) {
    return "the request has more than " + std::to_string(traits.request_limit) + " bytes";
}

/// Little endian, as all of the answer.
void append(Bytes& bytes, std::uint64_t value, std::size_t width) {
    constexpr unsigned kByte = 8;
    for (std::size_t i = 0; i < width; ++i, value >>= kByte)
        bytes.push_back(static_cast<std::uint8_t>(value));
}

/// The members a server reads to decide; null counts as there.
std::string first_missing(const DialectTraits& traits, const Bytes& body) {
    constexpr std::size_t kWithoutFirmware = 4;  // package and keys are the last ones
    constexpr std::array<std::string_view, 6> kMembers{"cupsUri",   "tcUri",   "cupsCredCrc",
                                                       "tcCredCrc", "package", "keys"};
    const auto document = json::parse(to_text(body), json::Source{});
    if (!document) return {};
    json::Reading reading{*document};
    const json::Cursor root = reading.root();
    const std::span wanted{kMembers};
    for (const std::string_view member :
         traits.firmware_members_optional ? wanted.first(kWithoutFirmware) : wanted)
        if (!root.find(member)) return std::string{member};
    return {};
}

/// The canonical codes of gRPC for what this server answers.
int grpc_code(unsigned status) {
    struct Row {
        unsigned status;
        int code;
    };
    constexpr std::array kRows{Row{400, 3}, Row{401, 16}, Row{403, 7}, Row{404, 5}, Row{409, 10}};
    constexpr int kUnknown = 2;
    const auto* row =
        std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) { return one.status == status; });
    return row == kRows.end() ? kUnknown : row->code;
}

}  // namespace

std::optional<Denial> objection_to(const DialectTraits& traits, const net::HttpRequest& request) {
    if (traits.wants_length && !request.header("Content-Length"))
        return Denial{traits.bad_request, "Content-Length is required", false};
    if (traits.request_limit != 0 && request.body.size() > traits.request_limit) {
        return Denial{traits.bad_request, too_large(traits), false};
    }
    return std::nullopt;
}

std::optional<Denial> objection_to(const DialectTraits& traits, const Bytes& body,
                                   const protocol::UpdateInfo& request) {
    if (traits.no_package != 0 && (!request.package || request.package->empty()))
        return Denial{traits.no_package, "Nil/unknown firmware", false};
    if (traits.missing_member != 0) {
        if (const std::string member = first_missing(traits, body); !member.empty())
            return Denial{traits.missing_member, '/' + member + ": missing", false};
    }
    return std::nullopt;
}

unsigned status_for(const DialectTraits& traits, const Error& unreadable) {
    const bool is_nobodys =
        unreadable.code == json::Errc::missing_key || unreadable.code == protocol::Errc::zero_eui;
    return is_nobodys ? traits.no_router : traits.bad_request;
}

void replace_refusal(const DialectTraits& traits, net::HttpAnswer& answer) {
    if (traits.request_limit == 0 || answer.status != kTooLarge) return;
    answer = error_answer(traits.errors, traits.bad_request, too_large(traits));
}

void limit(GatewayRecord& record, const DialectTraits& traits, const protocol::UpdateInfo& request) {
    const bool is_same = traits.package_in_any_case && record.version && request.package &&
                         equal_but_case(*record.version, *request.package);
    if (!traits.sends_firmware || is_same) record.version.reset();
}

void limit(GatewayState& state, const DialectTraits& traits) {
    if (!traits.trust_only_for_cups || !state.cups_cred) return;
    state.cups_cred->certificate.clear();
    state.cups_cred->key.clear();
}

void limit(Plan& plan, const DialectTraits& traits) {
    if (!traits.cups_before_lns || (plan.head.cups_uri.empty() && plan.head.cups_cred.empty())) return;
    plan.head.tc_uri.clear();
    plan.head.tc_cred.clear();
}

Result<Bytes> encode(const Plan& plan, const DialectTraits& traits) {
    const DialectTraits standard;
    auto checked = encode(plan);
    if (!checked) return checked;
    if (traits.signature_length_bytes == standard.signature_length_bytes &&
        traits.signature_length_has_crc == standard.signature_length_has_crc &&
        traits.key_crc_always == standard.key_crc_always)
        return checked;
    Plan unsigned_plan = plan;
    unsigned_plan.head.signature.reset();
    auto bytes = encode(unsigned_plan);
    if (!bytes) return bytes;
    const Bytes firmware_length{bytes->end() - kFirmwareLengthBytes, bytes->end()};
    bytes->resize(bytes->size() - kFirmwareLengthBytes - kNoSignatureBytes);
    const auto& signature = plan.head.signature;
    std::size_t length = signature ? signature->der.size() : 0;
    if (signature && traits.signature_length_has_crc) length += protocol::kKeyCrcBytes;
    append(*bytes, length, traits.signature_length_bytes);
    if (signature || traits.key_crc_always)
        append(*bytes, signature ? signature->key_crc : 0, protocol::kKeyCrcBytes);
    if (signature) bytes->insert(bytes->end(), signature->der.begin(), signature->der.end());
    bytes->insert(bytes->end(), firmware_length.begin(), firmware_length.end());
    return bytes;
}

net::HttpAnswer error_answer(ErrorForm form, unsigned status, const std::string& why) {
    net::HttpAnswer answer;
    answer.status = status;
    if (form == ErrorForm::text) {
        answer.headers.push_back(net::Header{"Content-Type", "text/plain; charset=utf-8"});
        answer.body = to_bytes(why + '\n');
    } else if (form == ErrorForm::json) {
        using Json = nlohmann::ordered_json;
        const Json json{{"code", grpc_code(status)}, {"message", why}};
        answer.headers.push_back(net::Header{"Content-Type", "application/json"});
        answer.body = to_bytes(json.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    return answer;
}

}  // namespace cupspec::server
