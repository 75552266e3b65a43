#include "net/stream_decorator.hpp"
#include "net/tls_stream.hpp"
#include "tests/net/support.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

/// Passes everything on and keeps what is written.
class Tap final : public StreamDecorator {
public:
    Tap(std::unique_ptr<Stream> stream, Bytes& written)
        : StreamDecorator{std::move(stream)}, written_{&written} {}

    awaitable<IoResult> write(ByteView bytes) override {
        written_->insert(written_->end(), bytes.begin(), bytes.end());
        return under().write(bytes);
    }

private:
    Bytes* written_;
};

enum class End { close, abort, destroy };

awaitable<void> sink(std::unique_ptr<Stream> stream) { co_await read_all(*stream); }

/// @return what the client writes after its handshake
awaitable<Bytes> bytes_of(AcceptLoop& loop, End end) {
    Bytes written;
    ClientTlsOptions options = client_options();
    options.max = TlsVersion::tls1_2;  // where the type of a record can be read
    const auto context = context_of(options);
    auto under = co_await dial(loop.port());
    std::unique_ptr<Stream> tap = std::make_unique<Tap>(std::move(under), written);
    auto stream = std::make_unique<TlsStream>(std::move(tap), *context);
    stream->expires_after(std::chrono::seconds{20});
    const error_code error = co_await stream->handshake();
    if (error) throw std::runtime_error{error.message()};
    written.clear();
    if (end == End::close) co_await stream->close();
    if (end == End::abort) stream->abort();
    stream.reset();
    co_await loop.stop();
    co_return written;
}

Bytes bytes_of(End end) {
    asio::io_context context;
    const auto loop =
        AcceptLoop::open(context.get_executor(), "127.0.0.1", 0, context_of(server_options()), sink);
    return run(context, bytes_of(**loop, end));
}

}  // namespace

TEST_CASE("TLS stream that is closed says close_notify") {
    const Bytes written = bytes_of(End::close);
    REQUIRE(written.size() > 5);
    CHECK(written[0] == 21);  // alert, RFC 5246 §6.2.1
}

TEST_CASE("TLS stream that is aborted or destroyed says nothing") {
    CHECK(bytes_of(End::abort).empty());
    CHECK(bytes_of(End::destroy).empty());
}
