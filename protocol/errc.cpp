#include "protocol/errc.hpp"

#include <string>

namespace cupspec::protocol {
namespace {

struct Category final : boost::system::error_category {
    const char* name() const noexcept override { return "cupspec.protocol"; }
    std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::truncated: return "the bytes end inside the field";
            case Errc::length_range: return "length outside the allowed range";
            case Errc::bad_eui: return "not an EUI-64";
            case Errc::zero_eui: return "the zero EUI-64 names no gateway";
            case Errc::bad_uri: return "not a server URI";
            case Errc::bad_credential: return "not a credential set";
            case Errc::bad_token: return "not a token header line";
            case Errc::bad_pem: return "not PEM";
        }
        return "unknown";
    }
};

}  // namespace

const boost::system::error_category& category() noexcept {
    static const Category instance;
    return instance;
}

}  // namespace cupspec::protocol
