#include "server/credential_bundle.hpp"
#include "server/errc.hpp"
#include "tests/server/issuer_support.hpp"
#include "tests/server/s3_server.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

const std::string kKey = "cups-1/tc_cred_0000000000000001-20310616T000000Z.bin";

/// An issuer on a scripted bucket.
struct IssuerInBucket {
    IssuerInBucket() { hold({}); }

    void hold(const std::vector<std::string>& keys) {
        s3.hold(list_target("cups-1%2Ftc_cred_0000000000000001-"), listing(keys));
    }

    Result<protocol::CredentialSet> operator()() {
        S3Store store{s3.options("cups-1")};
        return run(context, issuer.credentials(store, {1}, {}));
    }

    /// The bundle another server made.
    std::string elsewhere() {
        Issuing other{authority};
        return to_text(protocol::join(other().value()));
    }

    std::size_t requests(const std::string& method) const {
        const auto& all = s3.requests;
        return static_cast<std::size_t>(std::count_if(
            all.begin(), all.end(), [&](const net::HttpRequest& one) { return one.method == method; }));
    }

    net::asio::io_context context;
    ScriptedS3 s3{context};
    IssuingAuthority authority = make_authority();
    TimePoint now = kNoon;
    KeptLog log;
    CredentialIssuer issuer{issuer_options(authority, &now), log};
};

}  // namespace

TEST_CASE("A bundle in a bucket is reused") {
    IssuerInBucket at;
    const std::string bundle = at.elsewhere();
    at.hold({kKey});
    at.s3.hold("GET /bucket/" + kKey, bundle);
    CHECK(to_text(protocol::join(at().value())) == bundle);
    CHECK(at.requests("PUT") == 0);
}

TEST_CASE("Whoever loses the race in a bucket serves the winner's bundle") {
    IssuerInBucket at;
    const std::string bundle = at.elsewhere();
    at.s3.refuse("PUT /bucket/" + kKey, 412, "PreconditionFailed");
    at.s3.hold("GET /bucket/" + kKey, bundle);  // and the listing lags
    CHECK(to_text(protocol::join(at().value())) == bundle);
    CHECK(at.requests("PUT") == 1);
    CHECK(at.log.count(LogLevel::info, "credentials made") == 0);
}

TEST_CASE("Trouble with the bucket is no reason to issue anything, nor to serve what was not stored") {
    IssuerInBucket at;
    const std::string target = GENERATE(as<std::string>{}, list_target("cups-1%2Ftc_cred_0000000000000001-"),
                                        "GET /bucket/" + kKey, "PUT /bucket/" + kKey);
    const bool is_cut =
        GENERATE(false, true);  // a PUT's answer has nothing to lose: then the GET finds nothing
    CAPTURE(target, is_cut);
    if (!target.starts_with("PUT")) at.hold({kKey});
    if (is_cut) {
        at.s3.cut(target, "nothing to see");
    } else {
        at.s3.refuse(target, 403, "AccessDenied");
    }
    const auto refused = at();
    if (refused) FAIL("served " << protocol::join(*refused).size() << " bytes");
    CHECK(refused.error().code == Errc::store_unavailable);
    CHECK(at.requests("PUT") == (target.starts_with("PUT") ? 1 : 0));
}

TEST_CASE("An expired bundle that cannot be removed is a warning") {
    IssuerInBucket at;
    const std::string bundle = at.elsewhere();
    const std::string old = "cups-1/tc_cred_0000000000000001-20300101T000000Z.bin";
    at.hold({old, kKey});
    at.s3.hold("GET /bucket/" + kKey, bundle);
    at.s3.refuse("DELETE /bucket/" + old, 403, "AccessDenied");
    CHECK(to_text(protocol::join(at().value())) == bundle);
    CHECK(at.log.count(LogLevel::warning, "s3://bucket/" + old) == 1);
}
