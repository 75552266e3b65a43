#include "server/dialect.hpp"

#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace cupspec::server {
namespace {

// Read in public sources and documents, a copy of a day each; docs/dialects.md names them.

constexpr DialectTraits the_things_stack() {
    DialectTraits traits;
    traits.signature_length_has_crc = false;
    traits.key_crc_always = true;
    traits.cups_before_lns = true;
    traits.bad_request = 409;
    traits.errors = ErrorForm::json;
    return traits;
}

/// Before September 2020.
constexpr DialectTraits the_things_stack_16() {
    DialectTraits traits = the_things_stack();
    traits.signature_length_bytes = 2;
    return traits;
}

constexpr DialectTraits semtech_example() {
    DialectTraits traits;
    traits.bad_request = 500;
    traits.no_router = 500;
    traits.missing_member = 500;
    traits.firmware_members_optional = true;
    traits.no_package = 404;
    traits.unknown_router = 500;
    traits.no_signing_key = 0;
    return traits;
}

constexpr DialectTraits azure() {
    constexpr std::size_t kRequestLimit = 2048;
    DialectTraits traits;
    traits.package_in_any_case = true;
    traits.no_signing_key = 500;
    traits.request_limit = kRequestLimit;
    traits.wants_length = true;
    traits.missing_member = 400;
    traits.unknown_router = 500;
    traits.errors = ErrorForm::empty;
    return traits;
}

constexpr DialectTraits thingpark() {
    DialectTraits traits;
    traits.trust_only_for_cups = true;
    traits.sends_firmware = false;
    traits.lns_credentials_again = 400;
    traits.unknown_router = 400;
    return traits;
}

constexpr std::array kDialects{
    Dialect{"station", {}},
    Dialect{"the-things-stack", the_things_stack()},
    Dialect{"the-things-stack-16", the_things_stack_16()},
    Dialect{"semtech-example", semtech_example()},
    Dialect{"azure", azure()},
    Dialect{"thingpark", thingpark()},
};

}  // namespace

std::span<const Dialect> dialects() { return kDialects; }

Result<DialectTraits> find_dialect(std::string_view name) {
    const auto* found = std::find_if(kDialects.begin(), kDialects.end(),
                                     [name](const Dialect& one) { return one.name == name; });
    if (found != kDialects.end()) return found->traits;
    std::vector<std::string_view> names;
    names.reserve(kDialects.size());
    for (const Dialect& one : kDialects) names.push_back(one.name);
    return Error{make_error_code(boost::system::errc::invalid_argument), "",
                 '"' + std::string{name} + "\" is no dialect; " + suggestion(name, names)};
}

}  // namespace cupspec::server
