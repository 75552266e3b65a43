#include "server/lns_tls.hpp"

#include "server/errc.hpp"

#include <utility>

namespace cupspec::server {
namespace {

/// Mutual where the discovery endpoint has a certificate.
Result<AuthMode> usual_mode(const std::filesystem::path& tc_root) {
    const auto infos = find_identity(tc_root, "infos-0");
    if (!infos) return infos.error();
    return *infos ? AuthMode::mutual : AuthMode::none;
}

}  // namespace

Result<LnsTls> read_lns_tls(const LnsFiles& files) {
    LnsTls tls;
    const auto auth = files.auth ? Result<AuthMode>{*files.auth} : usual_mode(files.tc_root);
    if (!auth) return auth.error();
    tls.auth = *auth;
    if (tls.auth == AuthMode::thumbprint)
        return Error{Errc::bad_option, "auth", "an LNS keeps no thumbprints; mutual asks for certificates"};
    auto discovery = read_tls({files.tc_root, "infos-0", tls.auth, files.client_ca, files.key_log});
    if (!discovery) return discovery.error();
    tls.discovery = std::move(*discovery);
    auto muxs = read_tls({files.tc_root, "muxs-0", tls.auth, files.client_ca, files.key_log});
    if (!muxs) return muxs.error();
    tls.muxs = std::move(*muxs);
    if (tls.discovery.has_value() != tls.muxs.has_value()) {
        return Error{Errc::missing_file, files.tc_root.string(),
                     "one of infos-0 and muxs-0 has no certificate"};
    }
    return tls;
}

}  // namespace cupspec::server
