#include "conformance/areas.hpp"
#include "conformance/rule_list.hpp"
#include "conformance/variant_judges.hpp"

namespace cupspec::conformance {
namespace {

constexpr std::string_view kDown = "While the server restarts, all gateways get nothing.";

constexpr std::array kRobustnessRules{
    Rule{"robustness/router-that-is-none-is-refused", Level::must,
         "A router that is no EUI, a path or 4 KiB of text, is refused.",
         "Protocol §3.3; CWE-22: routers become names of files",
         "Whoever can ask reads files of the server, as another gateway's configuration.",
         "Read the router as an EUI before it becomes part of a name; answer 400.",
         "* * status 200 when long-router\n", "", are_refused<Purpose::long_router>},
    Rule{"robustness/router-that-is-none-is-answered", Level::must,
         "A router that is no EUI ends neither the connection nor the server.", "Protocol §3.3", kDown,
         "Limit what is read into fixed buffers; answer 400.", "* * close-at 0 when long-router\n", "",
         are_answered<Purpose::long_router>},
    Rule{"robustness/router-that-is-none-is-the-clients-fault", Level::should,
         "A router that is no EUI is refused with a status below 500.", "RFC 9110 §15.5; protocol §3.3",
         "Alarms and retries of proxies are set off by what is no fault of the server's.", "Answer 400.",
         "* * status 500 when long-router\n", "", are_client_errors<Purpose::long_router>},
    Rule{"robustness/bad-requests-are-answered", Level::must,
         "What makes no sense ends neither the connection nor the server.",
         "Protocol §3.2; field bug 7: a panic", kDown,
         "Catch what the reading of a request throws, and answer 400.", "* * close-at 0 when wrong-types\n",
         "",
         are_answered<Purpose::empty_body, Purpose::no_json, Purpose::cut_json, Purpose::no_router,
                      Purpose::wrong_types>},
    Rule{"robustness/strangers-are-answered", Level::should,
         "Other methods, paths and routers get an answer, not the end of the connection.",
         "Protocol §7.2; servers.md: unknown gateway",
         "An operator cannot tell a server that is down from a URI that is wrong.", "Answer 404 or 405.",
         "* * close-at 0 when get\n", "",
         are_answered<Purpose::get, Purpose::wrong_path, Purpose::unknown_router>},
    Rule{"robustness/large-body-is-refused", Level::should, "A body larger than any request is refused.",
         "Protocol §3.2: a request fits 8 KiB; servers.md: request limits",
         "A few clients fill the server's memory, and all gateways get nothing.",
         "Limit the body to some 64 KiB; answer 413.", "* * status 200 when large-body\n", "",
         are_refused<Purpose::large_body>},
    Rule{"robustness/slow-request-is-served", Level::must,
         "A request that comes a few bytes at a time is answered like one that comes at once.",
         "Field bug 12; protocol §4.3: the gateway has a minute",
         "Gateways behind a bad mobile connection never get their configuration.",
         "Wait for the whole request, for some 30 s; do not take a read for a request.",
         "* * close-at 0 when slow\n", "", are_served<Purpose::slow_request>},
    Rule{"robustness/many-at-once-are-served", Level::must,
         "The same request on several connections at once is served on each.",
         "Protocol §7.2: after an outage all gateways come within a minute",
         "After an outage gateways wait for each other, and leave for their backup sets.",
         "Serve connections side by side, and lock no longer than a look takes.",
         "* * status 503 when in-a-row\n", "", are_served<Purpose::two_at_once>},
    Rule{"robustness/serves-after-all", Level::must,
         "After requests that were too large, cut off or senseless, the plain request is served as before.",
         "Field bugs 7 and 23", kDown, "Keep one request's failure to that request.",
         "* * reset-at 0 when after-large-body\n", "", are_served<Purpose::after_all>},
};
constexpr auto kRobustnessPointers = pointers_to(kRobustnessRules);

}  // namespace

std::span<const Rule* const> robustness_rules() { return kRobustnessPointers; }

}  // namespace cupspec::conformance
