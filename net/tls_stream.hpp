#pragma once

#include "net/event.hpp"
#include "net/openssl.hpp"
#include "net/stream.hpp"
#include "net/tls.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cupspec::net {

/// TLS over another stream. OpenSSL sees two memory buffers; this class carries their bytes. So no Asio SSL
/// template is compiled, a read returns one record, and an abort says nothing to the peer.
class TlsStream final : public Stream {
public:
    TlsStream(std::unique_ptr<Stream> under, const TlsContext& context);

    awaitable<error_code> handshake() override;
    awaitable<IoResult> read_some(std::span<std::uint8_t> buffer) override;
    awaitable<IoResult> write(ByteView bytes) override;
    awaitable<error_code> close() override;
    void abort() noexcept override { under_->abort(); }
    void reset() noexcept override { under_->reset(); }
    void expires_at(std::chrono::steady_clock::time_point deadline) override { under_->expires_at(deadline); }
    const protocol::TlsFacts& tls() const override { return facts_; }
    std::string peer() const override { return under_->peer(); }
    asio::any_io_executor executor() override { return under_->executor(); }

private:
    /// What OpenSSL asks for after an operation; nothing: it is done.
    enum class Want { nothing, more_input, end, failure };
    Want judge(int result);
    Want step();
    Want unseal(std::span<std::uint8_t> buffer, IoResult& got);

    awaitable<error_code> flush();
    awaitable<error_code> fill();
    awaitable<error_code> part_without_tls();
    void note_success();
    void note_failure();
    void note_name();

    std::unique_ptr<Stream> under_;
    Event flushed_;
    bool flushing_ = false;
    protocol::TlsFacts facts_;
    Bytes input_;   ///< room for what the socket gives
    Bytes output_;  ///< what goes to the socket now; grows as it has to
    Owned<SSL> ssl_;
    BIO* from_peer_ = nullptr;  ///< owned by ssl_
    BIO* to_peer_ = nullptr;    ///< owned by ssl_
};

}  // namespace cupspec::net
