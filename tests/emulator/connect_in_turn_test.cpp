// One connect at a time: an LNS that answers no SYN holds up the first CUPS contact.

#include "emulator/drive.hpp"
#include "emulator/lns_link.hpp"
#include "played_gateway.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace cupspec::test {
namespace {

using net::asio::ip::tcp;

/// A port on loopback whose queue is full, so that a connect to it stays pending.
class FullPort {
public:
    explicit FullPort(net::asio::io_context& context) : acceptor_{context} {
        acceptor_.open(tcp::v4());
        acceptor_.bind({net::asio::ip::address_v4::loopback(), 0});
        acceptor_.listen(0);
        // The kernel completes one connection more than the queue's length.
        filler_.emplace(context);
        filler_->connect(acceptor_.local_endpoint());
    }

    std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }

private:
    tcp::acceptor acceptor_;
    std::optional<tcp::socket> filler_;
};

/// A side of the station on its way.
struct Side {
    bool ended = false;
    bool cancelled = false;
    net::asio::cancellation_signal cancel;
};

class Scene {
public:
    Scene() {
        gateway.disk.files["home/tc.uri"] = to_bytes("ws://127.0.0.1:" + full.port());
        gateway.disk.files["home/cups.uri"] = to_bytes("http://127.0.0.1:" + std::to_string(port_of(open)));
        options.connects = &turnstile;
    }

    static std::uint16_t port_of(const tcp::acceptor& acceptor) { return acceptor.local_endpoint().port(); }

    net::awaitable<void> reach_lns() {
        auto drive = options;
        emulator::LnsPlan plan;
        co_await emulator::connect_lns(gateway.gateway, std::move(drive), std::move(plan), muxs);
    }
    net::awaitable<void> reach_cups() {
        auto drive = options;
        co_await emulator::drive_round(gateway.gateway, std::move(drive));
    }

    void start(net::awaitable<void> work, Side& side) {
        auto ended = [&side](const std::exception_ptr& thrown) {
            side.ended = true;
            side.cancelled = thrown != nullptr;
        };
        net::asio::co_spawn(context, std::move(work),
                            net::asio::bind_cancellation_slot(side.cancel.slot(), std::move(ended)));
    }
    /// Everything that can go on without waiting goes on.
    void settle() {
        for (int i = 0; i < 100; ++i) context.poll();
    }
    bool cups_was_contacted() {
        open.non_blocking(true);
        boost::system::error_code error;
        tcp::socket accepted{context};
        open.accept(accepted, error);
        return !error;
    }

    net::asio::io_context context;
    net::Turnstile turnstile{context.get_executor()};
    FullPort full{context};
    tcp::acceptor open{context, {net::asio::ip::address_v4::loopback(), 0}};
    PlayedGateway gateway{"station-2.0.6"};
    emulator::DriveOptions options;
    std::unique_ptr<net::WebSocket> muxs;
};

TEST_CASE("A connect to the LNS that hangs keeps the CUPS side from connecting until it is over") {
    Scene scene;
    Side lns;
    Side cups;
    scene.start(scene.reach_lns(), lns);
    scene.start(scene.reach_cups(), cups);
    scene.settle();
    CHECK_FALSE(scene.cups_was_contacted());
    CHECK_FALSE(lns.ended);
    lns.cancel.emit(net::asio::cancellation_type::terminal);
    scene.settle();
    CHECK(lns.ended);
    CHECK(scene.cups_was_contacted());
}

TEST_CASE("Without a turnstile nobody waits for anybody") {
    Scene scene;
    scene.options.connects = nullptr;
    Side lns;
    Side cups;
    scene.start(scene.reach_lns(), lns);
    scene.start(scene.reach_cups(), cups);
    scene.settle();
    CHECK(scene.cups_was_contacted());
    CHECK_FALSE(lns.ended);
}

TEST_CASE("A CUPS side that waits for the LNS's connect can be cancelled") {
    Scene scene;
    Side lns;
    Side cups;
    scene.start(scene.reach_lns(), lns);
    scene.start(scene.reach_cups(), cups);
    scene.settle();
    cups.cancel.emit(net::asio::cancellation_type::terminal);
    scene.settle();
    CHECK(cups.cancelled);
    lns.cancel.emit(net::asio::cancellation_type::terminal);
    scene.settle();
    CHECK(lns.ended);
    CHECK_FALSE(scene.cups_was_contacted());
}

}  // namespace
}  // namespace cupspec::test
