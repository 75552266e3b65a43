#pragma once

#include "emulator/home_lint.hpp"
#include "pki/certificate.hpp"
#include "pki/key.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace cupspec::test {

inline const TimePoint kLintNow{std::chrono::days{20'000}};

struct Made {
    Bytes certificate;  ///< DER
    pki::PrivateKey key;
};

/// Valid from 1000 days before to 1000 days after kLintNow unless the specification says otherwise.
Made make(pki::CertificateSpec spec, pki::KeyKind kind, const Made* issuer = nullptr);
pki::CertificateSpec authority(std::string name);
pki::CertificateSpec client(std::string name);

/// Made once: an authority, and a client of it.
const Made& root();
const Made& own();

std::string pem(const Bytes& der);

void put(emulator::HomeFiles& files, const std::string& name, const Bytes& content);
void put(emulator::HomeFiles& files, const std::string& name, std::string_view text);

/// Two complete sets over TLS, nothing for any rule to say.
emulator::HomeFiles clean_home();

std::vector<std::string> slugs_of(const std::vector<emulator::LintFinding>& findings);

/// A home in which one rule is broken.
struct LintCase {
    std::string slug;
    void (*spoil)(emulator::HomeFiles& files);
    std::string file;                    ///< the finding's
    std::vector<std::string> also = {};  ///< what cannot but come with it
};
std::vector<LintCase> lint_cases();
/// The groups it is made of.
std::vector<LintCase> file_cases();
std::vector<LintCase> credential_cases();

}  // namespace cupspec::test
