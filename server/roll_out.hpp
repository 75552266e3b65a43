#pragma once

#include "net/turnstile.hpp"
#include "pki/firmware.hpp"
#include "protocol/response.hpp"
#include "server/gateway_record.hpp"
#include "server/store.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::server {

/// An object as it was looked at.
struct SeenObject {
    std::string name;
    Stamp stamp;
};

/// Which signatures over which contents verify, so that a firmware is not read for every request. Holds the
/// last ones. For one executor.
class SignatureMemory {
public:
    static constexpr std::size_t kMost = 64;

    std::optional<bool> recall(const std::string& what) const;
    void remember(std::string what, bool verifies);
    /// Whoever reads a firmware is inside.
    net::Turnstile& turnstile(net::asio::any_io_executor executor);

private:
    std::vector<std::pair<std::string, bool>> verdicts_;  ///< the oldest first
    std::optional<net::Turnstile> turnstile_;
};

/// What a signature is made over, in constant memory. The source must outlive the operation.
/// @return otherwise the source's error, bad_file where it ends before its size
net::awaitable<Result<pki::UpdateDigest>> digest_of(net::BodySource& source);

/// The signing keys of that CRC among the `sig-N.key`; as a rule one. The store must outlive the operation.
net::awaitable<Result<std::vector<Bytes>>> signing_keys(Store& store, std::uint32_t crc);

/// A roll-out's signature, once it has been found to verify over the object with a `sig-N.key` of its CRC: in
/// the memory, else by reading that version of the object. Store and memory must outlive the operation.
/// @return otherwise missing_file without such a key, bad_signature when it does not verify, or the store's
/// error
net::awaitable<Result<protocol::Signature>> verified_signature(Store& store, SignatureMemory& memory,
                                                               RollOut roll_out, SeenObject object);

}  // namespace cupspec::server
