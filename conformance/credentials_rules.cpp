#include "conformance/areas.hpp"
#include "conformance/blob_rules.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace cupspec::conformance {
namespace {

struct BlobWish {
    BlobDefect defect;
    std::string_view wanted;
};

constexpr std::array kBlobWishes{
    BlobWish{BlobDefect::pem, "DER"},
    BlobWish{BlobDefect::no_trust, "a CA certificate in DER (0x30)"},
    BlobWish{BlobDefect::lengths_beyond, "elements that end within the segment"},
    BlobWish{BlobDefect::no_filler, "an element, or four zero bytes"},
    BlobWish{BlobDefect::missing_element, "three elements"},
    BlobWish{BlobDefect::second_ca, "the gateway's certificate"},
    BlobWish{BlobDefect::client_chain, "the gateway's key"},
    BlobWish{BlobDefect::pkcs8_ec_key, "an EC key in SEC1"},
    BlobWish{BlobDefect::short_der, "elements of up to 127 bytes, or of 256 and more"},
    BlobWish{BlobDefect::padding, "nothing behind the key"},
    BlobWish{BlobDefect::unreadable_trust, "an X.509 certificate"},
    BlobWish{BlobDefect::unreadable_certificate, "an X.509 certificate"},
    BlobWish{BlobDefect::unreadable_key, "an unencrypted private key"},
    BlobWish{BlobDefect::token_and_certificate, "a token, or a certificate with its key"},
    BlobWish{BlobDefect::key_alone, "a certificate with its key"},
    BlobWish{BlobDefect::certificate_alone, "a certificate with its key"},
    BlobWish{BlobDefect::key_type, "an RSA or an EC key"},
    BlobWish{BlobDefect::key_mismatch, "the certificate's key"},
    BlobWish{BlobDefect::certificate_expired, "a client certificate that is valid"},
    BlobWish{BlobDefect::certificate_early, "a client certificate that is valid"},
    BlobWish{BlobDefect::trust_expired, "a CA certificate that is valid"},
    BlobWish{BlobDefect::trust_early, "a CA certificate that is valid"},
    BlobWish{BlobDefect::trust_no_ca, "a CA's certificate"},
    BlobWish{BlobDefect::trust_unsupported, "RSA from 2048 bits on, or EC"},
    BlobWish{BlobDefect::token_name, "lines \"Name: value\""},
    BlobWish{BlobDefect::token_bare_lf, "lines parted by CR LF"},
    BlobWish{BlobDefect::token_end, "one CR LF at the end"},
};

bool has_needed(const SentBlob& sent, BlobNeed need) {
    switch (need) {
        case BlobNeed::any: return true;
        case BlobNeed::certificate: return sent.has_certificate;
        case BlobNeed::key: return sent.has_key;
        case BlobNeed::token: return sent.has_token;
    }
    return false;
}

std::string_view name_of_need(BlobNeed need) {
    switch (need) {
        case BlobNeed::certificate: return "client certificate";
        case BlobNeed::key: return "private key";
        case BlobNeed::token: return "token";
        default: return "credential segment";
    }
}

}  // namespace

Judgement judge_blobs(const Evidence& evidence, BlobDefect defect, BlobNeed need) {
    const auto all = taken_answers(evidence);
    const auto blobs = sent_blobs(all, evidence.now);
    for (const SentBlob& sent : blobs) {
        if (sent.defect != defect) continue;
        const auto* const wish = std::ranges::find(kBlobWishes, defect, &BlobWish::defect);
        return broken_at(std::string{wish->wanted}, (sent.cups ? "cupsCred: " : "tcCred: ") + sent.found,
                         sent.answer->contact, sent.offset, sent.bytes);
    }
    for (const SentBlob& sent : blobs)
        if (has_needed(sent, need)) return kept(sent.answer->contact);
    return not_sent(name_of_need(need));
}

std::span<const Rule* const> credential_rules() {
    static const std::vector<const Rule*> all = [] {
        std::vector<const Rule*> both;
        for (const auto part : {blob_shape_rules(), blob_content_rules()})
            both.insert(both.end(), part.begin(), part.end());
        return both;
    }();
    return all;
}

}  // namespace cupspec::conformance
