#include "net/errc.hpp"

#include <string>

namespace cupspec::net {
namespace {

struct Category final : boost::system::error_category {
    const char* name() const noexcept override { return "cupspec.net"; }
    std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::tls_setup: return "TLS cannot be set up";
            case Errc::tls_failed: return "TLS failed";
            case Errc::not_http: return "not HTTP";
            case Errc::head_too_large: return "head too large";
            case Errc::request_too_slow: return "the request took too long";
            case Errc::body_too_large: return "body too large";
            case Errc::short_body: return "body shorter than announced";
            case Errc::no_answer: return "closed without an answer";
            case Errc::no_upgrade: return "no WebSocket upgrade";
            case Errc::bad_frame: return "a WebSocket frame Station does not take";
            case Errc::late_message: return "a message came after the close";
        }
        return "unknown";
    }
};

}  // namespace

const boost::system::error_category& category() noexcept {
    static const Category instance;
    return instance;
}

}  // namespace cupspec::net
