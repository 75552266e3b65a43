#include "server/issuing_authority.hpp"

#include "base/files.hpp"
#include "pki/certificate.hpp"
#include "server/errc.hpp"

#include <utility>

namespace cupspec::server {
namespace {

constexpr std::uint64_t kMostAuthorityBytes = std::uint64_t{1} << 20U;  ///< of either file

Error unusable(const std::filesystem::path& file, std::string why) {
    return {Errc::bad_file, file.string(), std::move(why)};
}

Result<Bytes> read(const std::filesystem::path& path, const char* what) {
    auto bytes = read_file(path, kMostAuthorityBytes);
    if (!bytes) return Error{bytes.error().code, path.string(), what};
    return bytes;
}

/// Why this certificate cannot issue now; empty: it can, as far as it says.
std::string objection_to(const pki::CertificateFacts& facts, TimePoint now) {
    if (!facts.is_ca) return "is no CA: it lacks basicConstraints CA:TRUE; a CA's certificate is needed";
    if (facts.not_after <= now) return "has expired; renew it, or begin a new CA";
    if (facts.not_before > now) return "is not valid yet; is this machine's clock right?";
    if (facts.key == "Ed25519")
        return "has an Ed25519 key, which Basics Station refuses; use EC P-256 or RSA";
    return {};
}

/// What no single field says: a keyUsage without keyCertSign, say.
Result<void> try_out(const IssuingAuthority& authority, TimePoint now) {
    pki::CertificateSpec spec;
    spec.kind = pki::CertificateKind::client;
    spec.common_name = "trial";
    spec.not_before = now - std::chrono::hours{1};
    spec.not_after = authority.not_after;
    spec.serial = {1};
    const pki::Issuer issuer{authority.certificate, &authority.key};
    const auto made = pki::make_certificate(spec, authority.key, &issuer, {});
    if (!made) return made.error();
    return pki::verify_certificate(*made, authority.certificate, now, pki::Purpose::client);
}

}  // namespace

Result<IssuingAuthority> read_authority(const std::filesystem::path& certificate,
                                        const std::filesystem::path& key, TimePoint now) {
    const auto file = read(certificate, "the CA's certificate is needed there, PEM or DER");
    if (!file) return file.error();
    const auto key_file = read(key, "the CA's private key is needed there, PEM or DER");
    if (!key_file) return key_file.error();
    auto all = pki::split_bundle(*file);
    if (!all) return unusable(certificate, "holds no certificate in PEM or DER");
    const auto facts = pki::inspect_certificate(all->front());
    if (!facts) return unusable(certificate, describe(facts.error()));
    auto parsed = pki::PrivateKey::parse(*key_file);
    if (!parsed) return unusable(key, "holds no private key in PEM or DER without a passphrase");
    if (!parsed->public_matches(all->front()))
        return unusable(key, "is not the key of " + certificate.string() + ": give the two of one CA");
    if (std::string why = objection_to(*facts, now); !why.empty())
        return unusable(certificate, std::move(why));
    IssuingAuthority authority{certificate.string(), std::move(all->front()), std::move(*parsed),
                               facts->not_after};
    if (const auto tried = try_out(authority, now); !tried)
        return unusable(certificate, "what it issues does not verify: " + describe(tried.error()));
    return authority;
}

}  // namespace cupspec::server
