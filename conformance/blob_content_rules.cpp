#include "conformance/blob_rules.hpp"
#include "conformance/rule_list.hpp"

namespace cupspec::conformance {
namespace {

constexpr std::string_view kNoMoreTls =
    "Station stores it; from the next contact on its TLS fails, and for CUPS it goes on with its backup set "
    "after eight failures.";

constexpr std::array kBlobContentRules{
    Rule{"credentials/trust-is-a-certificate", Level::must, "The first element is an X.509 certificate.",
         "Protocol §2.2 and §2.5", kNoMoreTls, "Send the CA certificate as its file has it, in DER.",
         "* * credentials tc unreadable-trust\n", "", judge_blob<BlobDefect::unreadable_trust>},
    Rule{"credentials/trust-is-a-ca", Level::must, "The first element is a CA's certificate.",
         "Servers D.7: a leaf pinned as trust is rejected", kNoMoreTls,
         "Send the certificate that issued the server's, not the server's own.",
         "* * credentials tc leaf-trust\n", "", judge_blob<BlobDefect::trust_no_ca>},
    Rule{"credentials/trust-not-expired", Level::must, "The CA certificate has not expired.",
         "Field bugs 30 and 39; protocol §8", kNoMoreTls, "Send the CA's successor well before its end.",
         "* * credentials tc expired-trust\n", "", judge_blob<BlobDefect::trust_expired>},
    Rule{"credentials/trust-valid-already", Level::must, "The CA certificate is valid already.",
         "Protocol §8: dates are held against the clock", kNoMoreTls,
         "Send it once its time has come; let it begin a day early, for clocks that are slow.",
         "* * credentials tc future-trust\n", "", judge_blob<BlobDefect::trust_early>},
    Rule{"credentials/trust-supported", Level::must, "The CA's key is RSA of at least 2048 bits, or EC.",
         "CS-31, field bug 33; protocol §8", kNoMoreTls, "Use a CA on P-256, or RSA with 2048 bits.",
         "* * credentials tc ed25519-trust\n", "", judge_blob<BlobDefect::trust_unsupported>},
    Rule{"credentials/certificate-is-one", Level::must,
         "The second element, where there is one, is an X.509 certificate.", "Protocol §2.2 and §2.5",
         kNoMoreTls, "Send the client's certificate in DER.", "* * credentials tc unreadable\n", "",
         judge_blob<BlobDefect::unreadable_certificate, BlobNeed::certificate>},
    Rule{"credentials/certificate-not-expired", Level::must, "The client's certificate has not expired.",
         "Protocol §8; servers: nxtgrid's validity policy",
         "The LNS and the CUPS server turn the gateway away.", "Renew certificates days before their end.",
         "* * credentials tc expired\n", "",
         judge_blob<BlobDefect::certificate_expired, BlobNeed::certificate>},
    Rule{"credentials/certificate-valid-already", Level::must, "The client's certificate is valid already.",
         "Protocol §8", "The LNS and the CUPS server turn the gateway away until then.",
         "Let it begin a day early, for clocks that are slow.", "* * credentials tc not-yet-valid\n", "",
         judge_blob<BlobDefect::certificate_early, BlobNeed::certificate>},
    Rule{"credentials/key-is-one", Level::must,
         "The third element, where it is DER, is an unencrypted private key.", "Protocol §2.5", kNoMoreTls,
         "Send the key in SEC1 or PKCS#1, without a password.", "* * credentials tc unreadable-key\n", "",
         judge_blob<BlobDefect::unreadable_key, BlobNeed::certificate>},
    Rule{"credentials/key-type-supported", Level::must, "The private key is RSA or EC.",
         "CS-31; protocol §8: mbedTLS 2.28", kNoMoreTls, "Use keys on P-256, or RSA with 2048 bits.",
         "* * credentials tc ed25519-key\n", "", judge_blob<BlobDefect::key_type, BlobNeed::key>},
    Rule{"credentials/key-matches-certificate", Level::must, "The private key is the certificate's.",
         "Servers D.7: fails at the server, not locally",
         "Each handshake fails with a bad signature, which the gateway's log does not explain.",
         "Store a key and its certificate together, and send them together.",
         "* * credentials tc foreign-key\n", "", judge_blob<BlobDefect::key_mismatch, BlobNeed::key>},
    Rule{"credentials/no-key-without-certificate", Level::must,
         "A private key comes with its certificate, for alone it is taken for a token.",
         "CS-20; protocol §2.3", kNoMoreTls, "Send both, or a token.", "* * credentials tc no-certificate\n",
         "", judge_blob<BlobDefect::key_alone, BlobNeed::certificate>},
    Rule{"credentials/no-certificate-without-key", Level::should,
         "A certificate comes with its private key, for alone it is not used.", "Protocol §2.3",
         "Station names itself to nobody, and servers that ask turn it away.", "Send both, or neither.",
         "* * credentials tc no-key\n", "", judge_blob<BlobDefect::certificate_alone, BlobNeed::certificate>},
    Rule{"credentials/no-token-beside-certificate", Level::must,
         "A token has no certificate beside it, for then it is taken for the key.", "CS-20; protocol §2.3",
         kNoMoreTls, "Put four zero bytes in the certificate's place.",
         "* * credentials tc token-and-certificate\n", "", judge_blob<BlobDefect::token_and_certificate>},
    Rule{"credentials/token-has-name-and-value", Level::must,
         "Each line of a token is a header: a name, a colon, a blank, and the value.",
         "CS-22, field bug 57; protocol §2.4", kNoMoreTls, "Send \"Authorization: \" in front of the secret.",
         "* * token tc made-up%0D%0A\n", "", judge_blob<BlobDefect::token_name, BlobNeed::token>},
    Rule{"credentials/token-lines-part-with-crlf", Level::must, "Lines of a token are parted by CR LF.",
         "CS-21; protocol §2.4", "Station 2.0.6 writes behind its buffer, and may crash at each contact.",
         "End each line with CR LF.", "* * token tc A:%20made-up%0AB:%20made-up%0D%0A\n", "",
         judge_blob<BlobDefect::token_bare_lf, BlobNeed::token>},
    Rule{"credentials/token-ends-with-crlf", Level::should, "A token ends with one CR LF.",
         "Field bugs 3 and 25; protocol §12: mandatory until 2.0.5",
         "Stations before 2.0.6 refuse the token; a line end too many makes for another checksum.",
         "Trim the secret as it is stored, and end the line once.", "* * token tc Authorization:%20made-up\n",
         "", judge_blob<BlobDefect::token_end, BlobNeed::token>},
};
constexpr auto kBlobContentPointers = pointers_to(kBlobContentRules);

}  // namespace

std::span<const Rule* const> blob_content_rules() { return kBlobContentPointers; }

}  // namespace cupspec::conformance
