#include "scenarios/issuer.hpp"

#include <utility>

namespace cupspec::scenarios {
namespace {

constexpr std::int64_t kLeastIssuedDays = 1;
constexpr std::int64_t kMostIssuedDays = 36500;
/// What `serve` does when it is told nothing else.
constexpr std::int64_t kUsualMinValidDays = 30;
constexpr std::int64_t kUsualValidDays = 365;

std::chrono::days read_days(const std::optional<json::Cursor>& at, std::int64_t usual) {
    return std::chrono::days{at ? at->integer(kLeastIssuedDays, kMostIssuedDays) : usual};
}

}  // namespace

IssuerPlan read_issuer(const json::Cursor& at, const Names& names) {
    if (!at.is_text()) at.only({"authority", "minValidDays", "validDays"});
    IssuerPlan plan;
    plan.authority = known(at.is_text() ? at : at["authority"], names.authorities, "authority of the PKI");
    const auto spans = at.is_text() ? std::optional<json::Cursor>{} : std::optional<json::Cursor>{at};
    plan.min_valid = read_days(spans ? spans->find("minValidDays") : std::nullopt, kUsualMinValidDays);
    plan.valid = read_days(spans ? spans->find("validDays") : std::nullopt, kUsualValidDays);
    if (plan.valid <= plan.min_valid) {
        at.fail(json::Errc::bad_value, "validDays, " + std::to_string(plan.valid.count()) +
                                           ", must be more than minValidDays, " +
                                           std::to_string(plan.min_valid.count()));
    }
    return plan;
}

Result<std::unique_ptr<server::CredentialIssuer>> make_issuer(const IssuerPlan& plan,
                                                              const std::filesystem::path& pki,
                                                              const Random& random, Log& log) {
    const std::filesystem::path certificate = pki / (plan.authority + ".ca");
    auto authority = server::read_authority(certificate, certificate.string() + ".key", wall_clock());
    if (!authority) return authority.error();
    server::IssuerOptions options{std::move(*authority), plan.min_valid, plan.valid, random, wall_clock};
    return std::make_unique<server::CredentialIssuer>(std::move(options), log);
}

}  // namespace cupspec::scenarios
