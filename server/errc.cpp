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
            case Errc::bad_option: return "unusable option";
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
