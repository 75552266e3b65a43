#include "cli/commands.hpp"

#include <string_view>

namespace cupspec::cli {
namespace {

constexpr std::string_view kStarterScenario =
    R"({
    // A scenario: who is there, then what happens. Run it: cupspec run FILE. Every word: docs/scenario-format.md.
    "title": "A gateway learns its LNS, and has nothing left to ask for",
    "about": "Say here what one would see in the field.",
    "tags": ["starter"],

    // Keys and certificates are made anew for each run. "cups-0/..." is a directory of its own.
    "pki": {
        "authorities": {"cups-0/cups": {"cn": "Owner CA"}},
        "servers": {"cups-0/cups-0": {"issuer": "cups-0/cups", "dns": ["localhost"]}},
        "clients": {"cups-0/cups-router-1": {"issuer": "cups-0/cups"}}
    },

    // Ports are free ones; {cups-0} is the server's URL wherever a URI is written.
    // To try another server in its place: cupspec run FILE --against cups-0=https://cups.example.com:443
    "servers": {
        "cups-0": {
            "kind": "cups",
            // What the server wants each gateway to have; what is left out it does not touch.
            "gateways": {"::1": {"tcUri": "wss://lns.example.com:443"}}
            // Let something go wrong, such as: , "faults": ["* 1 status 503"]    (docs/faults.md)
        }
    },

    "gateways": {
        "router-1": {
            "router": "::1",
            "cups": {"uri": "{cups-0}", "credentials": "cups-0/cups-router-1"},
            "package": "1.0.0"
        }
    },

    // One after the other. What is not expected is not looked at.
    "steps": [
        {"poll": {"expect": {"outcome": "updated", "tcUri": "wss://lns.example.com:443", "cupsUri": "", "problems": []}}},
        {"expect-home": {"files": {"tc.uri": "wss://lns.example.com:443"}}},
        {"poll": {"expect": {"outcome": "no-updates", "body": "all-zero"}}}
    ]
}
)";

}  // namespace

int execute(const NewScenarioCommand&, Context& context) {
    context.out.write(kStarterScenario);
    return kGood;
}

}  // namespace cupspec::cli
