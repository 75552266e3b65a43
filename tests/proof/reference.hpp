#pragma once

#include "base/log.hpp"
#include "server/cups_server.hpp"
#include "server/fault_player.hpp"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>

namespace cupspec::test {

struct ReferenceSetup {
    std::filesystem::path root;
    std::filesystem::path authority;  ///< where ca.ca and ca.ca.key lie, which issue what TLS faults need
    server::AuthMode auth = server::AuthMode::mutual;
    server::DialectTraits dialect;
    std::string faults;  ///< lines of a script
};

/// A reference server on a thread of its own, on any free port of loopback.
class Reference {
public:
    explicit Reference(const ReferenceSetup& setup);
    ~Reference();
    Reference(const Reference&) = delete;
    Reference& operator=(const Reference&) = delete;

    std::string url() const { return url_; }

private:
    NullLog log_;
    std::unique_ptr<server::FaultPlayer> player_;
    boost::asio::io_context context_{1};
    std::unique_ptr<server::CupsServer> server_;
    std::string url_;
    std::thread thread_;
};

}  // namespace cupspec::test
