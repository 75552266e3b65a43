#include "net/tickets.hpp"

#include <array>
#include <cstring>

namespace cupspec::net {
namespace {

/// What a ticket says beside OpenSSL's own; absent where the client presented no certificate.
std::optional<ChainValidity> limit_of(SSL_SESSION* session) {
    void* bytes = nullptr;
    std::size_t size = 0;
    ChainValidity validity;
    if (SSL_SESSION_get0_ticket_appdata(session, &bytes, &size) != 1 || size != sizeof validity)
        return std::nullopt;
    std::memcpy(&validity, bytes, sizeof validity);
    return validity;
}

/// Whether a ticket that came back resumes its session; a new one is sent whenever it does not.
SSL_TICKET_RETURN judge_ticket(SSL* ssl, SSL_SESSION* session, const unsigned char* /*name*/,
                               std::size_t /*size*/, SSL_TICKET_STATUS status, void* /*argument*/) {
    if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    const auto limit = limit_of(session);
    const auto& chains = extras_of(SSL_get_SSL_CTX(ssl)).chains;
    if (limit && !limit->covers(chains->now())) return SSL_TICKET_RETURN_IGNORE_RENEW;
    return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

}  // namespace

void give_tickets(SSL_CTX* context) {
    // Tickets are sealed with this context's own keys; the name only has to be there for clients with
    // certificates.
    constexpr std::array<unsigned char, 7> kName{'c', 'u', 'p', 's', 'p', 'e', 'c'};
    SSL_CTX_set_session_id_context(context, kName.data(), kName.size());
    SSL_CTX_clear_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 1);  // a gateway has one connection at a time
    SSL_CTX_set_session_ticket_cb(context, nullptr, judge_ticket, nullptr);
}

void limit_session(SSL* ssl, const ChainValidity& validity) {
    SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), &validity, sizeof validity);
}

}  // namespace cupspec::net
