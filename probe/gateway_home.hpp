#pragma once

#include "base/files.hpp"
#include "base/result.hpp"
#include "conformance/evidence.hpp"
#include "emulator/disk.hpp"
#include "emulator/gateway.hpp"
#include "probe/options.hpp"
#include "probe/plain_request.hpp"

#include <optional>
#include <string>

namespace cupspec::probe {

/// A private copy of a gateway's home, removed with the object.
class GatewayHome {
public:
    /// Copies what lies in the home and makes the server under test the one it asks.
    /// @return otherwise the file system's error, or station.conf's
    static Result<GatewayHome> make(const ProbeOptions& options);

    emulator::Disk& disk() { return *disk_; }
    const std::filesystem::path& path() const { return directory_.path(); }
    const emulator::GatewayOptions& gateway() const { return gateway_; }

    conformance::HomeFacts facts() const;
    /// What a gateway on this home would ask now.
    /// @return otherwise why Station would ask nothing, in its problem's words
    Result<PlainRequest> plain_request() const;
    /// As a firmware's script does once it ran.
    Result<void> set_package(const std::string& package) const;

private:
    GatewayHome(TemporaryDirectory directory, emulator::GatewayOptions gateway);

    TemporaryDirectory directory_;
    std::unique_ptr<emulator::PosixDisk> disk_;  // gateways borrow it
    emulator::GatewayOptions gateway_;
};

}  // namespace cupspec::probe
