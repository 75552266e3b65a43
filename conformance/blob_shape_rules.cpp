#include "conformance/blob_rules.hpp"
#include "conformance/rule_list.hpp"

namespace cupspec::conformance {
namespace {

constexpr std::string_view kIgnoredBlob =
    "Station ignores the credentials and commits the URI beside them; the server sends them again and again.";

constexpr std::array kBlobShapeRules{
    Rule{"credentials/der-not-pem", Level::must, "Credentials are DER, not PEM.",
         "CS-15, field bug 56; protocol §2.2", kIgnoredBlob,
         "Decode the first PEM block of each file before it is sent.",
         "* * credentials tc sound\n* * pem-blob tc\n", "", judge_blob<BlobDefect::pem>},
    Rule{"credentials/trust-comes-first", Level::must,
         "Credentials begin with a CA certificate; nothing can be deleted with zero bytes.",
         "CS-19; protocol §2.2", kIgnoredBlob, "Send the CA certificate each time, also beside a token.",
         "* * credentials tc sound\n* * no-trust tc\n", "", judge_blob<BlobDefect::no_trust>},
    Rule{"credentials/lengths-within-segment", Level::must,
         "No element is longer than what the segment holds.", "CS-40; protocol §2.2",
         "Station reads memory behind its buffer, which may end the process, or refuses the credentials.",
         "Send files whole, and compute the segment's length from them.",
         "* * credentials tc sound\n* * cut-blob tc\n", "", judge_blob<BlobDefect::lengths_beyond>},
    Rule{"credentials/absent-is-four-zero-bytes", Level::must,
         "In place of an absent certificate or key stand four zero bytes.",
         "Field bugs 1 and 56; protocol §2.2",
         "Station refuses the credentials, or eats the token's first letters where fewer zeros stand.",
         "Write four zero bytes for each element that is not there.",
         "* * credentials tc token\n* * no-placeholder tc\n", "", judge_blob<BlobDefect::no_filler>},
    Rule{"credentials/three-elements", Level::must,
         "Credentials have three elements, absent ones as four zero bytes each.", "CS-18; protocol §2.2",
         "Station counts a third element into its checksum, so that the server sends them at each contact.",
         "Write the four zero bytes of the key too: a CA alone is followed by eight.",
         "* * credentials tc token\n* * two-elements tc\n", "", judge_blob<BlobDefect::missing_element>},
    Rule{"credentials/one-ca", Level::must,
         "Credentials hold one CA certificate, and no second one behind it.",
         "CS-17, field bug 55; protocol §2.2",
         "Station takes the second CA for the client's certificate and that for the key: it cannot connect "
         "any more.",
         "Send the one CA that the server's chain ends at.", "* * credentials tc sound\n* * two-cas tc\n", "",
         judge_blob<BlobDefect::second_ca, BlobNeed::certificate>},
    Rule{"credentials/no-client-chain", Level::must,
         "The client's certificate comes alone, without those that issued it.", "CS-17; protocol §2.2",
         "Station takes the second certificate for the key: it cannot connect any more.",
         "Send the leaf, and give the servers the intermediates.",
         "* * credentials tc sound\n* * client-chain tc\n", "",
         judge_blob<BlobDefect::client_chain, BlobNeed::certificate>},
    Rule{"credentials/ec-key-is-sec1", Level::must, "An EC key is SEC1 (RFC 5915), not PKCS#8.",
         "CS-16, field bug 53; protocol §2.2", kIgnoredBlob,
         "Convert it: openssl ec -outform DER, or the library's \"traditional\" format.",
         "* * credentials tc pkcs8-key\n", "", judge_blob<BlobDefect::pkcs8_ec_key, BlobNeed::key>},
    Rule{"credentials/no-short-der", Level::must,
         "No element has 128 to 255 bytes, which DER gives a length of one byte.",
         "CS-16; protocol §2.2: two bytes of length are assumed", kIgnoredBlob,
         "Use keys on P-256, or RSA: those on P-384 and P-521 have such a length.",
         "* * credentials tc p384-key\n", "", judge_blob<BlobDefect::short_der>},
    Rule{
        "credentials/nothing-after-key", Level::must, "Nothing follows the key.", "CS-18; protocol §2.2",
        "Station stores the credentials without it, reports another checksum, and gets them at each contact.",
        "Neither pad the segment nor end it with a line end.",
        "* * credentials tc sound\n* * padded-blob tc\n", "", judge_blob<BlobDefect::padding>},
};
constexpr auto kBlobShapePointers = pointers_to(kBlobShapeRules);

}  // namespace

std::span<const Rule* const> blob_shape_rules() { return kBlobShapePointers; }

}  // namespace cupspec::conformance
