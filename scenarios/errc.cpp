#include "scenarios/errc.hpp"

#include <string>

namespace cupspec::scenarios {
namespace {

struct Category final : boost::system::error_category {
    const char* name() const noexcept override { return "cupspec.scenarios"; }
    std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::unknown_name: return "unknown name";
            case Errc::bad_name: return "bad name";
            case Errc::no_files: return "no file can be named here";
            case Errc::no_scenario: return "no scenario";
            case Errc::station: return "the station command cannot be run";
            case Errc::server: return "the server cannot be stopped, started or changed";
        }
        return "unknown";
    }
};

}  // namespace

const boost::system::error_category& category() noexcept {
    static const Category instance;
    return instance;
}

}  // namespace cupspec::scenarios
