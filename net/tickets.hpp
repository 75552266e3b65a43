#pragma once

#include "net/openssl.hpp"
#include "net/verified_chains.hpp"

namespace cupspec::net {

/// Lets a server's clients resume their sessions by tickets (RFC 5077; RFC 8446 §4.6.1), one for each
/// handshake. The ticket holds the client's certificate, sealed, so that a gateway bound by it stays bound;
/// it also holds when the certificate's chain is valid, and is worth nothing outside that time: the client
/// has to present it anew and is refused as ever.
void give_tickets(SSL_CTX* context);

/// Puts into the session's ticket when it may be resumed.
void limit_session(SSL* ssl, const ChainValidity& validity);

}  // namespace cupspec::net
