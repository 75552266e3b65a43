#include "cli/commands.hpp"
#include "emulator/personality.hpp"

#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>

#include <algorithm>
#include <string>

namespace cupspec::cli {
namespace {

std::string boost_version() {
    std::string version = BOOST_LIB_VERSION;
    std::replace(version.begin(), version.end(), '_', '.');
    return version;
}

}  // namespace

int execute(const VersionCommand& /*command*/, Context& context) {
    const std::string personalities = std::to_string(emulator::kPersonalityTableVersion);
    const std::string openssl = OpenSSL_version(OPENSSL_VERSION_STRING);
    if (context.common.json) {
        const nlohmann::ordered_json json{{"cupspec", CUPSPEC_VERSION},
                                          {"personalities", personalities},
                                          {"openssl", openssl},
                                          {"boost", boost_version()}};
        context.out.write(json.dump() + '\n');
        return kGood;
    }
    context.out.write("cupspec " CUPSPEC_VERSION "\npersonality table " + personalities + "\nOpenSSL " +
                      openssl + "\nBoost " + boost_version() + '\n');
    return kGood;
}

}  // namespace cupspec::cli
