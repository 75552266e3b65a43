#include "probe/allowed.hpp"

#include "base/nearest.hpp"

#include <algorithm>
#include <array>

namespace cupspec::probe {

using conformance::Purpose;

Result<void> allow(std::string_view word, Allowed& allowed) {
    constexpr std::array<std::string_view, 4> kWords{"load", "disturb", "destructive", "all"};
    if (word == "load" || word == "all") allowed.load = true;
    if (word == "disturb" || word == "all") allowed.disturb = true;
    if (word == "destructive" || word == "all") allowed.destructive = true;
    for (const auto& known : kWords)
        if (word == known) return {};
    return Error{make_error_code(boost::system::errc::invalid_argument), "\"" + std::string{word} + '"',
                 suggestion(word, kWords)};
}

namespace {

/// A request as the gateway itself would send it: what it is given, the server may take for delivered.
bool is_genuine(Purpose purpose) {
    constexpr std::array kGenuine{Purpose::life,         Purpose::repeat,          Purpose::settled,
                                  Purpose::after_all,    Purpose::fresh,           Purpose::many_keys,
                                  Purpose::slow_request, Purpose::unknown_members, Purpose::two_at_once,
                                  Purpose::large_body};
    return std::ranges::find(kGenuine, purpose) != kGenuine.end();
}

std::string class_of(Purpose purpose, const ProbeOptions& options) {
    switch (purpose) {
        case Purpose::large_body:
        case Purpose::two_at_once:
            return options.allow.load ? "" : "it puts load on the server: --allow load";
        case Purpose::slow_request:
        case Purpose::cut_request:
            return options.allow.disturb ? "" : "it holds a connection, or breaks it: --allow disturb";
        case Purpose::foreign_router:
            if (!options.other_router) return "no other router is known: a profile's routers";
            return options.allow.destructive
                       ? ""
                       : "it may be given another gateway's credentials: --allow destructive";
        default: return {};
    }
}

}  // namespace

std::string forbidden(Purpose purpose, const ProbeOptions& options) {
    if (options.one_shot && !options.allow.destructive && is_genuine(purpose))
        return "the server gives credentials out once: --allow destructive";
    return class_of(purpose, options);
}

}  // namespace cupspec::probe
