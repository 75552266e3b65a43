#include "server/errc.hpp"

#include <string>

namespace cupspec::server {
namespace {

struct Category final : boost::system::error_category {
    const char* name() const noexcept override { return "cupspec.server"; }
    std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::unknown_router: return "unknown router";
            case Errc::missing_file: return "missing file";
            case Errc::bad_file: return "unusable file";
            case Errc::bad_name: return "not a plain file name";
            case Errc::key_mismatch: return "not the gateway's signing key";
            case Errc::bad_option: return "unusable option";
            case Errc::exists: return "exists already";
            case Errc::contended: return "being written by others";
            case Errc::unconditional: return "no conditional writing";
            case Errc::bad_fault: return "bad fault";
            case Errc::bad_signature: return "the signature does not verify";
            case Errc::other_firmware: return "another firmware has this name";
            case Errc::store_unavailable: return "the store cannot be used";
        }
        return "unknown";
    }
};

}  // namespace

const boost::system::error_category& category() noexcept {
    static const Category instance;
    return instance;
}

}  // namespace cupspec::server
