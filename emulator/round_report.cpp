#include "emulator/round_report.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace cupspec::emulator {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json request_json(const protocol::UpdateInfo& request) {
    return {{"router", protocol::to_id6(request.router)},
            {"cupsUri", or_null(request.cups_uri)},
            {"tcUri", or_null(request.tc_uri)},
            {"cupsCredCrc", or_null(request.cups_cred_crc)},
            {"tcCredCrc", or_null(request.tc_cred_crc)},
            {"station", or_null(request.station)},
            {"model", or_null(request.model)},
            {"package", or_null(request.package)},
            {"keys", request.keys}};
}

Json credential_json(const std::optional<CredentialSummary>& cred) {
    if (!cred) return nullptr;
    return {{"bytes", cred->bytes}, {"crc", cred->crc}};
}

Json response_json(const ResponseSummary& response) {
    Json signature = nullptr;
    if (response.signature)
        signature = {{"keyCrc", response.signature->key_crc}, {"bytes", response.signature->bytes}};
    Json update = nullptr;
    if (response.update_bytes) update = {{"bytes", *response.update_bytes}};
    return {{"bytes", response.bytes},
            {"cupsUri", response.cups_uri},
            {"tcUri", response.tc_uri},
            {"cupsCred", credential_json(response.cups_cred)},
            {"tcCred", credential_json(response.tc_cred)},
            {"signature", std::move(signature)},
            {"update", std::move(update)},
            {"trailingBytes", response.trailing_bytes}};
}

Json update_json(const UpdateVerdict& update) {
    constexpr std::array<std::string_view, 4> kKinds{"none", "verified", "refused", "unsigned"};
    Json json{{"verdict", kKinds.at(static_cast<std::size_t>(update.kind))}};
    if (update.key) json["key"] = *update.key;
    if (!update.reason.empty()) json["reason"] = update.reason;
    json["file"] = update.file.empty() ? Json(nullptr) : Json(update.file.string());
    return json;
}

Json next_json(const RoundReport& report) {
    if (report.outcome == Outcome::crashed || report.outcome == Outcome::start_refused) return nullptr;
    constexpr double kMillisecondsPerSecond = 1000.0;
    const auto after = report.next.after.count();
    Json seconds =
        after % 1000 == 0 ? Json(after / 1000) : Json(static_cast<double>(after) / kMillisecondsPerSecond);
    return {{"after_s", std::move(seconds)}, {"credentialSet", to_string(report.next.set)}};
}

}  // namespace

std::string_view to_string(Outcome outcome) {
    constexpr std::array<std::string_view, 12> kNames{
        "updated", "no-updates", "rejected",       "protocol-error", "timeout",       "closed",
        "no-uri",  "bad-uri",    "connect-failed", "no-credentials", "start-refused", "crashed"};
    return kNames.at(static_cast<std::size_t>(outcome));
}

std::string to_json(const RoundReport& report) {
    Json committed = Json::array();
    for (const Category category : report.committed) committed.push_back(to_string(category));
    Json json{{"round", report.round},
              {"credentialSet", to_string(report.set)},
              {"uri", report.uri.empty() ? Json(nullptr) : Json(report.uri)},
              {"outcome", to_string(report.outcome)},
              {"request", report.request ? request_json(*report.request) : Json(nullptr)},
              {"status", report.exchange.status == 0 ? Json(nullptr) : Json(report.exchange.status)},
              {"response", report.response ? response_json(*report.response) : Json(nullptr)},
              {"update", update_json(report.update)},
              {"committed", std::move(committed)},
              {"problems", report.problems},
              {"next", next_json(report)}};
    // A gateway may hold bytes that are no UTF-8 (version.txt); JSON may not.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cupspec::emulator
