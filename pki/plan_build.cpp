#include "pki/plan.hpp"

#include <utility>

namespace cupspec::pki {
namespace {

/// The authority a plan's reference names; null only for a plan that was not read by read_plan.
const Item* authority(const Pki& pki, std::string_view name) {
    const Item* item = pki.find(name);
    return item != nullptr && item->kind == ItemKind::authority ? item : nullptr;
}

Error unknown(const std::string& name, const std::string& reference) {
    return {Errc::unknown_name, name, '"' + reference + '"'};
}

bool is_root(const Item& item) { return item.certificate == item.trust; }

/// What follows from the issuer: the way to the root, and the root.
void take_chain(Item& item, const Item& issuer) {
    if (!is_root(issuer)) {
        item.chain.push_back(issuer.certificate);
        item.chain.insert(item.chain.end(), issuer.chain.begin(), issuer.chain.end());
    }
    item.trust = issuer.trust;
}

Result<void> issue(Item& item, const PlannedCertificate& planned, const Item* above, const Random& random) {
    Issuer issuer;
    if (above != nullptr) issuer = {above->certificate, &*above->key};
    auto certificate =
        make_certificate(planned.spec, *item.key, above == nullptr ? nullptr : &issuer, random);
    if (!certificate) return certificate.error();
    item.certificate = std::move(*certificate);
    item.trust = item.certificate;
    if (above != nullptr) take_chain(item, *above);
    return {};
}

Result<Item> build_certificate(const PlannedCertificate& planned, const Pki& pki, TimePoint now,
                               const Random& random) {
    const Item* above = authority(pki, planned.issuer);
    if (above == nullptr && !planned.issuer.empty()) return unknown(planned.name, planned.issuer);
    auto key = PrivateKey::generate(planned.key);
    if (!key) return key.error();
    const bool issues =
        planned.spec.kind == CertificateKind::root || planned.spec.kind == CertificateKind::intermediate;
    Item item;
    item.kind = issues ? ItemKind::authority : ItemKind::leaf;
    item.key = std::move(*key);
    item.form = planned.form;
    item.encoding = planned.encoding;
    item.send_chain = planned.chain;
    PlannedCertificate dated = planned;
    dated.spec.not_before = now + planned.not_before;
    dated.spec.not_after = now + planned.not_after;
    if (auto issued = issue(item, dated, above, random); !issued) {
        Error error = issued.error();
        error.where = planned.name + ": " + error.where;
        return error;
    }
    if (planned.trust.empty()) return item;
    const Item* trusted = authority(pki, planned.trust);
    if (trusted == nullptr) return unknown(planned.name, planned.trust);
    item.trust = trusted->certificate;
    return item;
}

Result<Item> build_token(const PlannedToken& planned, const Pki& pki) {
    const Item* trusted = authority(pki, planned.trust);
    if (trusted == nullptr) return unknown(planned.name, planned.trust);
    Item item;
    item.kind = ItemKind::token;
    item.trust = trusted->certificate;
    item.authorization = planned.authorization;
    item.encoding = planned.encoding;
    return item;
}

Result<Item> build_signing_key() {
    auto key = PrivateKey::generate(KeyKind::p256);
    if (!key) return key.error();
    Item item;
    item.kind = ItemKind::signing_key;
    item.key = std::move(*key);
    return item;
}

}  // namespace

const Item* Pki::find(std::string_view name) const {
    const auto found = items.find(name);
    return found == items.end() ? nullptr : &found->second;
}

Result<Pki> build(const Plan& plan, TimePoint now, const Random& random) {
    Pki pki;
    for (const PlannedCertificate& planned : plan.certificates) {
        auto item = build_certificate(planned, pki, now, random);
        if (!item) return item.error();
        pki.items.emplace(planned.name, std::move(*item));
    }
    for (const PlannedToken& planned : plan.tokens) {
        auto item = build_token(planned, pki);
        if (!item) return item.error();
        pki.items.emplace(planned.name, std::move(*item));
    }
    for (const std::string& name : plan.signing_keys) {
        auto item = build_signing_key();
        if (!item) return item.error();
        pki.items.emplace(name, std::move(*item));
    }
    return pki;
}

}  // namespace cupspec::pki
