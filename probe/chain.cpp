#include "probe/chain.hpp"

#include "net/connect.hpp"
#include "net/tls.hpp"
#include "probe/words.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace cupspec::probe {

net::awaitable<void> look_at_chain(protocol::ServerUri server, std::chrono::milliseconds limit,
                                   conformance::Evidence& evidence) {
    net::ClientTlsOptions options;
    options.server_name = server.host;
    options.verify = false;
    options.min = net::TlsVersion::tls1_0;
    std::vector<Bytes>& chain = evidence.chain;
    options.see_chain = [&chain](std::vector<Bytes> sent) { chain = std::move(sent); };
    auto context = net::TlsContext::client(options);
    if (!context) {
        evidence.chain_failure = describe(context.error());
        co_return;
    }
    std::optional<net::TlsContext> tls{std::move(*context)};
    auto connected =
        co_await net::connect(std::move(server.host), std::move(server.port), std::move(tls), limit);
    if (!connected) {
        evidence.chain_failure = "no connection: " + connected.error().code.message();
        co_return;
    }
    const std::unique_ptr<net::Stream> stream = std::move(*connected);
    stream->expires_after(limit);
    const error_code handshake = co_await stream->handshake();
    // A server that wants a certificate of ours ends the handshake after it has shown its own.
    if (handshake && chain.empty()) {
        const std::string why = stream->tls().failure;
        evidence.chain_failure = why.empty() ? io_words(handshake, limit) : why;
    }
    stream->abort();
}

}  // namespace cupspec::probe
