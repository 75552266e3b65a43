#include "conformance/areas.hpp"
#include "conformance/plain_status.hpp"
#include "conformance/rule_list.hpp"
#include "conformance/variant_judges.hpp"

namespace cupspec::conformance {
namespace {

constexpr std::string_view kLeaves =
    "Station leaves this server for its backup set at once, on any status but 200.";

constexpr std::string_view kBlind =
    "Nothing by itself; but a server that says 200 to what it has not understood hides the faults of "
    "clients and proxies until a gateway goes without its update.";

constexpr std::array kRequestRules{
    Rule{
        "request/stations-own-is-accepted", Level::must,
        "A request as Station writes it is accepted: blanks in front of Content-Length's digits, and neither "
        "User-Agent, Accept nor Connection.",
        "CS-32, CS-33; protocol §3.1", kLeaves,
        "Take any blanks behind a header's colon, and ask for no header that Station does not send.",
        "* * status 400\n", "", judge_plain_status<PlainStatus::bad_request>},
    Rule{"request/nulls-are-accepted", Level::must, "cupsUri, tcUri and package may be null.",
         "CS-28, field bug 23; protocol §3.2",
         "A fresh device, and one without version.txt, never gets its first configuration.",
         "Read null as \"has none\", and answer with what it should have.", "* * status 404 when null-uri\n",
         "", are_served<Purpose::fresh>},
    Rule{"request/unknown-members-are-skipped", Level::should, "Members nobody knows are passed over.",
         "Protocol §12: each version of Station has added some",
         "Gateways with a newer Station, or a vendor's, are refused the day they are updated.",
         "Read the members that are known and no others.", "* * status 400 when unknown-members\n", "",
         are_served<Purpose::unknown_members>},
    Rule{"request/many-keys-are-accepted", Level::must, "The list of signing keys may be long.",
         "Protocol §3.2: every sig-N.key is reported",
         "A gateway with more keys than were expected is refused, and leaves for its backup set.",
         "Read keys as a list without a bound but the body's own.", "* * status 400 when many-keys\n", "",
         are_served<Purpose::many_keys>},
    Rule{"request/path-is-update-info", Level::should, "Other paths than /update-info are refused.",
         "Protocol §3.1: path and case are fixed", kBlind, "Answer 404 there.",
         "* * status 200 when other-path\n", "", are_refused<Purpose::wrong_path>},
    Rule{"request/method-is-post", Level::should, "GET is refused.", "Protocol §3.1; field bug 24", kBlind,
         "Answer 405, and register POST.", "* * status 200 when get\n", "", are_refused<Purpose::get>},
    Rule{"request/empty-body-is-refused", Level::should, "A request without a body is refused.",
         "Protocol §3.2", kBlind, "Answer 400.", "* * status 200 when empty-body\n", "",
         are_refused<Purpose::empty_body>},
    Rule{"request/text-is-refused", Level::should, "A body that is no JSON is refused.", "Protocol §3.2",
         kBlind, "Answer 400.", "* * status 200 when no-json\n", "", are_refused<Purpose::no_json>},
    Rule{"request/cut-json-is-refused", Level::should, "JSON that ends too early is refused.",
         "Protocol §3.2", kBlind, "Answer 400, and do not answer before the whole body has been read.",
         "* * status 200 when cut-json\n", "", are_refused<Purpose::cut_json>},
    Rule{"request/router-is-needed", Level::should, "A request without router is refused.",
         "Protocol §3.2; field bug 8", kBlind, "Answer 400; there is no default gateway.",
         "* * status 200 when no-router\n", "", are_refused<Purpose::no_router>},
    Rule{"request/wrong-types-are-refused", Level::should, "Numbers where strings belong are refused.",
         "Protocol §3.2", kBlind, "Check types before values are used; answer 400.",
         "* * status 200 when wrong-types\n", "", are_refused<Purpose::wrong_types>},
    Rule{"request/bad-requests-are-the-clients-fault", Level::should,
         "What makes no sense is answered with a status below 500.",
         "RFC 9110 §15.5; servers.md: KeyError, 500",
         "Alarms and retries of proxies are set off by what is no fault of the server's.",
         "Catch what the reading of a request throws, and answer 400.", "* * status 500 when no-json\n", "",
         are_client_errors<Purpose::empty_body, Purpose::no_json, Purpose::cut_json, Purpose::no_router,
                           Purpose::wrong_types>},
};
constexpr auto kRequestPointers = pointers_to(kRequestRules);

}  // namespace

std::span<const Rule* const> request_rules() { return kRequestPointers; }

}  // namespace cupspec::conformance
