#pragma once

#include "net/accept.hpp"
#include "net/connect.hpp"
#include "tests/net/run.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cupspec::net::testing {

/// A file of the recorded installation: cups-1.crt/.key serve "localhost", cups-router-1.* is a client,
/// cups.ca signed both.
Bytes recorded(const std::string& name);
/// The same names from another installation, under another CA.
Bytes foreign(const std::string& name);

ServerTlsOptions server_options(ClientAuth auth = ClientAuth::none);
ClientTlsOptions client_options();
Identity client_identity();

std::optional<TlsContext> context_of(const ServerTlsOptions& options);
std::optional<TlsContext> context_of(const ClientTlsOptions& options);
/// What is wrong; empty: nothing.
std::string message_of(const Result<TlsContext>& result);

/// Both ends of a connection after the handshake; what the handshakes came to.
struct Pair {
    std::unique_ptr<Stream> client;
    std::unique_ptr<Stream> server;  ///< absent after a failed handshake
    error_code client_error;
    protocol::TlsFacts server_facts;
};

/// Connects a client to a listener of its own. Without contexts: plain TCP.
Pair make_pair(asio::io_context& context, std::optional<TlsContext> server, std::optional<TlsContext> client);

/// Reads until the end of the stream or an error. @return what came before it
awaitable<std::string> read_all(Stream& stream);
/// Reads exactly this much, or less when the stream ends.
awaitable<std::string> read_exactly(Stream& stream, std::size_t size);
awaitable<IoResult> write_text(Stream& stream, std::string text);

/// Connects to the loop's port on loopback.
awaitable<std::unique_ptr<Stream>> dial(std::uint16_t port, std::optional<TlsContext> tls = {});

}  // namespace cupspec::net::testing
