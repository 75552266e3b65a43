#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "capture/capture.hpp"
#include "capture/message_meter.hpp"
#include "protocol/exchange.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::capture {

/// What is known of a connection besides its bytes.
struct ConnectionFacts {
    std::string peer;  ///< the gateway: "127.0.0.1:40123"
    protocol::TlsFacts tls;
    std::string url;  ///< of the server, for requests that name no Host
};

/// What is kept of one round.
struct KeptBytes {
    std::uint64_t request = std::uint64_t{1} << 20U;  ///< further ones make it inexact
    std::uint64_t answer = std::uint64_t{16} << 20U;  ///< further ones are counted in Round::omitted
};

/// Makes rounds of the bytes that crossed one connection, on the server's side of it. A request reaches to
/// where its head says; the answer is what the server sends until the next request. Pure: bytes and times are
/// told in the order in which they were. What it cannot know stays empty: what the gateway made of it.
class Conversation {
public:
    explicit Conversation(ConnectionFacts facts, KeptBytes kept = {})
        : facts_{std::move(facts)}, kept_{kept} {}

    /// One read of the server's.
    void received(ByteView bytes, TimePoint now);
    /// One write of the server's: a read of the gateway's, as far as anybody can tell here.
    void sent(ByteView bytes, TimePoint now);
    /// The gateway went. Where an answer was due then, it had waited long enough: Ending::timeout.
    void gateway_ended(TimePoint now) noexcept { end(Ending::timeout, now); }
    /// The server went. An answer that was not whole then is Ending::closed.
    void server_ended(TimePoint now) noexcept { end(Ending::closed, now); }

    /// Rounds that are over, in their order, once each: those that another request followed, and after an end
    /// all of them.
    std::vector<Round> take();

private:
    struct Turn {
        Round round;
        MessageMeter request{MessageMeter::Kind::request};
        MessageMeter answer{MessageMeter::Kind::answer};
        Bytes asked;                 ///< head and body, as far as they are kept
        bool is_asked_whole = true;  ///< nothing of it was left out
        TimePoint last;              ///< something of it crossed
        bool has_begun = false;
        bool is_answered = false;  ///< something was sent
    };

    void add_request(ByteView bytes, TimePoint now);
    void begin_next(TimePoint now);
    void close_turn(Ending ending);
    void end(Ending ending, TimePoint now) noexcept;

    ConnectionFacts facts_;
    KeptBytes kept_;
    Turn turn_;
    Bytes early_;  ///< came behind the request, before its answer was whole
    std::vector<Round> over_;
    std::optional<Ending> ending_;  ///< of the connection, once it has ended
    TimePoint ended_;
};

/// A connection that came to no request because its TLS failed. `trouble` is what the gateway called it, as
/// far as the server's words tell: its own alert names its reason, of the server's refusal it sees that only.
Round failed_handshake(const ConnectionFacts& facts, TimePoint now);

}  // namespace cupspec::capture
