#include "base/hex.hpp"
#include "protocol/crc32.hpp"
#include "scenarios/poll_judge.hpp"
#include "scenarios/stage.hpp"

namespace cupspec::scenarios {
namespace {

void judge_crc(std::string_view what, const std::optional<ExpectedCrc>& expect,
               const std::optional<std::uint32_t>& actual, const PollView& view, Judge& judge) {
    if (expect) judge.same(what, shown_crc(*expect, view.stage), shown_crc(*expect, actual, view.stage));
}

std::string shown_keys(const std::vector<std::uint32_t>& keys) {
    std::vector<std::string> shown;
    shown.reserve(keys.size());
    for (const std::uint32_t key : keys) shown.push_back("0x" + to_hex8(key));
    return listed(shown);
}

std::vector<std::uint32_t> crcs_of(const std::vector<std::string>& names, const Keyring& keyring) {
    std::vector<std::uint32_t> crcs;
    for (const std::string& name : names)
        if (const auto key = keyring.public_key(name)) crcs.push_back(protocol::crc32(*key));
    return crcs;
}

Expected<std::string> filled_in(const Expected<std::string>& expect, const Stage& stage) {
    if (!expect || !*expect) return expect;
    return std::optional<std::string>{stage.servers().fill_in(**expect)};
}

bool expects_anything(const RequestExpectation& expect) {
    return expect.router || expect.cups_uri || expect.tc_uri || expect.cups_cred_crc || expect.tc_cred_crc ||
           expect.station || expect.model || expect.package || expect.keys;
}

}  // namespace

std::string shown_crc(const ExpectedCrc& expect, const Stage& stage) {
    if (!expect.set.empty()) return expect.set;
    const std::string name = stage.keyring().set_with(expect.number);
    return name.empty() ? "0x" + to_hex8(expect.number) : name;
}

std::string shown_crc(const ExpectedCrc& expect, std::optional<std::uint32_t> actual, const Stage& stage) {
    if (!actual) return "none";
    if (stage.keyring().is_crc_of(expect.set, *actual)) return expect.set;
    const std::string name = stage.keyring().set_with(*actual);
    return name.empty() ? "0x" + to_hex8(*actual) : name;
}

void judge_request(const RequestExpectation& expect, const PollView& view, Judge& judge) {
    if (!expects_anything(expect)) return;
    if (!view.poll.round.request) {
        judge.same("request", "a request", "none was sent");
        return;
    }
    const protocol::UpdateInfo& request = *view.poll.round.request;
    const Stage& stage = view.stage;
    const auto wanted_cups = filled_in(expect.cups_uri, stage);
    const auto wanted_tc = filled_in(expect.tc_uri, stage);
    if (expect.router) judge.same("request.router", *expect.router, protocol::to_id6(request.router));
    if (wanted_cups) judge.same("request.cupsUri", *wanted_cups, request.cups_uri, "null");
    if (wanted_tc) judge.same("request.tcUri", *wanted_tc, request.tc_uri, "null");
    judge_crc("request.cupsCredCrc", expect.cups_cred_crc, request.cups_cred_crc, view, judge);
    judge_crc("request.tcCredCrc", expect.tc_cred_crc, request.tc_cred_crc, view, judge);
    if (expect.station) judge.same("request.station", *expect.station, request.station.value_or(""));
    if (expect.model) judge.same("request.model", *expect.model, request.model.value_or(""));
    if (expect.package) judge.same("request.package", *expect.package, request.package, "null");
    if (expect.keys) {
        judge.same("request.keys", shown_keys(crcs_of(*expect.keys, stage.keyring())),
                   shown_keys(request.keys));
    }
}

}  // namespace cupspec::scenarios
