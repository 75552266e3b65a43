#include "pki/errc.hpp"

#include <string>

namespace cupspec::pki {
namespace {

struct Category final : boost::system::error_category {
    const char* name() const noexcept override { return "cupspec.pki"; }
    std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::bad_key: return "not a private key";
            case Errc::unsuitable_key: return "unsuitable key";
            case Errc::bad_certificate: return "bad certificate";
            case Errc::not_verified: return "certificate does not verify";
            case Errc::bad_public_key: return "not a P-256 public key";
            case Errc::bad_name: return "bad name";
            case Errc::unknown_name: return "unknown authority";
            case Errc::cycle: return "authorities issue each other";
            case Errc::bad_offset: return "not a span of time";
            case Errc::crypto: return "OpenSSL failed";
        }
        return "unknown";
    }
};

}  // namespace

const boost::system::error_category& category() noexcept {
    static const Category instance;
    return instance;
}

}  // namespace cupspec::pki
