#include "conformance/blob_reading.hpp"
#include "pki/certificate.hpp"
#include "pki/key.hpp"

#include <charconv>
#include <optional>

namespace cupspec::conformance {
namespace {

using Element = BlobElements::Element;

std::optional<pki::CertificateFacts> certificate_in(const Element& element) {
    if (element.bytes.empty()) return std::nullopt;
    auto facts = pki::inspect_certificate(element.bytes);
    if (!facts) return std::nullopt;
    return std::move(*facts);
}

/// Station reads every long length as two bytes.
bool is_length_misread(const Element& element) {
    constexpr std::uint8_t kLong = 0x80;
    constexpr std::uint8_t kTwoBytes = 0x82;
    return element.bytes.size() > 1 && element.bytes[1] >= kLong && element.bytes[1] != kTwoBytes;
}

/// mbedTLS's default profile (protocol.md §8).
bool is_short_key(std::string_view key) {
    constexpr std::string_view kRsa = "RSA ";
    constexpr unsigned kLeastBits = 2048;
    if (!key.starts_with(kRsa)) return false;
    key.remove_prefix(kRsa.size());
    unsigned bits = 0;
    const auto* end = key.data() + key.size();  // NOLINT(*-pointer-arithmetic): what from_chars wants
    return std::from_chars(key.data(), end, bits).ec == std::errc{} && bits < kLeastBits;
}

bool is_rsa_or_ec(std::string_view key) { return key.starts_with("RSA") || key.starts_with("EC "); }

/// Looks at one thing after the other; the first defect stays.
class ElementJudge {
public:
    ElementJudge(const BlobElements& elements, TimePoint now) : elements_{elements}, now_{now} {
        if (!elements.key.bytes.empty() && !elements.is_token) {
            if (auto key = pki::PrivateKey::parse(elements.key.bytes)) key_ = std::move(*key);
        }
    }

    /// What a Station would cut in another way than it was meant.
    void judge_cut(std::size_t blob_bytes) {
        check(certificate_ && certificate_->is_ca, BlobDefect::second_ca, elements_.certificate,
              "a CA's certificate in its place");
        check(certificate_in(elements_.key).has_value(), BlobDefect::client_chain, elements_.key,
              "another certificate in its place");
        const bool is_pkcs8_ec =
            key_ && key_->form() == pki::KeyForm::pkcs8 && is_length_misread(elements_.key);
        check(is_pkcs8_ec, BlobDefect::pkcs8_ec_key, elements_.key, "PKCS#8");
        for (const Element* element : {&elements_.trust, &elements_.certificate, &elements_.key}) {
            const bool is_der = element != &elements_.key || !elements_.is_token;
            check(is_der && is_length_misread(*element), BlobDefect::short_der, *element,
                  std::to_string(element->bytes.size()) + " bytes of DER");
        }
        if (elements_.end < blob_bytes && found_.defect == BlobDefect::none) {
            found_ = {BlobDefect::padding, nullptr,
                      std::to_string(blob_bytes - elements_.end) + " bytes more"};
        }
    }

    void judge_readable() {
        check(!trust_, BlobDefect::unreadable_trust, elements_.trust, "something else");
        const bool has_certificate = !elements_.certificate.bytes.empty();
        check(has_certificate && !certificate_, BlobDefect::unreadable_certificate, elements_.certificate,
              "something else");
        const bool has_key = !elements_.key.bytes.empty();
        check(has_key && !elements_.is_token && !key_, BlobDefect::unreadable_key, elements_.key,
              "something else");
    }

    void judge_combination() {
        const bool has_certificate = !elements_.certificate.bytes.empty();
        const bool has_key = !elements_.key.bytes.empty();
        check(elements_.is_token && has_certificate, BlobDefect::token_and_certificate, elements_.key,
              "both");
        check(has_key && !elements_.is_token && !has_certificate, BlobDefect::key_alone, elements_.key,
              "no certificate");
        check(has_certificate && !has_key, BlobDefect::certificate_alone, elements_.certificate, "no key");
        if (!key_) return;
        const std::string kind = key_->description();
        check(!is_rsa_or_ec(kind), BlobDefect::key_type, elements_.key, kind);
        check(has_certificate && !key_->public_matches(elements_.certificate.bytes), BlobDefect::key_mismatch,
              elements_.key, "another's key");
    }

    void judge_validity() {
        if (certificate_) {
            check(certificate_->not_after <= now_, BlobDefect::certificate_expired, elements_.certificate,
                  "one that has expired");
            check(certificate_->not_before > now_, BlobDefect::certificate_early, elements_.certificate,
                  "one that is not valid yet");
        }
        if (!trust_) return;
        check(trust_->not_after <= now_, BlobDefect::trust_expired, elements_.trust, "one that has expired");
        check(trust_->not_before > now_, BlobDefect::trust_early, elements_.trust,
              "one that is not valid yet");
        check(!trust_->is_ca, BlobDefect::trust_no_ca, elements_.trust, "a certificate that is no CA's");
        const bool is_weak = !is_rsa_or_ec(trust_->key) || is_short_key(trust_->key);
        check(is_weak, BlobDefect::trust_unsupported, elements_.trust, trust_->key);
    }

    void judge_token() {
        if (!elements_.is_token) return;
        const BlobDefect defect = token_defect(as_text(elements_.key.bytes));
        check(defect != BlobDefect::none, defect, elements_.key, "a token that has not");
    }

    ElementDefect take() && { return std::move(found_); }

private:
    void check(bool is_broken, BlobDefect defect, const Element& element, std::string found) {
        if (is_broken && found_.defect == BlobDefect::none) found_ = {defect, &element, std::move(found)};
    }

    const BlobElements& elements_;  // NOLINT(*-avoid-const-or-ref-data-members): lives in one call
    TimePoint now_;
    std::optional<pki::CertificateFacts> trust_ = certificate_in(elements_.trust);
    std::optional<pki::CertificateFacts> certificate_ = certificate_in(elements_.certificate);
    std::optional<pki::PrivateKey> key_;
    ElementDefect found_;
};

}  // namespace

ElementDefect judge_elements(const BlobElements& elements, std::size_t blob_bytes, TimePoint now) {
    ElementJudge judge{elements, now};
    judge.judge_cut(blob_bytes);
    judge.judge_readable();
    judge.judge_combination();
    judge.judge_validity();
    judge.judge_token();
    return std::move(judge).take();
}

}  // namespace cupspec::conformance
