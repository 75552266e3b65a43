#include "capture/capture.hpp"

namespace cupspec::capture {

std::string_view to_string(Ending ending) {
    switch (ending) {
        case Ending::none: return "none";
        case Ending::closed: return "closed";
        case Ending::timeout: return "timeout";
        case Ending::connect_failed: return "connect-failed";
        case Ending::handshake_failed: return "handshake-failed";
        case Ending::no_credentials: return "no-credentials";
    }
    return {};
}

}  // namespace cupspec::capture
