#pragma once

#include "base/bytes.hpp"
#include "net/stream.hpp"

#include <functional>
#include <memory>

namespace cupspec::net {

/// Told what really crosses one connection (inside its TLS), in the order in which it does. Calls come on the
/// connection's thread; the object ends with the connection.
class StreamTap {
public:
    StreamTap() = default;
    StreamTap(const StreamTap&) = delete;
    StreamTap& operator=(const StreamTap&) = delete;
    virtual ~StreamTap() = default;

    /// One read.
    virtual void on_received(ByteView bytes) = 0;
    /// One write, or as much of it as left.
    virtual void on_sent(ByteView bytes) = 0;
    /// The peer is gone: its FIN or RST. What is sent still leaves, perhaps to nobody.
    virtual void on_peer_ended() noexcept = 0;
    /// This side says good-bye or cuts the connection off. May be told more than once.
    virtual void on_ended() noexcept = 0;
};

/// Makes the tap of a connection that is ready for use. @return null: nobody listens to this one
using TapSource = std::function<std::unique_ptr<StreamTap>(const Stream& stream)>;

/// The stream, heard by `tap`; itself where that is null.
std::unique_ptr<Stream> tapped(std::unique_ptr<Stream> stream, std::unique_ptr<StreamTap> tap);

}  // namespace cupspec::net
