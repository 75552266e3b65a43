#pragma once

#include "base/files.hpp"
#include "conformance/check.hpp"
#include "pki/plan.hpp"
#include "probe/options.hpp"
#include "server/dialect.hpp"
#include "server/identity.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace cupspec::test {

/// Where a server is put to the test. Wherever it is, the gateway has something to do: a URI and credentials
/// for its LNS, and a signed firmware that makes it the package the record names.
struct GroundPlan {
    std::string name;
    server::AuthMode auth = server::AuthMode::mutual;
    bool redirects = false;    ///< a URI and new credentials for another CUPS server, which answers
    bool rotates = false;      ///< new credentials for the server it is at
    bool is_expected = false;  ///< the tester says which LNS the gateway ends up with
    bool has_firmware = true;  ///< the record names another package than the gateway has
    server::DialectTraits dialect{};
};

/// What one check found.
struct Findings {
    std::map<std::string, std::string> broken;   ///< by rule: what was expected, and what came
    std::map<std::string, std::string> skipped;  ///< by rule: why
    conformance::Evidence evidence;
};

/// Servers and a gateway's home, with certificates of their own. Each check has private copies of them.
class Ground {
public:
    explicit Ground(GroundPlan plan);

    /// Holds check's conversation with the reference server, wired as `serve` and `check` wire it.
    /// @param mutant lines of a fault script; empty: a server that does right
    Findings check(std::string_view mutant) const;

    /// The same server for somebody else's check.
    /// @param visit called with the server's URL and the gateway's home
    void open(
        std::string_view mutant,
        const std::function<void(const std::string& url, const std::filesystem::path& home)>& visit) const;

    const pki::Pki& pki() const { return pki_; }

    const GroundPlan& plan() const { return plan_; }

private:
    void write_home() const;
    void write_server(const std::string& name) const;
    void write_marks(const std::string& name) const;
    probe::ProbeOptions options(const std::string& url) const;

    GroundPlan plan_;
    pki::Pki pki_;
    TemporaryDirectory directory_;
};

/// Longer than any answer takes, also where a sanitizer watches.
std::chrono::milliseconds proof_timeout();

}  // namespace cupspec::test
