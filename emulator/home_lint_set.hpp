#pragma once

// Private to home_lint*.cpp: one credential set of a home.

#include "emulator/home_lint_view.hpp"
#include "pki/certificate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::emulator {

/// A credential set with what decides about its use.
struct LintSet {
    Category category = Category::cups;
    SetName set = SetName::regular;
    protocol::CredentialSet credentials;
    AuthMode mode = AuthMode::none;
    bool has_uri = false;
    bool malformed = false;
    bool tls = false;  ///< of the URI; true also for one that is missing or malformed and may yet come

    bool empty() const;
    /// Station would open the files for TLS.
    bool used() const { return tls && mode != AuthMode::none; }
};

/// The four sets with which Station connects: CUPS regular, backup and boot, TC regular.
std::vector<LintSet> lint_sets_of(const LintView& view);

/// Could Station use these bytes as trust? The answer is the emulator's.
Result<void> usable_certificates(const Bytes& file);
/// Could it use the whole set?
Result<void> usable_set(const LintSet& set);

/// Says what is wrong with a file that is no certificate or key: a byte order mark, text in front of the
/// PEM. @return false when it is neither
bool explain_beginning(LintView& view, const std::string& file, const Bytes& content);

/// How long a certificate is valid, seen from one moment.
enum class Validity { valid, ends_soon, expired, not_yet };
Validity validity_of(const pki::CertificateFacts& facts, TimePoint now);

}  // namespace cupspec::emulator
