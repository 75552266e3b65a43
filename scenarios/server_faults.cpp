#include "scenarios/server_faults.hpp"

#include "base/files.hpp"
#include "pki/certificate.hpp"
#include "scenarios/errc.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::scenarios {
namespace {

namespace fs = std::filesystem;

/// Whether the authority's certificate is above the leaf, judged at a time at which both may have been valid.
bool has_issued(ByteView authority, ByteView leaf) {
    const auto above = pki::inspect_certificate(authority);
    const auto below = pki::inspect_certificate(leaf);
    if (!above || !below || above->subject != below->issuer) return false;
    return pki::verify_certificate(leaf, authority, std::max(above->not_before, below->not_before))
        .has_value();
}

}  // namespace

server::FaultScript read_faults(const json::Cursor& at, bool speaks_tls) {
    server::FaultScript script;
    if (at.is_null()) return script;
    for (const json::Cursor& item : at.items()) {
        auto line = server::parse_fault_line(item.text(), item.where());
        if (!line) {
            item.fail(line.error().code, line.error().detail);
            return script;
        }
        if (!speaks_tls && server::concerns_tls(line->fault.kind)) {
            item.fail(json::Errc::bad_value, line->fault.text + R"(: a server without TLS ("auth": "none"))");
        }
        script.lines.push_back(std::move(*line));
    }
    return script;
}

Result<server::FaultAuthority> find_authority(const Keyring& keyring, const CupsPlan& plan) {
    const fs::path certificate = keyring.directory() / plan.directory / (plan.identity + ".crt");
    const auto leaf = read_file(certificate);
    if (!leaf) return leaf.error();
    std::error_code failed;
    for (fs::recursive_directory_iterator file{keyring.directory(), failed}; !failed && file != fs::end(file);
         file.increment(failed)) {
        if (file->path().extension() != ".ca") continue;
        auto authority = read_file(file->path());
        auto key = read_file(file->path().string() + ".key");
        if (authority && key && has_issued(*authority, *leaf))
            return server::FaultAuthority{std::move(*authority), std::move(*key)};
    }
    return Error{Errc::server, certificate.string(), "the key of the CA that issued it is not in the PKI"};
}

}  // namespace cupspec::scenarios
