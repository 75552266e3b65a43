#include "json/errc.hpp"

#include <string>

namespace cupspec::json {
namespace {

struct Category final : boost::system::error_category {
    const char* name() const noexcept override { return "cupspec.json"; }
    std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::syntax: return "not JSON";
            case Errc::duplicate_key: return "duplicate key";
            case Errc::nesting: return "nested too deeply";
            case Errc::wrong_type: return "wrong type";
            case Errc::out_of_range: return "out of range";
            case Errc::missing_key: return "missing key";
            case Errc::unknown_key: return "unknown key";
            case Errc::bad_value: return "bad value";
        }
        return "unknown";
    }
};

}  // namespace

const boost::system::error_category& category() noexcept {
    static const Category instance;
    return instance;
}

}  // namespace cupspec::json
