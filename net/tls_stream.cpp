#include "net/tls_stream.hpp"

#include "net/errc.hpp"
#include "net/lean_library.hpp"

#include <boost/asio/error.hpp>
#include <openssl/err.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace cupspec::net {
namespace {

constexpr std::size_t kRecord = 16 * 1024;     ///< most plain bytes in one TLS record (RFC 8446 §5.1)
constexpr std::size_t kInput = kRecord + 512;  ///< a record with its overhead arrives in one read
constexpr int kWriteBlock = 4 * kRecord;       ///< ciphertext gathered before it goes to the socket
constexpr std::size_t kTlsPartingBytes = 64 * 1024;
constexpr std::chrono::seconds kTlsPartingTime{1};

/// RFC 8446 §6. OpenSSL 3.0 has no words for the two alerts that came with TLS 1.3.
std::string words_of_alert(int alert) {
    if (alert == SSL_AD_CERTIFICATE_REQUIRED) return "certificate required";
    if (alert == SSL_AD_MISSING_EXTENSION) return "missing extension";
    std::string words = SSL_alert_desc_string_long(alert);
    return words == "unknown" ? "number " + std::to_string(alert) : words;
}

/// The first error in OpenSSL's queue in words. @param verification of the connection, X509_V_...
std::string words_of_failure(long verification) {
    const unsigned long error = ERR_peek_error();
    const int reason = ERR_GET_REASON(error);
    std::string words = take_openssl_error();
    if (error == 0) return "TLS failed";
    if (ERR_GET_LIB(error) != ERR_LIB_SSL) return words;
    if (reason >= SSL_AD_REASON_OFFSET)
        return "peer sent alert: " + words_of_alert(reason - SSL_AD_REASON_OFFSET);
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
        return std::string{"certificate verify failed: "} + X509_verify_cert_error_string(verification);
    return words;
}

/// SSL_get_error looks for failures in the queue. Clearing an empty one costs more than looking.
void forget_errors() {
    if (ERR_peek_error() != 0) ERR_clear_error();
}

std::string words_of_socket(const error_code& error) {
    if (error == asio::error::eof) return "peer closed during the handshake";
    if (error == asio::error::timed_out) return "timed out during the handshake";
    return error.message() + " during the handshake";
}

}  // namespace

TlsStream::TlsStream(std::unique_ptr<Stream> under, const TlsContext& context)
    : under_{std::move(under)},
      flushed_{under_->executor()},
      input_(kInput),
      ssl_{SSL_new(context.native())},
      from_peer_{BIO_new(BIO_s_mem())},
      to_peer_{BIO_new(BIO_s_mem())} {
    BIO_set_mem_eof_return(from_peer_, -1);  // empty means "wait", not "the end"
    SSL_set_bio(ssl_.get(), from_peer_, to_peer_);
    attach_facts(ssl_.get(), &facts_);
    if (context.is_server()) {
        SSL_set_accept_state(ssl_.get());
        return;
    }
    SSL_set_connect_state(ssl_.get());
    facts_.server_name = context.server_name();
    // OpenSSL takes any text here; Station sends IP literals too, against RFC 6066 §3.
    if (!facts_.server_name.empty()) SSL_set_tlsext_host_name(ssl_.get(), facts_.server_name.c_str());
}

TlsStream::Want TlsStream::judge(int result) {
    if (result == 1) return Want::nothing;
    const int error = SSL_get_error(ssl_.get(), result);
    if (error == SSL_ERROR_WANT_READ) return Want::more_input;
    if (error == SSL_ERROR_ZERO_RETURN) return Want::end;
    if (error == SSL_ERROR_WANT_X509_LOOKUP) facts_.failure = "the key does not belong to the certificate";
    note_failure();
    return Want::failure;
}

TlsStream::Want TlsStream::step() {
    forget_errors();
    const LibraryScope scope{SSL_is_server(ssl_.get()) == 1 ? keyless_library() : lean_library()};
    return judge(SSL_do_handshake(ssl_.get()));
}

awaitable<error_code> TlsStream::handshake() {
    for (;;) {
        const Want want = step();
        error_code error = co_await flush();
        if (want == Want::failure || want == Want::end) co_return Errc::tls_failed;
        if (!error && want == Want::more_input) {
            error = co_await fill();
        }
        if (error) {
            note_name();
            facts_.failure = words_of_socket(error);
            co_return error;
        }
        if (want == Want::nothing) break;
    }
    note_success();
    co_return error_code{};
}

TlsStream::Want TlsStream::unseal(std::span<std::uint8_t> buffer, IoResult& got) {
    forget_errors();
    const Want want = judge(SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &got.bytes));
    if (want == Want::end) got.error = asio::error::eof;
    if (want == Want::failure) got.error = Errc::tls_failed;
    return want;
}

awaitable<IoResult> TlsStream::read_some(std::span<std::uint8_t> buffer) {
    for (;;) {
        IoResult got;
        const Want want = unseal(buffer, got);
        // Key updates and alerts; whoever flushes already takes these bytes along.
        if (!flushing_ && BIO_ctrl_pending(to_peer_) > 0) {
            co_await flush();
        }
        if (want != Want::more_input) co_return got;
        got.error = co_await fill();
        if (got.error) co_return got;
    }
}

awaitable<IoResult> TlsStream::write(ByteView bytes) {
    std::size_t sealed = 0;
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ByteView block = bytes.subspan(sealed, std::min(bytes.size() - sealed, kRecord));
        std::size_t taken = 0;
        forget_errors();
        const int result = SSL_write_ex(ssl_.get(), block.data(), block.size(), &taken);
        if (result != 1) {
            note_failure();
            co_return IoResult{Errc::tls_failed, sent};
        }
        sealed += taken;
        if (sealed < bytes.size() && BIO_ctrl_pending(to_peer_) < kWriteBlock) continue;
        const error_code error = co_await flush();
        if (error) co_return IoResult{error, sent};
        sent = sealed;
    }
    co_return IoResult{error_code{}, sent};
}

awaitable<error_code> TlsStream::close() {
    if (SSL_is_init_finished(ssl_.get()) != 1) {
        const error_code error = co_await part_without_tls();
        co_return error;
    }
    forget_errors();
    SSL_shutdown(ssl_.get());  // fails after a fatal alert, when there is nothing left to say
    forget_errors();
    const error_code error = co_await flush();
    const error_code closed = co_await under_->close();
    co_return error ? error : closed;
}

/// Carries everything OpenSSL has to say to the socket. One coroutine sends at a time; the others wait for
/// it.
awaitable<error_code> TlsStream::flush() {
    while (flushing_) {
        co_await flushed_.wait();
    }
    flushing_ = true;
    error_code error;
    try {
        while (!error && BIO_ctrl_pending(to_peer_) > 0) {
            // The room is kept: one that every answer allocates and clears anew costs as much as its cipher.
            const std::size_t size = BIO_ctrl_pending(to_peer_);
            if (output_.size() < size) output_.resize(size);
            BIO_read(to_peer_, output_.data(), static_cast<int>(size));
            const IoResult sent = co_await under_->write(ByteView{output_}.first(size));
            error = sent.error;
        }
    } catch (...) {  // the coroutine is being cancelled; others still wait
        flushing_ = false;
        flushed_.notify();
        throw;
    }
    flushing_ = false;
    flushed_.notify();
    co_return error;
}

awaitable<error_code> TlsStream::fill() {
    const IoResult got = co_await under_->read_some(input_);
    if (!got.error) BIO_write(from_peer_, input_.data(), static_cast<int>(got.bytes));
    co_return got.error;
}

/// After a failed handshake, whose alert has left. Unread bytes would turn the FIN into an RST that can
/// overtake the alert, and nobody can read them through us any more.
awaitable<error_code> TlsStream::part_without_tls() {
    under_->expires_after(kTlsPartingTime);
    const error_code closed = co_await under_->close();
    if (closed) co_return closed;
    std::size_t read = 0;
    while (read < kTlsPartingBytes) {
        const IoResult got = co_await under_->read_some(input_);
        if (got.error) break;
        read += got.bytes;
    }
    co_return error_code{};
}

void TlsStream::note_name() {
    if (SSL_is_server(ssl_.get()) == 0) return;
    if (const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name))
        facts_.server_name = name;
}

void TlsStream::note_success() {
    note_name();
    // A resumed session shows no certificate, but holds the one of its first handshake.
    const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
    if (certificate != nullptr && SSL_session_reused(ssl_.get()) == 1) note_peer(facts_, certificate);
    facts_.version = SSL_get_version(ssl_.get());
    facts_.cipher = SSL_get_cipher_name(ssl_.get());
}

void TlsStream::note_failure() {
    note_name();
    if (facts_.failure.empty()) facts_.failure = words_of_failure(SSL_get_verify_result(ssl_.get()));
}

}  // namespace cupspec::net
